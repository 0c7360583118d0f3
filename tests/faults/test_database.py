"""Faults of PostgreSQL under load: processes killed, frozen, stopped."""

import random
import signal
import time

import pytest

from processes import LONG_FORM, WRITE_SECONDS, kill, live_seconds, open_files, resident_bytes, within, workers

BACK_SECONDS = 5  # after PostgreSQL is up again
# The daemon's deadline for a write, then db_connect_ms for another connection, and a margin.
ANSWER_SECONDS = WRITE_SECONDS + 1 + 1


def daemon_unharmed(daemon, before):
    """Asserts that the same workers run, in as much memory and with as many files as before."""
    assert [pid for pid, *_ in before] == workers(daemon)
    for pid, memory, files in before:
        assert resident_bytes(pid) < memory + (64 << 20)
        assert open_files(pid) <= files + 8


def look_at(daemon):
    return [(pid, resident_bytes(pid), open_files(pid)) for pid in workers(daemon)]


def session_end(db):
    """Terminates a session of the daemon as an administrator would: only that one ends."""
    with db.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                       " where application_name = 'pakn worker' order by random() limit 1")


def test_session_ended_under_load_is_hardly_noticed(daemon, load, settle, db, faults, times):
    with load(clients=8) as run:
        run.wait_acknowledged(10)
        for _ in faults(10, 100):
            session_end(db)
            time.sleep(random.random() * 0.2)
        run.wait_acknowledged(10)
    settle(run)
    # Whose batch is hit twice in a row is told 503.
    assert run.ledger.statuses[503] <= times(1, 10)


@pytest.mark.parametrize("kind", ["pakn_app", "walwriter", "checkpointer"] if LONG_FORM else ["pakn_app"])
def test_server_process_killed_under_load(daemon, load, staff, settle, server, faults, kind):
    """PostgreSQL ends all sessions and recovers."""
    before = look_at(daemon)
    with load(clients=8) as run, staff() as work:
        for _ in faults(1, 50):
            run.wait_acknowledged(10)
            time.sleep(random.random() * 0.2)
            # One that dies of old age at this instant does not count.
            assert any(kill(pid) for pid in server.processes(kind)[:1])
            time.sleep(0.05)
            up = server.wait_up()
            run.wait_acknowledged(5)
            assert run.ledger.longest_gap(up) < within(BACK_SECONDS)
        work.wait_acknowledged(5)
    settle(run, work)
    daemon_unharmed(daemon, before)


@pytest.mark.parametrize("how", ["kill_postmaster", "stop_immediately"] if LONG_FORM else ["kill_postmaster"])
def test_server_killed_under_load_and_started_again(daemon, load, staff, settle, server, faults, how):
    before = look_at(daemon)
    with load(clients=8) as run, staff() as work:
        for _ in faults(1, 50):
            run.wait_acknowledged(10)
            time.sleep(random.random() * 0.2)
            getattr(server, how)()
            time.sleep(random.random())
            server.start()
            started = time.monotonic()
            run.wait_acknowledged(5)
            assert run.ledger.longest_gap(started) < within(BACK_SECONDS)
        work.wait_acknowledged(5)
    settle(run, work)
    daemon_unharmed(daemon, before)


def test_server_away_for_long_is_answered_503_in_time(impatient, load, settle, server, faults, times):
    """Nobody waits for ever: whoever asks while there is no server is told so."""
    before = look_at(impatient)
    with load(url=impatient.url, clients=32) as run:
        for _ in faults(1, 3):
            run.wait_acknowledged(10)
            server.stop_immediately()
            end = time.monotonic() + times(2.5, 30)
            while time.monotonic() < end:
                assert live_seconds(impatient) < within(0.5)
                time.sleep(0.2)
            server.start()
            run.wait_acknowledged(32)
    settle(run)
    assert run.ledger.statuses[503] > 0
    assert max(run.ledger.latencies) < within(ANSWER_SECONDS)
    daemon_unharmed(impatient, before)


def test_server_that_stands_still_is_answered_503_in_time(impatient, load, settle, server, faults, times):
    before = look_at(impatient)
    with load(url=impatient.url, clients=32) as run:
        for _ in faults(1, 5):
            run.wait_acknowledged(10)
            server.signal_all(signal.SIGSTOP)
            try:
                end = time.monotonic() + times(3.5, 30)
                while time.monotonic() < end:
                    assert live_seconds(impatient) < within(0.5)
                    time.sleep(0.2)
            finally:
                server.signal_all(signal.SIGCONT)
            started = time.monotonic()
            run.wait_acknowledged(32)
            assert run.ledger.longest_gap(started) < within(BACK_SECONDS)
    settle(run)
    assert run.ledger.statuses[503] > 0
    assert max(run.ledger.latencies) < within(ANSWER_SECONDS)
    daemon_unharmed(impatient, before)
