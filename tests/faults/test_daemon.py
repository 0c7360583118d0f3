"""Faults of the daemon itself: killed, drained, told to read its settings again."""

import random
import signal
import socket
import statistics
import time

import psycopg2

from checker import count, value
from load import request_bytes
from processes import couriers, daemon_kill, kill, master_kill, within, workers


# Who dies: and what is killed for it.
DEATHS = {
    "daemon": daemon_kill,
    "master": master_kill,
    "worker": lambda daemon: kill(random.choice(workers(daemon) or [0])),
    "courier": lambda daemon: [kill(pid) for pid in couriers(daemon)],
}


def test_daemon_killed_under_load_loses_nothing_and_is_back_soon(daemon, load, staff, settle, faults):
    gaps = {who: [] for who in DEATHS}
    with load(clients=8) as run, staff() as work:
        for number in faults(8, 200):
            run.wait_acknowledged(5)
            time.sleep(random.random() * 0.3)
            who = list(DEATHS)[number % len(DEATHS)]
            DEATHS[who](daemon)
            killed = time.monotonic()
            if daemon.process is None:
                daemon.start()
            run.wait_acknowledged(1)
            gaps[who].append(run.ledger.longest_gap(killed))
        work.wait_acknowledged(5)
    counts = settle(run, work)
    print({who: f"{max(seconds):.1f} s" for who, seconds in gaps.items()}, "at most until the next answer")
    assert counts.acknowledged == len(run.ledger.entries)
    assert run.ledger.errors, "no client noticed that the daemon was killed"
    assert statistics.quantiles(gaps["daemon"] + gaps["master"], n=20)[-1] < within(2.0)


def test_worker_killed_again_and_again_loses_nothing_and_is_replaced(daemon, load, settle, faults, times):
    with load(clients=8) as run:
        for _ in faults(5, 50):
            time.sleep(random.random() * 0.3)
            while not (left := workers(daemon)):
                time.sleep(0.01)
            kill(random.choice(left))
            killed = time.monotonic()
            run.wait_acknowledged(5)
            # The pause before a worker that dies again and again is replaced grows to 10 s.
            assert run.ledger.longest_gap(killed) < within(times(2.0, 12.0))
    settle(run)
    assert daemon.process.poll() is None
    assert run.ledger.errors, "no client noticed that its worker was killed"


def test_stop_under_load_answers_all_that_was_accepted(daemon, load, settle, db, faults):
    """The clients do not try again before the daemon has ended: what it stored it must have answered."""
    with load(clients=16, pause=0.002) as run:
        for _ in faults(4, 50):
            run.wait_acknowledged(50)
            time.sleep(random.random() * 0.2)
            run.may_retry.clear()
            started = time.monotonic()
            assert daemon.stop(signal.SIGTERM) == 0
            assert time.monotonic() - started < within(10.0)
            end = time.monotonic() + within(5)
            while (counts := count(db, run.ledger)).unknown and time.monotonic() < end:
                time.sleep(0.1)  # until the last answer is entered
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
    end = time.monotonic() + within(10)

    def refused():
        try:
            socket.create_connection(address, timeout=10).close()
        except ConnectionRefusedError:
            return True
        return False

    with socket.create_connection(address, timeout=60) as under_way:
        under_way.sendall(request)
        while not value(db, "select exists (select from pg_stat_activity where wait_event_type = 'Lock' and query like '%%pakn.report_submit%%')"):
            assert time.monotonic() < end, "the request does not get there"
            time.sleep(0.05)
        daemon.process.send_signal(signal.SIGTERM)
        while not refused():
            assert time.monotonic() < end, "it takes still more"
            time.sleep(0.05)
        assert daemon.process.poll() is None
        blocker.close()
        assert under_way.recv(65536).startswith(b"HTTP/1.1 201 ")
    assert daemon.stop() == 0


def test_reload_under_load_disturbs_no_client(daemon, load, settle, faults):
    with load(clients=8) as run:
        for _ in faults(30, 500):
            daemon.process.send_signal(signal.SIGHUP)
            time.sleep(random.random() * 0.1)
        run.wait_acknowledged(50)
    settle(run)
    assert not run.ledger.errors
    assert set(run.ledger.statuses) == {201}
