"""Reports that are kept in the journal while the database is away: whatever else dies meanwhile, each is there once."""

import random
import signal
import time

import pytest

from processes import LONG_FORM, couriers, daemon_kill, kill, workers
from tracer import Tracer


@pytest.fixture
def keeper(make_keeper, daemon):
    return make_keeper()


def server_back(server, how):
    """Ends what `how` did to the server."""
    if how == "freeze":
        server.signal_all(signal.SIGCONT)
    server.start()


def server_leave(server, how):
    if how == "freeze":
        server.signal_all(signal.SIGSTOP)
    else:
        server.stop_immediately()


@pytest.mark.parametrize("how", ["stop", "freeze"])
def test_daemon_killed_while_the_database_is_away_loses_nothing(keeper, load, settle, resend, server, faults, times, how):
    """A worker, and what is left of the daemon; who starts without the database waits for it, to learn of provinces."""
    with load(url=keeper.url, clients=times(4, 16)) as run:
        for _ in faults(1, 50):
            run.wait_acknowledged(20)
            server_leave(server, how)
            try:
                run.wait_promised(20)
                kill(random.choice(workers(keeper)))
                time.sleep(random.random() * 0.2)
                daemon_kill(keeper)
            finally:
                server_back(server, how)
            keeper.start()
            run.wait_acknowledged(20)
    resend(run)
    settle(run)


def test_courier_killed_while_it_moves_reports_in_moves_each_once(keeper, load, settle, resend, server, faults, times):
    with load(url=keeper.url, clients=times(4, 16), pause=0.03) as run:
        for _ in faults(1, 20):
            server.stop_immediately()
            run.wait_promised(times(50, 1000))
            server.start()
            for _ in range(times(2, 5)):
                for pid in couriers(keeper):
                    kill(pid)
                time.sleep(random.random() * 0.2)
                # What the courier has sent by now, nobody will ever have done.
                server.signal_all(signal.SIGSTOP)
                time.sleep(0.3)
                server.signal_all(signal.SIGKILL)
                server.start()
    resend(run)
    settle(run)


def test_equal_requests_kept_in_the_journals_of_two_hosts_store_one_report(make_keeper, daemon, load, settle, resend,
                                                                           server, faults):
    keepers = [make_keeper(), make_keeper()]
    with load(url=[keeper.url for keeper in keepers], clients=8, copies=4, pause=0.05) as run:
        for _ in faults(1, 30):
            run.wait_acknowledged(20)
            server.stop_immediately()
            run.wait_promised(40)
            server.start()
            run.wait_acknowledged(40)
    resend(run)
    settle(run)


# What fails of the calls that keep a report, in all threads of the workers.
CALLS = {
    "no_sync": {"fsync": "EIO:when=2+3", "fdatasync": "EIO:when=2+3"},
    "no_space": {"pwrite64": "ENOSPC:when=5+7"},
    "no_write": {"pwrite64": "EIO:when=3+11"},
    "no_lock": {"fcntl": "ENOLCK:when=5+7"},
}


@pytest.mark.parametrize("name", CALLS if LONG_FORM else ["no_sync"])
def test_calls_that_fail_under_the_journal_lose_nothing(keeper, load, settle, resend, server, faults, times, name):
    try:
        with load(url=keeper.url, clients=times(4, 16), pause=0.03) as run:
            for _ in faults(1, 10):
                run.wait_acknowledged(20)
                server.stop_immediately()
                with Tracer(workers(keeper), CALLS[name], threads=True):
                    time.sleep(times(2, 4))
                run.wait_promised(20)
                server.start()
                run.wait_acknowledged(20)
    finally:
        server.start()
    resend(run)
    settle(run)
