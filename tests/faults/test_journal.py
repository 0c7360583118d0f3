"""Reports that are kept in the journal while the database is away: whatever else dies meanwhile, each is there once."""

import random
import signal
import time

import pytest

from checker import wait_moved_in
from disks import Disk, fill
from load import exchange_all
from processes import LONG_FORM, couriers, daemon_kill, kill, workers
from tracer import Tracer

AFTER_MS = 200  # the database counts as away


@pytest.fixture
def make_keeper(make_alike):
    """make_keeper(path=None): a daemon with a journal of its own, as on a host of its own."""
    made = []

    def make(path=None):
        keeper = make_alike(workers=2, journal_after_ms=AFTER_MS, db_write_deadline_ms=1000)
        keeper.settings["PAKN_JOURNAL"] = str(path or keeper.home / "spool/journal")
        keeper.start()
        made.append(keeper)
        return keeper

    yield make
    for keeper in made:
        keeper.stop()


@pytest.fixture
def keeper(make_keeper, daemon):
    return make_keeper()


@pytest.fixture
def resend(daemon, db):
    """resend(run): sends what was answered 202 once more, when it has been moved in."""

    def resent(run):
        db.reconnect()
        wait_moved_in(db, run.ledger)
        entries = [entry for entry in run.ledger.entries.values() if entry.promises]
        assert entries, "nothing was kept in the journal"
        for entry, (status, headers, body) in zip(entries, exchange_all(daemon.url, [e.request for e in entries])):
            assert (status, headers.get("idempotency-replayed")) == (201, "true"), body
            run.ledger.note(entry, status, headers, body)

    return resent


def wait_promised(run, count, seconds=60):
    """Waits until so many more answers are 202."""
    wanted, end = run.ledger.statuses[202] + count, time.monotonic() + seconds
    while run.ledger.statuses[202] < wanted:
        assert not run.ledger.unexpected, f"unexpected answers: {run.ledger.unexpected[:3]}"
        assert time.monotonic() < end, f"fewer than {count} reports kept in {seconds} s"
        time.sleep(0.01)


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
def test_daemon_killed_while_the_database_is_away_loses_nothing(keeper, load, settle, resend, server, faults, how):
    """A worker, and what is left of the daemon; who starts without the database waits for it, to learn of provinces."""
    with load(url=keeper.url, clients=16) as run:
        for _ in faults(2, 50):
            run.wait_acknowledged(20)
            server_leave(server, how)
            try:
                wait_promised(run, 20)
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
    with load(url=keeper.url, clients=16) as run:
        for _ in faults(1, 20):
            server.stop_immediately()
            wait_promised(run, times(200, 1000))
            server.start()
            for _ in range(5):
                for pid in couriers(keeper):
                    kill(pid)
                time.sleep(random.random() * 0.2)
    resend(run)
    settle(run)


def test_equal_requests_kept_in_the_journals_of_two_hosts_store_one_report(make_keeper, daemon, load, settle, resend,
                                                                           server, faults):
    keepers = [make_keeper(), make_keeper()]
    with load(url=[keeper.url for keeper in keepers], clients=8, copies=4) as run:
        for _ in faults(2, 30):
            run.wait_acknowledged(20)
            server.stop_immediately()
            wait_promised(run, 40)
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
        with load(url=keeper.url, clients=16) as run:
            for _ in faults(1, 10):
                run.wait_acknowledged(20)
                server.stop_immediately()
                with Tracer(workers(keeper), CALLS[name], threads=True):
                    time.sleep(times(2, 4))
                wait_promised(run, 20)
                server.start()
                run.wait_acknowledged(20)
    finally:
        server.start()
    resend(run)
    settle(run)


@pytest.mark.skipif(not LONG_FORM, reason="mounts a disk: in the long form only")
def test_disk_full_under_the_journal_is_answered_503(make_keeper, daemon, tmp_path, load, settle, resend, server, faults):
    with Disk(tmp_path, 4) as folder:
        keeper = make_keeper(folder / "journal")
        with load(url=keeper.url, clients=16) as run:
            for _ in faults(1, 20):
                run.wait_acknowledged(20)
                server.stop_immediately()
                wait_promised(run, 20)
                filler, refused = fill(folder), run.ledger.statuses[503]
                end = time.monotonic() + 30
                while run.ledger.statuses[503] < refused + 50:
                    assert time.monotonic() < end, "a full disk was not noticed"
                    time.sleep(0.1)
                filler.unlink()
                wait_promised(run, 20)
                server.start()
                run.wait_acknowledged(20)
        resend(run)
        settle(run)
        keeper.stop()
