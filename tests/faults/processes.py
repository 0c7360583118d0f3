"""Processes to be killed: those of the daemon, and those of PostgreSQL."""

import os
import pathlib
import signal
import subprocess
import time

import psycopg2

from support import requests

LONG_FORM = bool(os.environ.get("TESTS_LONG"))
WRITE_SECONDS = 4 if LONG_FORM else 1  # the deadline for a write, of a daemon that is impatient


def within(seconds):
    """How long something may take that should take so many seconds.  Other people keep the machine busy: this only
    tells what goes on for ever from what does not."""
    return 5 * seconds


def children(pid):
    """The children of a process."""
    try:
        return [int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def title(pid):
    """The command line of a process; "" where it is gone."""
    try:
        return pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
    except OSError:
        return ""


def name(pid):
    """The name that a process has given itself; "" where it is gone."""
    try:
        return pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def kill(pid, how=signal.SIGKILL):
    """Signals a process; tells whether it was still there."""
    try:
        os.kill(pid, how)
        return True
    except ProcessLookupError:
        return False


def resident_bytes(pid):
    """Resident memory."""
    return int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


def open_files(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def cpu_seconds(pid):
    """User and system time."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Server:
    """The PostgreSQL server of a cluster of the tests, as processes."""

    def __init__(self, cluster):
        self.cluster = cluster
        self.data = cluster.home() / "pg"

    def postmaster(self):
        return int((self.data / "postmaster.pid").read_text().split("\n")[0])

    def processes(self, kind=""):
        """The children of the postmaster whose title has such words."""
        return [pid for pid in children(self.postmaster()) if kind in title(pid)]

    def signal_all(self, how):
        """Signals the postmaster and all its children."""
        postmaster = self.postmaster()
        for pid in [postmaster, *children(postmaster)]:
            kill(pid, how)

    def kill_postmaster(self):
        kill(self.postmaster())

    def stop_immediately(self):
        kill(self.postmaster(), signal.SIGQUIT)

    def wait_up(self, seconds=60):
        """Waits until the server takes sessions again after a crash; returns when it did."""
        end = time.monotonic() + seconds
        while True:
            try:
                psycopg2.connect(self.cluster.conninfo("pakn_owner")).close()
                return time.monotonic()
            except psycopg2.OperationalError:
                assert time.monotonic() < end, f"PostgreSQL does not recover in {seconds} s"
                time.sleep(0.05)

    def start(self, seconds=90):
        """Starts the server again; the dead one's memory and lock file may be in the way at first."""
        end = time.monotonic() + seconds
        while True:
            try:
                self.cluster.call("start", stderr=subprocess.DEVNULL)
                return
            except subprocess.CalledProcessError:
                assert time.monotonic() < end, f"PostgreSQL does not start in {seconds} s"
                time.sleep(0.3)


def master_kill(daemon):
    """Kills the master of a daemon and reaps it; its children must not outlive it."""
    left = children(daemon.process.pid)
    kill(daemon.process.pid)
    daemon.process.wait()
    daemon.log.close()
    daemon.process = None
    end = time.monotonic() + within(10)
    while any(title(pid) for pid in left):
        assert time.monotonic() < end, "children outlive their master"
        time.sleep(0.005)


def daemon_kill(daemon):
    """Kills a daemon, children and master."""
    for pid in children(daemon.process.pid):
        kill(pid)
    master_kill(daemon)


def named(daemon, beginning):
    return [pid for pid in children(daemon.process.pid) if name(pid).startswith(beginning)]


def workers(daemon):
    """The web processes of a daemon."""
    return named(daemon, "pakn worker")


def couriers(daemon):
    return named(daemon, "pakn courier")


def live_seconds(daemon):
    """Asks whether the daemon is alive; returns how long the answer took."""
    started = time.monotonic()
    assert requests.get(daemon.admin_url + "/livez", timeout=60).status_code == 200
    return time.monotonic() - started
