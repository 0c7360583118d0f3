"""An agency is succeeded while citizens report to it and its staff work, and who does it is killed half-way."""

import datetime
import random
import subprocess
import threading
import time
import uuid

import pytest

from checker import value
from processes import children, kill, within
from support import TENANT, Api

OLD, NEW = "MTDT", "TNBN"  # where the tests of other files hardly work
PLACES = [(area, field) for area in ("09169", "09187", "09190") for field in ("CX", "VSMT")]  # which are of OLD by rule
FOLLOW_SECONDS = 15  # the courier's turn, and what it then has to do


class Worker(threading.Thread):
    """A member of staff who claims, accepts and notes, on the version that they read."""

    def __init__(self, url, token):
        super().__init__(daemon=True)
        self.api, self.stopping, self.accepted, self.noted, self.unexpected = Api(url), False, [], [], []
        self.api.headers["Authorization"] = "Bearer " + token

    def write(self, path, body, **headers):
        return self.api.post("/api/v1/" + path, json=body, headers=headers | {"Idempotency-Key": str(uuid.uuid4())})

    def note(self, done, case, answer):
        done.append(case) if answer.status_code == 200 else self.unexpected.append(answer.text)

    def run(self):
        while not self.stopping:
            for item in self.write("queue/claim", {"limit": 3, "lease_seconds": 86400}).json()["items"]:
                self.work(item["id"])

    def work(self, case):
        while True:
            version = self.api.get(f"/api/v1/cases/{case}").headers["ETag"]
            answer = self.write(f"cases/{case}/accept", {}, **{"If-Match": version})
            if answer.status_code != 412:  # it has moved since it was read
                break
        self.note(self.accepted, case, answer)
        noted = self.write(f"cases/{case}/note", {"text": "Đã cử người đi xem."})
        self.note(self.noted, case, noted)


@pytest.fixture
def worker(daemon):
    daemon.command("user", "add", "--tenant", TENANT, "--username", "nguoi.moi.truong", "--role", "staff", "--agency", OLD,
                   "--password-stdin", stdin="thùng rác đầu ngõ\n")
    answer = Api(daemon.url).post("/api/v1/session", json={"username": "nguoi.moi.truong", "password": "thùng rác đầu ngõ"})
    return Worker(daemon.url, answer.json()["token"])


def succeed(daemon):
    return subprocess.Popen(daemon._command("agency", "succeed", OLD, NEW, "--at", str(datetime.date.today()), "--tenant", TENANT),
                            env=daemon._environment(PAKN_DATABASE=daemon.cluster.conninfo("pakn_owner")),
                            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def killed(process):
    """Kills the command, and what runs it; tells whether it was still at work."""
    alive = process.poll() is None
    for pid in [*children(process.pid), process.pid]:
        kill(pid)
    process.communicate()
    return alive


def test_a_succession_killed_half_way_under_load_loses_and_doubles_nothing(daemon, load, worker, settle, db, faults, times):
    with load(clients=8, most=times(1500, 20000)) as run:
        run.places = PLACES
        run.wait_acknowledged(300)
        worker.start()
        run.wait_acknowledged(200)
        at_work = 0
        for _ in faults(6, 100):
            process = succeed(daemon)
            time.sleep(random.random() * 0.15)
            at_work += killed(process)
            run.wait_acknowledged(5) if run.thread.is_alive() else None
        assert at_work, "the command was always done before it was killed"
        last = succeed(daemon)
        assert last.wait(within(20)) == 0, last.stderr.read()
    worker.stopping = True
    worker.join(within(10))
    assert not worker.is_alive() and not worker.unexpected and len(worker.accepted) > 10
    left = "select count(*) from pakn.work_item w join pakn.agency a using (tenant_id, agency_id) where a.code = %s"
    end = time.monotonic() + within(FOLLOW_SECONDS)
    while value(db, left, OLD):
        assert time.monotonic() < end, "what came in meanwhile did not follow"
        time.sleep(0.2)
    settle(run)
    once = """select count(*) from (select e.report_id from pakn.report_event e join pakn.agency a on a.tenant_id = e.tenant_id
        and a.agency_id = e.from_agency_id where a.code = %s and e.type = 'succeeded' group by 1 having count(*) > %s) x"""
    assert value(db, once, OLD, 1) == 0 and value(db, once, OLD, 0) > 300
    assert value(db, "select moved from pakn.agency_succession") == value(db, once, OLD, 0)
    for kind, cases in (("accepted", worker.accepted), ("noted", worker.noted)):
        assert value(db, """select count(*) from pakn.report_event where type = %s and report_id = any (%s::uuid[])""",
                     kind, cases) == len(set(cases)) == len(cases)
