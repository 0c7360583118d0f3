"""Faults of the daemon itself: killed, drained, told to read its settings again."""

import random
import signal
import socket
import statistics
import time

import psycopg2
import pytest

from checker import count
from load import request_bytes
from processes import daemon_kill, kill, within, workers


def test_daemon_killed_under_load_loses_nothing_and_is_back_soon(daemon, load, settle, times):
    gaps = []
    with load(clients=8) as run:
        for _ in range(times(6, 200)):
            run.wait_acknowledged(5)
            time.sleep(random.random() * 0.3)
            daemon_kill(daemon)
            killed = time.monotonic()
            daemon.start()
            run.wait_acknowledged(1)
            gaps.append(run.ledger.longest_gap(killed))
    counts = settle(run)
    assert counts.acknowledged == len(run.ledger.entries)
    assert run.ledger.errors, "no client noticed that the daemon was killed"
    assert statistics.quantiles(gaps, n=20)[-1] < within(2.0), f"seconds until the first answer: {gaps}"


def test_worker_killed_under_load_loses_nothing_and_is_replaced(daemon, load, settle, times):
    with load(clients=8) as run:
        for _ in range(times(8, 100)):
            time.sleep(random.random() * 0.3)
            assert kill(random.choice(workers(daemon)))
            killed = time.monotonic()
            run.wait_acknowledged(5)
            # The pause before a worker that dies again and again is replaced grows to 10 s.
            assert run.ledger.longest_gap(killed) < within(times(2.0, 12.0))
            while not workers(daemon):
                time.sleep(0.01)
    settle(run)
    assert daemon.process.poll() is None
    assert run.ledger.errors, "no client noticed that its worker was killed"


def test_stop_under_load_answers_all_that_was_accepted(daemon, load, settle, db, times):
    """The clients do not try again before the daemon has ended: what it stored it must have answered."""
    with load(clients=16, pause=0.002) as run:
        for _ in range(times(4, 50)):
            run.wait_acknowledged(50)
            time.sleep(random.random() * 0.2)
            run.may_retry.clear()
            started = time.monotonic()
            assert daemon.stop(signal.SIGTERM) == 0
            assert time.monotonic() - started < within(10.0)
            time.sleep(0.1)  # until the last answer is entered
            counts = count(db, run.ledger)
            assert (counts.unknown, counts.lost) == (0, 0), f"stored, but not answered: {counts}"
            daemon.start()
            run.may_retry.set()
    settle(run)
    assert set(run.ledger.statuses) == {201}, run.ledger.statuses


def test_stopping_daemon_finishes_what_it_has_and_takes_no_more(daemon, db, places):
    area, category = places[0]
    address = ("127.0.0.1", int(daemon.url.rpartition(":")[2]))
    request = request_bytes("POST", "/api/v1/reports", {
        "description": "Đèn đường hỏng", "area_code": area, "category": category})
    blocker = psycopg2.connect(daemon.cluster.conninfo("pakn_owner"))
    blocker.cursor().execute("lock table pakn.report_code in share mode")
    with socket.create_connection(address, timeout=10) as under_way:
        under_way.sendall(request)
        time.sleep(0.2)
        daemon.process.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(address, timeout=1)
        assert daemon.process.poll() is None
        blocker.close()
        assert under_way.recv(65536).startswith(b"HTTP/1.1 201 ")
    assert daemon.stop() == 0


def test_reload_under_load_disturbs_no_client(daemon, load, settle, times):
    with load(clients=8) as run:
        for _ in range(times(30, 500)):
            daemon.process.send_signal(signal.SIGHUP)
            time.sleep(random.random() * 0.1)
        run.wait_acknowledged(50)
    settle(run)
    assert not run.ledger.errors
    assert set(run.ledger.statuses) == {201}
