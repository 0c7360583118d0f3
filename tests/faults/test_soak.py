"""Ten minutes at half of what the daemon takes, and every ten seconds something breaks: long form.

In the first stage anything does, the daemon's processes too.  In the others only what is around them: these are the
same processes in the same memory at the end.
"""

import os
import random
import signal
import time

from processes import children, couriers, daemon_kill, kill, master_kill, open_files, resident_bytes, workers
from proxy import FAULTS

MINUTES = float(os.environ.get("TESTS_SOAK", 10))
EVERY_SECONDS = 10
# What breaks, and which share of the time.
STAGES = (("anything", 0.5), ("around the daemon, until it has all the memory it needs", 0.2),
          ("around the daemon", 0.3))
CLIENTS = 16
MORE = 1.05  # memory and files at the end


def start_again(daemon, fault):
    fault(daemon)
    daemon.start()


def spoil(proxy, fault):
    proxy.become(fault)
    time.sleep(2)
    proxy.become("passing")


def freeze(server):
    server.signal_all(signal.SIGSTOP)
    time.sleep(3)
    server.signal_all(signal.SIGCONT)


def end_server(server, how):
    how()
    time.sleep(1)
    server.start()


# What breaks, by name: called with the daemon, the server, and the network between them.
INSIDE = {
    "daemon killed": lambda d, s, p: start_again(d, daemon_kill),
    "master killed": lambda d, s, p: start_again(d, master_kill),
    "daemon stopped": lambda d, s, p: start_again(d, lambda daemon: daemon.stop()),
    "worker killed": lambda d, s, p: kill(random.choice(workers(d))),
    "courier killed": lambda d, s, p: kill(couriers(d)[0]),
}
AROUND = {
    "settings read again": lambda d, s, p: d.process.send_signal(signal.SIGHUP),
    "backend killed": lambda d, s, p: kill(s.processes("pakn_app")[0]),
    "writer killed": lambda d, s, p: kill(s.processes("walwriter")[0]),
    "postmaster killed": lambda d, s, p: end_server(s, s.kill_postmaster),
    "server stopped": lambda d, s, p: end_server(s, s.stop_immediately),
    "server frozen": lambda d, s, p: freeze(s),
} | {f"network {fault}": lambda d, s, p, fault=fault: spoil(p, fault) for fault in FAULTS}


def peak_of(load, url):
    """Reports a second that these clients get acknowledged when they do not pause."""
    with load(url=url, clients=CLIENTS, pause=0) as run:
        run.wait_acknowledged(CLIENTS)
        before, began = len(run.ledger.acknowledged_at), time.monotonic()
        time.sleep(10)
        return run, (len(run.ledger.acknowledged_at) - before) / (time.monotonic() - began)


def sizes(daemon):
    """{process: (memory, files)} when it has had time to end what it did."""
    time.sleep(5)
    return {pid: (resident_bytes(pid), open_files(pid))
            for pid in (daemon.process.pid, *children(daemon.process.pid))}


def break_things(kinds, minutes, faults, daemon, server, proxy, run):
    """Breaks one thing after the other for so long."""
    end = time.monotonic() + 60 * minutes
    for _ in faults(0, round(60 * minutes / EVERY_SECONDS)):
        name = random.choice(list(kinds))
        print(f"{name}: {len(run.ledger.acknowledged_at)} acknowledged until now", flush=True)
        kinds[name](daemon, server, proxy)
        server.wait_up()
        run.wait_acknowledged(CLIENTS)
        time.sleep(min(max(0, end - time.monotonic()), EVERY_SECONDS * random.uniform(0.3, 0.7)))


def test_soak(distant, server, proxy, load, staff, settle, faults):
    run, peak = peak_of(load, distant.url)
    settle(run)
    print(f"peak {peak:.0f} reports a second; the soak takes half of it", flush=True)
    for stage, (name, share) in enumerate(STAGES):
        before = sizes(distant)
        print(f"stage {stage + 1}: {name} breaks; memory and files {before}", flush=True)
        with load(url=distant.url, clients=CLIENTS, period=2 * CLIENTS / peak) as run, staff(url=distant.url) as work:
            kinds = AROUND if stage else INSIDE | AROUND
            break_things(kinds, MINUTES * share, faults, distant, server, proxy, run)
            work.wait_acknowledged(1)
        settle(run, work)
    after = sizes(distant)
    print(f"memory and files {after}", flush=True)
    assert before.keys() == after.keys(), "a process of the daemon has ended"
    for pid, (memory, files) in before.items():
        assert after[pid][0] < memory * MORE and after[pid][1] <= files * MORE, f"{pid}: {before} {after}"
