"""The journal: reports that come while PostgreSQL is away, stalled or read-only, with everything killed meanwhile."""

import random
import signal
import time

import pytest

from processes import daemon_kill, live_seconds, within
from support import DATABASE

AWAY_SECONDS = 2  # journal_after_ms
# Until the database counts as away, then the disk, and a margin.
ANSWER_SECONDS = AWAY_SECONDS + 4
# Between two reports of a client, in the short form: a journal takes in seconds what takes minutes to look up one by one.
CALM_SECONDS = 0.05


@pytest.fixture(scope="session")
def the_keeper(make_alike):
    daemon = make_alike(workers=2)
    daemon.settings["PAKN_JOURNAL"] = str(daemon.home / "journal")
    return daemon


@pytest.fixture
def keeper(the_keeper, server):
    """A daemon with a journal."""
    server.start()
    if the_keeper.process is None or the_keeper.process.poll() is not None:
        the_keeper.start()
    return the_keeper


def live_for(daemon, seconds):
    """Lets time pass, in which the daemon must say that it lives."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert live_seconds(daemon) < within(0.5)
        time.sleep(0.2)


def check_kept(run):
    """Asserts that reports were kept, and that nobody waited for that longer than it takes."""
    assert run.ledger.statuses[202] > 0, run.ledger.statuses
    assert max(run.ledger.latencies) < within(ANSWER_SECONDS)


def test_server_that_is_away_costs_no_report(keeper, load, settle, server, faults, times):
    with load(url=keeper.url, clients=16, pause=times(CALM_SECONDS, 0.005)) as run:
        for _ in faults(1, 3):
            run.wait_acknowledged(10)
            server.stop_immediately()
            live_for(keeper, AWAY_SECONDS + times(2, 30))
            run.wait_acknowledged(16)
            server.start()
            run.wait_acknowledged(32)
    check_kept(run)
    settle(run)


def test_server_that_stands_still_costs_no_report(keeper, load, settle, server, faults, times):
    with load(url=keeper.url, clients=16, pause=times(CALM_SECONDS, 0.005)) as run:
        for _ in faults(1, 5):
            run.wait_acknowledged(10)
            server.signal_all(signal.SIGSTOP)
            try:
                live_for(keeper, AWAY_SECONDS + times(2, 30))
                run.wait_acknowledged(16)
            finally:
                server.signal_all(signal.SIGCONT)
            run.wait_acknowledged(32)
    check_kept(run)
    settle(run)


def sessions_end(db):
    with db.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'pakn %'")


def test_server_that_is_read_only_costs_no_report(keeper, load, settle, db, faults, times):
    with load(url=keeper.url, clients=8) as run:
        for _ in faults(1, 5):
            run.wait_acknowledged(10)
            with db.cursor() as cursor:
                cursor.execute(f"alter role pakn_app in database {DATABASE} set default_transaction_read_only = on")
            try:
                sessions_end(db)
                time.sleep(times(1, 10))
                run.wait_acknowledged(20)
            finally:
                with db.cursor() as cursor:
                    cursor.execute(f"alter role pakn_app in database {DATABASE} reset default_transaction_read_only")
                sessions_end(db)
            run.wait_acknowledged(10)
    check_kept(run)
    settle(run)


def test_daemon_killed_while_it_keeps_reports(keeper, load, settle, server, faults, times):
    with load(url=keeper.url, clients=8, pause=times(CALM_SECONDS, 0.005)) as run:
        run.wait_acknowledged(10)
        server.stop_immediately()
        for _ in faults(3, 50):
            run.wait_acknowledged(8)
            time.sleep(random.random() * 0.2)
            daemon_kill(keeper)
            keeper.start()
        run.wait_acknowledged(8)
        server.start()
        run.wait_acknowledged(8)
    assert run.ledger.statuses[202] > 0
    settle(run)


def test_daemon_killed_while_reports_are_moved_in(keeper, load, settle, server, faults, times):
    with load(url=keeper.url, clients=16, pause=times(CALM_SECONDS, 0.001)) as run:
        for _ in faults(1, 10):
            server.stop_immediately()
            run.wait_acknowledged(times(300, 2000))
            server.start()
            for _ in range(3):
                time.sleep(random.random() * 0.5)
                daemon_kill(keeper)
                keeper.start()
            run.wait_acknowledged(10)
    assert run.ledger.statuses[202] > 0
    settle(run)
