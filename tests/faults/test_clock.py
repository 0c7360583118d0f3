"""The clock of the daemon's machine jumps; PostgreSQL's does not.  In a database of its own, since what a wrong clock
dates stays."""

import datetime
import json
import pathlib
import random
import time

import pytest

from apart import account_token, connect, database_fill
from load import Load, exchange_all, request_bytes
from processes import live_seconds, within
from staff import PLACE, Staff
from support import Api

NAME = "pakn_clock"
LIBRARY = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"
JUMPS = ("+1d", "-1d", "+0", "+20y", "-3", "+0", "-40d", "+3", "+0", "+400d")


class Wound:
    """A daemon with a clock that can be wound, `db` its database, `tokens` of staff and their head."""

    def __init__(self, cluster, daemon):
        self.cluster, self.daemon = cluster, daemon
        owner = cluster.call("conninfo", NAME, "pakn_owner").strip()
        self.file = daemon.home / "clock"
        self.wind("+0")
        daemon.settings["PAKN_DATABASE"] = cluster.call("conninfo", NAME).strip()
        daemon.wrapper = ["env", f"LD_PRELOAD={LIBRARY}", f"FAKETIME_TIMESTAMP_FILE={self.file}", "FAKETIME_NO_CACHE=1",
                          "FAKETIME_DONT_FAKE_MONOTONIC=1", "TZ=UTC"]
        database_fill(daemon, owner)
        daemon.start()
        self.db = connect(owner)
        self.tokens = {role: account_token(daemon, owner, role, "UB09187") for role in ("staff", "head")}

    def wind(self, offset):
        """Sets how far the daemon's clock is from the true time."""
        new = self.file.with_suffix(".new")
        new.write_text(offset + "\n")
        new.rename(self.file)

    def received(self):
        """Sends a report; returns its id and how far from the true time it is dated."""
        before = datetime.datetime.now(datetime.timezone.utc)
        (status, _, body), = exchange_all(self.daemon.url, [request_bytes("POST", "/api/v1/reports", {
            "description": "Đèn đường hỏng", "area_code": PLACE[0], "category": PLACE[1]})], parallel=1)
        assert status == 201, body
        report = json.loads(body)
        return report["id"], (datetime.datetime.fromisoformat(report["received_at"]) - before).total_seconds()


@pytest.fixture(scope="module")
def wound(cluster, make_alike):
    if not pathlib.Path(LIBRARY).exists():
        pytest.skip("needs the package libfaketime")
    cluster.call("psql", "-d", "postgres", "-qc", f"drop database if exists {NAME} with (force)")
    cluster.call("createdb", NAME)
    wound = Wound(cluster, make_alike(workers=1))
    yield wound
    wound.db.close()
    wound.daemon.stop()
    cluster.call("psql", "-d", "postgres", "-qc", f"drop database {NAME} with (force)")


@pytest.fixture(autouse=True)
def right(wound):
    yield
    wound.wind("+0")


def test_clock_that_jumps_under_load_loses_nothing(wound, settle, faults):
    with Load(wound.daemon.url, [PLACE]) as run, Staff(wound.daemon.url, wound.tokens) as work:
        for number in faults(len(JUMPS), 200):
            wound.wind(JUMPS[number % len(JUMPS)])
            run.wait_acknowledged(10)
            time.sleep(random.random() * 0.1)
        wound.wind("+0")
        work.wait_acknowledged(5)
    settle(run, work, of=(wound.daemon, wound.db))
    assert set(run.ledger.statuses) == {201} and set(work.ledger.statuses) == {200}, "a timer has followed the clock"
    assert not run.ledger.errors


@pytest.mark.parametrize("offset, seconds", [("+1d", 86400), ("-1d", -86400)])
def test_clock_that_is_set_right_again_dates_rightly_at_once(wound, offset, seconds):
    wound.wind(offset)
    assert abs(wound.received()[1] - seconds) < 60
    wound.wind("+0")
    assert abs(wound.received()[1]) < 60


def test_clock_that_is_set_back_a_little_keeps_the_order(wound):
    ids = [wound.received()[0]]
    for offset in ("-1", "-2", "-3", "+0", "-1"):
        wound.wind(offset)
        ids += [wound.received()[0] for _ in range(20)]
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)


def test_clock_that_jumps_does_not_end_what_waits_nor_let_the_expired_in(wound):
    staff = {"Authorization": "Bearer " + wound.tokens["staff"]}
    token = wound.tokens["head"]
    with wound.db.cursor() as cursor:
        cursor.execute("update pakn.credential set expires_at = now() - interval '1 minute'"
                       " where digest = sha256(%s)", (token.encode(),))
        assert cursor.rowcount == 1
    with Api(wound.daemon.url) as api:
        etag = api.get("/api/v1/queue", headers=staff).headers["ETag"]
        for offset in ("+1d", "-1d"):
            began = time.monotonic()
            wound.wind(offset)
            answer = api.get("/api/v1/queue", headers=staff | {"If-None-Match": etag, "Prefer": "wait=1"})
            assert (answer.status_code, time.monotonic() - began > 0.9) == (304, True), "a wait was cut short"
            assert api.get("/api/v1/queue", headers={"Authorization": "Bearer " + token}).status_code == 401
            assert live_seconds(wound.daemon) < within(0.5)
