"""Measures what a report costs, beside others that do the same.  Started by `run`, which says how; the steps:

intake        durable 201s a second from wrk with 1, 64 and 256 connections that stay open: the daemon, its peer
              (fastify/server.js), and pgbench with 64 clients; the latter two call bench.submit() (yardstick.sql), which
              writes the same rows with the same work, one report a transaction
polls         polls of a queue's first 20 rows by an agency's staff, of the daemon and of the peer: the same question
              again and again; of the daemon also one that is new each time, as where each poll finds a change
tls           requests that need no database: plain, over TLS, and over TLS with a new connection for each
idle          memory of 10,000 connections that do nothing
instructions  of an intake in the daemon, by callgrind

All write into the same database, with fsync and synchronous_commit on, while the daemon's chores run as always.  The
daemon has its default settings, but for wider limits of fair use (stand.py).  Rounds are interleaved, each in another order, and what counts is the median of each
round's ratio: absolute rates are the machine's.  Where others use it too, pgbench's 64 backends get more of it
than our few processes do, and the ratio of the CPU time says more: user and system time of the service's processes
and of PostgreSQL's, wrk and pgbench not among them."""

import argparse
import datetime
import json
import shutil
import sys

import callgrind
import figures
import idle
from stand import OUT, Stand

CONNECTIONS = (1, 64, 256)


def intake(stand):
    """The pieces of the step: what to measure in each round, by name."""
    peer = stand.start_peer()
    pieces = {f"pakn {n}": lambda n=n: stand.intake(n) for n in CONNECTIONS}
    pieces["pgbench 64"] = stand.sql
    if peer:
        pieces |= {f"fastify {n}": lambda n=n: stand.post(stand.peer.url, n)[1] for n in CONNECTIONS}
    return pieces


def polls(stand):
    peer = stand.start_peer()
    stand.fill()
    pieces = {"pakn 64": lambda: stand.queue(stand.daemon.url),
              "pakn 64 anew": lambda: stand.queue(stand.daemon.url, "anew.lua")}
    return pieces | ({"fastify 64": lambda: stand.queue(stand.peer.url)} if peer else {})


def tls(stand):
    return {"plain 64": lambda: stand.get(stand.daemon.url),
            "tls 64": lambda: stand.get(stand.daemon.tls_url),
            "handshakes 64": lambda: stand.get(stand.daemon.tls_url, "-H", "Connection: close")}


ROUNDS = {"intake": intake, "polls": polls, "tls": tls}


def owned(stand, piece, row):
    """Leaves the CPU time of those who had part in it."""
    service = "fastify" if piece.startswith("fastify") else "pakn"
    names = ["postgresql"] if piece.startswith("pgbench") else [service, "postgresql"]
    return row | {"cpu": {name: row["cpu"][name] for name in names}}


def rounded(value):
    return {name: rounded(inner) for name, inner in value.items()} if isinstance(value, dict) else float(f"{value:.4g}")


def measure(stand, step, rounds):
    """Runs the rounds of a step; returns what each piece had in each."""
    pieces = ROUNDS[step](stand)
    names = list(pieces)
    results = {name: [] for name in names}
    for i in range(rounds):
        for name in names[i % len(names):] + names[:i % len(names)]:
            row = owned(stand, name, pieces[name]())
            results[name].append(rounded(row))
            print(f"{step}: round {i + 1} of {rounds}: {name}: {row['rate']:.0f}/s", file=sys.stderr, flush=True)
    done = {"rounds": rounds, "seconds": stand.seconds, "pieces": results}
    if step == "intake":
        memory = {name: tree.memory() for name, tree in stand.trees.items()}
        done |= {"body_bytes": stand.body_bytes, "memory": rounded(memory)}
    return done


def steps_run(stand, options):
    """Runs the steps; yields each with what it measured."""
    for step in options.steps:
        if step in ROUNDS:
            yield step, measure(stand, step, options.rounds)
        elif step == "idle":
            yield step, idle.measure(stand, options.connections)
        elif shutil.which("valgrind"):
            yield step, callgrind.measure(stand, options.requests)
        else:
            print("instructions: not counted, there is no valgrind", file=sys.stderr)


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("steps", nargs="*", metavar="STEP")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=1280)
    parser.add_argument("--connections", type=int, default=10000)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--publish", action="store_true")
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    options.steps = options.steps or list(figures.STEPS)
    wrong = set(options.steps) - set(figures.STEPS)
    if wrong:
        parser.error(f"there is no step {' '.join(wrong)}; there are: {' '.join(figures.STEPS)}")
    if options.check:
        options.rounds, options.seconds, options.requests, options.connections = 1, 1, 64, 64
        assert not options.publish, "a check measures nothing"
    return options


def main():
    options = arguments()
    OUT.mkdir(parents=True, exist_ok=True)
    file = OUT / "figures.json"
    stand = Stand(options.seconds)
    # Steps that are not repeated, or not reached, keep what they measured last.
    known = json.loads(file.read_text())["steps"] if file.exists() else {}
    try:
        stand.start()
        for step, measured in steps_run(stand, options):
            known[step] = {"when": str(datetime.date.today())} | measured
            found = {"machine": stand.machine(), "steps": {name: known[name] for name in figures.STEPS if name in known}}
            file.write_text(json.dumps(found, indent=1) + "\n")
            file.with_suffix(".md").write_text(figures.markdown(found))
    finally:
        stand.close(options.keep)
    print(file.with_suffix(".md").read_text(), end="")
    if options.publish:
        figures.publish(json.loads(file.read_text()))


if __name__ == "__main__":
    main()
