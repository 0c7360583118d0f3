"""System calls that fail."""

import subprocess
import time

import pytest


class Tracer:
    """strace, attached to processes (`threads`: to all of theirs), that makes their calls fail while it is there:
    calls = {name: "ERROR:when=..."}."""

    def __init__(self, pids, calls, threads=False):
        rules = [part for call, how in calls.items() for part in ("-e", f"inject={call}:error={how}")]
        where = [part for pid in pids for part in ("-p", str(pid))]
        self.process = subprocess.Popen(["strace", "-qq", *(["-f"] if threads else []), "-o", "/dev/null", "-e", "trace=" + ",".join(calls), *rules,
                                         *where], stderr=subprocess.PIPE)
        end = time.monotonic() + 60
        while not all(traced(pid) for pid in pids):
            if self.process.poll() is not None:
                pytest.skip("strace may not attach here: " + self.process.stderr.read().decode()[:200])
            assert time.monotonic() < end
            time.sleep(0.02)

    def __enter__(self):
        return self

    def __exit__(self, *rest):
        self.process.terminate()
        self.process.wait(10)
        self.process.stderr.close()


def traced(pid):
    """Tells whether a process is traced, or gone."""
    try:
        with open(f"/proc/{pid}/status") as status:
            return "TracerPid:\t0\n" not in status.read()
    except OSError:
        return True
