"""Equal requests at the same time, and other requests under the same key."""

import collections
import json
import random
import threading
import time
import uuid

import psycopg2

from checker import value
from load import exchange_all, request_bytes
from processes import daemon_kill


def test_three_equal_requests_at_once_store_one_report(daemon, load, settle, times):
    with load(clients=times(50, 1000), copies=3, most=times(300, 10000)) as run:
        run.wait_ended(300)
    settle(run)
    assert len(run.ledger.entries) >= times(300, 10000)
    assert set(run.ledger.statuses) == {201}
    for entry in run.ledger.entries.values():
        assert (len(entry.answers), entry.replays) == (3, 2)


def test_equal_requests_through_a_killed_daemon_store_one_report(daemon, load, settle, faults):
    with load(clients=20, copies=3) as run:
        for _ in faults(3, 50):
            run.wait_acknowledged(60)
            daemon_kill(daemon)
            daemon.start()
        run.wait_acknowledged(60)
    settle(run)


def test_equal_requests_to_two_daemons_of_which_one_dies_store_one_report(daemon, distant, load, settle, faults):
    with load(clients=8, copies=4, url=[daemon.url, distant.url]) as run:
        for _ in faults(3, 50):
            run.wait_acknowledged(60)
            daemon_kill(distant)
            distant.start()
        run.wait_acknowledged(60)
    settle(run)


def test_two_bodies_under_one_key_at_once_store_the_one_that_was_acknowledged(daemon, db, places, times):
    """Four equal requests, and between them another one with the same key."""
    area, category = places[0]
    bodies, keys = [], [str(uuid.uuid4()) for _ in range(times(100, 2000))]
    for key in keys:
        texts = ["Đèn đường hỏng " + key] * 4
        texts.insert(random.randrange(5), "Nắp cống vỡ " + key)
        bodies += [(key, text) for text in texts]
    answers = exchange_all(daemon.url, [request_bytes("POST", "/api/v1/reports", {
        "description": text, "category": category, "area_code": area}, Idempotency_Key=key)
        for key, text in bodies], parallel=40)
    told = collections.defaultdict(set)
    for (key, text), (status, _, body) in zip(bodies, answers):
        assert status == 201 or (status, json.loads(body)["code"]) == (422, "key_reused")
        if status == 201:
            told[key].add((text, json.loads(body)["id"]))
    assert all(len(told[key]) == 1 for key in keys), "two reports under one key, or none"
    with db.cursor() as cursor:
        cursor.execute("select description, report_id::text from pakn.report"
                       " where split_part(description, ' ', 4) = any (%s)", (keys,))
        assert set(cursor) == set().union(*told.values())


def test_other_body_under_a_used_key_is_refused_and_changes_nothing(daemon, load, settle, places):
    with load(clients=4, most=100) as run:
        run.wait_ended(60)
    entries = list(run.ledger.entries.values())
    area, category = places[0]
    answers = exchange_all(daemon.url, [
        request_bytes("POST", "/api/v1/reports", {"description": entry.description + " nữa", "category": category,
                                                  "area_code": area}, Idempotency_Key=entry.key)
        for entry in entries])
    assert {(status, json.loads(body)["code"]) for status, _, body in answers} == {(422, "key_reused")}
    for entry, (status, headers, body) in zip(entries, exchange_all(daemon.url, [e.request for e in entries])):
        assert (status, headers["idempotency-replayed"], body) == (201, "true", entry.answers[0])
    settle(run)


def test_first_answer_is_given_again_much_later(daemon, load, settle, times):
    """After restarts, and without what a worker may remember."""
    with load(clients=4, most=200) as run:
        run.wait_ended(60)
    daemon.restart()
    entries = list(run.ledger.entries.values())
    for entry, (status, headers, body) in zip(entries, exchange_all(daemon.url, [e.request for e in entries])):
        assert (status, headers["idempotency-replayed"], body) == (201, "true", entry.answers[0])
    settle(run)


def test_daemon_killed_between_commit_and_answer_leaves_the_answer_to_the_retry(daemon, db):
    """The statement waits for a lock when the daemon dies, and is committed when nobody is there any more to answer."""
    key, body = str(uuid.uuid4()), {"description": "Đèn đường không sáng"}
    request = request_bytes("POST", "/api/v1/reports", body, Idempotency_Key=key)
    blocker = psycopg2.connect(daemon.cluster.conninfo("pakn_owner"))
    blocker.cursor().execute("lock table pakn.report_code in share mode")

    def waiting(count):
        end = time.monotonic() + 60
        while value(db, "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                        " and query like %s", "%pakn.report_submit%") != count:
            assert time.monotonic() < end
            time.sleep(0.01)

    def unanswered():
        try:
            exchange_all(daemon.url, [request])
        except (OSError, EOFError):
            return
        raise AssertionError("somebody has answered")

    lost = threading.Thread(target=unanswered)
    lost.start()
    waiting(1)
    daemon_kill(daemon)
    lost.join()
    waiting(1)
    blocker.close()
    waiting(0)
    daemon.start()
    [(status, headers, first)], [(_, _, again)] = exchange_all(daemon.url, [request]), exchange_all(daemon.url, [request])
    assert (status, headers["idempotency-replayed"], again) == (201, "true", first)
    assert value(db, "select count(*) from pakn.report where code = %s", json.loads(first)["code"]) == 1
