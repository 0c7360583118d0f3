"""A report that the database refuses, in a batch with others."""

import asyncio
import collections
import json
import os
import signal
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import psycopg2

from checker import value
from load import Connection, exchange_all, request_bytes
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


def write_backends(db):
    """The server processes that store reports."""
    with db.cursor() as cursor:
        cursor.execute("select pid from pg_stat_activity where application_name = 'pakn worker' and query like '%pakn.report_submit%'"
                       " and pid <> pg_backend_pid()")
        return [pid for [pid] in cursor.fetchall()]


def exchange_until_stored(url, left):
    """Sends requests again until each is answered 201; returns the bodies."""
    bodies, end = [], time.monotonic() + 30
    while left:
        assert time.monotonic() < end
        answers = exchange_all(url, left)
        bodies += [json.loads(body) for status, _, body in answers if status == 201]
        left = [request for request, (status, _, _) in zip(left, answers) if status != 201]
    return bodies


def test_reports_that_cannot_be_written_are_told_what_is_known_of_them_while_reads_go_on(daemon, make_alike, db, places):
    """The server processes that write are frozen; those that read are not.  One report is under way, four wait."""
    slow = make_alike(workers=1, batch_ms=1500, batch_queue_max=4, db_write_conns=1, db_write_deadline_ms=60000)
    area, category = places[0]
    first, *others = [request_bytes("POST", "/api/v1/reports", {"description": f"Đèn hỏng {number}", "category": category,
                                                                "area_code": area}, Idempotency_Key=str(uuid.uuid4()))
                      for number in range(12)]
    daemon.stop()
    slow.start()
    try:
        known = exchange_until_stored(slow.url, [first])[0]["code"]
        frozen = write_backends(db)
        before = metric(slow, "pakn_batches_total")
        for pid in frozen:
            os.kill(pid, signal.SIGSTOP)
        try:
            with ThreadPoolExecutor(1) as pool:
                under_way = pool.submit(exchange_all, slow.url, others[:1])
                while metric(slow, "pakn_batches_total") == before:
                    time.sleep(0.01)
                answers = exchange_all(slow.url, others[1:], parallel=10) + under_way.result()
            for path in ("/api/v1/categories", f"/api/v1/reports/{known}"):
                assert requests.get(slow.url + path, timeout=10).status_code == 200
        finally:
            for pid in frozen:
                os.kill(pid, signal.SIGCONT)
        told = [json.loads(body) for _, _, body in answers]
        assert {status for status, _, _ in answers} == {503}
        assert collections.Counter(problem["code"] for problem in told) == {"outcome_unknown": 1, "unavailable": 4, "busy": 6}
        for (_, headers, _), problem in zip(answers, told):
            assert 1 <= int(headers["retry-after"]) == problem["retry_after"]
        stored = {body["code"] for body in exchange_until_stored(slow.url, others)}
        assert told[-1]["report_code"] in stored and len(stored) == len(others)
        assert value(db, "select count(*) from pakn.report where code = any(%s)", list(stored)) == len(others)
    finally:
        slow.stop()
        daemon.start()
