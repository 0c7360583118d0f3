"""System calls and allocations of the daemon that fail: by strace, and by an allocator of its own."""

import collections
import mmap
import os
import random
import re
import struct
import subprocess
import time

import pytest

from processes import LONG_FORM, children, daemon_kill, kill, within, workers
from support import ROOT
from tracer import Tracer

# What fails: in whom, which calls, how, and how often (strace: the first, and each so many after it).
CALLS = {
    "no_file_for_a_client": ("workers", {"accept4": "EMFILE:when=2+3"}),
    "client_gone_before_accepted": ("workers", {"accept4": "ECONNABORTED:when=1+2"}),
    "interrupted": ("workers", {"epoll_wait": "EINTR:when=3+2", "accept4": "EINTR:when=2+3"}),
    "reads_reset": ("workers", {"recvfrom": "ECONNRESET:when=20+41", "readv": "ECONNRESET:when=30+43"}),
    "writes_broken": ("workers", {"sendto": "EPIPE:when=20+41", "writev": "EPIPE:when=30+43"}),
    "no_buffers": ("workers", {"sendto": "ENOBUFS:when=25+53", "recvfrom": "ENOMEM:when=37+71"}),
    "log_disk_full": ("workers", {"write": "ENOSPC:when=1+1"}),
    "no_sockets": ("workers", {"socket": "EMFILE:when=1+2", "sendto": "EPIPE:when=20+41"}),
    "no_connections": ("workers", {"connect": "ENOMEM:when=1+2", "sendto": "EPIPE:when=20+41"}),
    "epoll_out_of_memory": ("workers", {"epoll_ctl": "ENOMEM:when=50+97"}),
    "no_memory": ("workers", {"mmap": "ENOMEM:when=1+1", "brk": "ENOMEM:when=1+1"}),
    "courier_calls": ("courier", {"sendto": "EPIPE:when=3+5", "recvfrom": "ECONNRESET:when=4+7"}),
    "no_fork": ("master", {"clone": "EAGAIN:when=1+2", "poll": "EINTR:when=2+3"}),
}
SHORT = ("reads_reset", "log_disk_full")


def pids_of(daemon, whom):
    if whom == "master":
        return [daemon.process.pid]
    return workers(daemon) if whom == "workers" else [
        pid for pid in children(daemon.process.pid) if pid not in workers(daemon)]


@pytest.mark.parametrize("name", CALLS if LONG_FORM else SHORT)
def test_calls_that_fail_under_load(daemon, load, staff, settle, faults, times, name):
    whom, calls = CALLS[name]
    with load() as run, staff(clients=2) as work:
        for _ in faults(1, 5):
            run.wait_acknowledged(10)
            with Tracer(pids_of(daemon, whom), calls):
                if whom == "master":
                    kill(random.choice(workers(daemon)))
                time.sleep(times(2, 5))
            run.wait_acknowledged(10)
        work.wait_acknowledged(2)
    settle(run, work)
    assert daemon.process.poll() is None, "the master has ended"


class Allocator:
    """The countdown of failing_malloc.c, shared with a daemon."""

    def __init__(self, path):
        path.write_bytes(b"\0" * mmap.PAGESIZE)
        os.chmod(path, 0o666)
        with open(path, "r+b") as file:
            self.number = mmap.mmap(file.fileno(), 4)

    def fail(self, after):
        """Lets the allocation fail that comes after so many others."""
        self.number[:] = struct.pack("i", after)

    def has_failed(self):
        return self.number[:] == b"\0\0\0\0"


@pytest.fixture
def starved(make_alike):
    """A daemon whose allocator can fail: (daemon, allocator)."""
    daemon = make_alike(workers=2)
    library = daemon.home / "failing_malloc.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, ROOT / "tests/faults/failing_malloc.c"], check=True)
    allocator = Allocator(daemon.home / "allocations")
    daemon.wrapper = ["env", f"LD_PRELOAD={library}", f"FAILING_MALLOC={daemon.home / 'allocations'}"]
    daemon.start()
    yield daemon, allocator
    daemon.stop()


def test_allocation_that_fails_under_load_ends_a_worker_and_loses_nothing(starved, load, staff, settle, faults):
    daemon, allocator = starved
    with load(url=daemon.url) as run, staff(url=daemon.url, clients=2) as work:
        for number in faults(8, 400):
            run.wait_acknowledged(2)
            # Every place of a request in turn, and somewhere else.
            allocator.fail(number if number % 2 else random.randrange(1, 5000))
            end = time.monotonic() + within(10)
            while not allocator.has_failed():
                assert time.monotonic() < end, "too few allocations"
                time.sleep(0.005)
            # Who dies again and again is replaced ever later: this is not about that.
            if number % 4 == 0 and daemon.process.poll() is None:
                daemon_kill(daemon)
            if daemon.process is None or daemon.process.poll() is not None:
                daemon.start()
        run.wait_acknowledged(10)
        work.wait_acknowledged(2)
    settle(run, work)
    ends = re.findall(r'"event":"child_died".*?"signal":(\d+)', daemon.log_text(1 << 24))
    print("workers and couriers that ended by a signal:", dict(collections.Counter(ends)))
