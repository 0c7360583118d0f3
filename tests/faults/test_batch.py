"""A report that the database refuses, in a batch with others."""

import asyncio
import time
import uuid

import psycopg2

from checker import value
from load import Connection, request_bytes
from processes import within
from support import requests

ROWS = 64
CONSTRAINT = "faults_poison"


def metric(daemon, name):
    """A counter of the daemon."""
    for line in requests.get(daemon.admin_url + "/metrics", timeout=10).text.splitlines():
        if line.startswith(name + " "):
            return float(line.split()[1])
    raise AssertionError(f"there is no metric {name}")


def submit_behind_lock(daemon, bodies):
    """Sends reports while nobody can store one, so that those which wait make up batches; returns the answers."""
    blocker = psycopg2.connect(daemon.cluster.conninfo("pakn_owner"))
    blocker.cursor().execute("lock table pakn.report_code in share mode")

    async def one(body, delay):
        connection = Connection(daemon.url)
        await asyncio.sleep(delay)
        request = request_bytes("POST", "/api/v1/reports", body, Idempotency_Key=str(uuid.uuid4()))
        status, headers, _ = await asyncio.wait_for(connection.exchange(request), 20)
        connection.close()
        return status, headers

    async def release():
        await asyncio.sleep(1)
        blocker.close()

    async def run():
        answers = [one(body, 0.1 if number < 8 else 0.3) for number, body in enumerate(bodies)]
        return (await asyncio.gather(release(), *answers))[1:]

    return asyncio.run(run())


def test_row_that_the_database_refuses_does_not_hurt_its_neighbours(daemon, db, places):
    mark = uuid.uuid4().hex
    bodies = [{"description": f"{mark} đèn hỏng {number}", "category": category, "area_code": area}
              for number, (area, category) in zip(range(ROWS), places)]
    poisoned = (20, 33, 34)
    for number in poisoned:
        bodies[number]["description"] += " poison"
    with db.cursor() as cursor:
        cursor.execute(f"alter table pakn.report add constraint {CONSTRAINT}"
                       " check (description not like '%% poison') not valid")
    try:
        rows, batches = (metric(daemon, f"pakn_{name}_total") for name in ("batch_rows", "batches"))
        answers = submit_behind_lock(daemon, bodies)
        rows, batches = (metric(daemon, f"pakn_{name}_total") - was
                         for name, was in (("batch_rows", rows), ("batches", batches)))
    finally:
        with db.cursor() as cursor:
            cursor.execute(f"alter table pakn.report drop constraint {CONSTRAINT}")
    assert rows > 2 * batches, f"{rows} rows in {batches} batches: this test says nothing"
    for number, (status, _) in enumerate(answers):
        assert status == (500 if number in poisoned else 201), f"report {number}: {status}"
    assert value(db, "select count(*) from pakn.report where starts_with(description, %s)", mark) == ROWS - 3
    assert "batch_halved" in daemon.log_text(200000)


def test_reports_behind_a_lock_are_told_503_in_time_and_can_be_sent_again(impatient, load, settle, times):
    """Somebody holds a lock for longer than a write may take."""
    with load(url=impatient.url, clients=32) as run:
        run.wait_acknowledged(10)
        blocker = psycopg2.connect(impatient.cluster.conninfo("pakn_owner"))
        blocker.cursor().execute("lock table pakn.report_code in share mode")
        time.sleep(times(2.5, 7))
        blocker.close()
        run.wait_acknowledged(32)
    settle(run)
    assert max(run.ledger.latencies) < within(10.0)
