"""Measures what a report costs.  Started by `run`, which says how; the pieces:

intake   durable 201s a second through the daemon, from wrk with 1, 64 and 256 connections that stay open
sql      the yardstick: pgbench with 64 clients, each calling bench.submit() (yardstick.sql), which writes the
         same rows with the same work, one report a transaction
queue    polls of a queue's first 20 rows by an agency's staff

Both sides write into the same database, with fsync and synchronous_commit on, while the daemon's chores run as
always.  The daemon has the demo's settings.  Rounds are interleaved, each in another order, and what counts is
the median of each round's ratio: absolute rates are the machine's.  Where others use it too, pgbench's 64
backends get more of it than our few processes do, and the ratio of the CPU time says more: user and system time
of the daemon's processes and of PostgreSQL's, wrk and pgbench not among them; what pgbench's clients cost to
connect and to plan is measured apart and taken off.  After each measurement the rows in `report` must be what
was counted.

Instructions are valgrind's, of one worker: N intakes and 2 N, of which the difference counts.
"""

import argparse
import contextlib
import datetime
import json
import os
import pathlib
import platform
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
import uuid

import psycopg2
import requests

FOLDER = pathlib.Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
OUT = ROOT / "build/bench"

os.environ |= {"TESTS_STATE": str(ROOT / "var-bench"), "TESTS_FSYNC": "on", "TESTS_DATABASE": "pakn_bench"}
sys.path.insert(0, str(FOLDER.parent))
from support import DATABASE, TENANT, Cluster, Daemon  # noqa: E402

SAMPLES = 1000
CONNECTIONS = (1, 64, 256)
CLIENTS = 64
STAFF = {"username": "bench", "password": "polls-the-queue", "agency": "UB09187"}


def run(command, **options):
    """Runs a command; returns what it prints."""
    done = subprocess.run([str(word) for word in command], text=True, capture_output=True, cwd=ROOT, **options)
    if done.returncode:
        sys.exit(f"{command[0]} ended with status {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout


class Tree:
    """A process and its children: their CPU time, also of those that have ended, and their memory."""

    def __init__(self, pid):
        self.pid = pid

    def pids(self):
        children = pathlib.Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [self.pid, *map(int, children)]

    def cpu(self):
        """User and system time so far, in seconds."""
        ticks = 0
        for pid in self.pids():
            with contextlib.suppress(FileNotFoundError):
                fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                ticks += sum(map(int, fields[11:15] if pid == self.pid else fields[11:13]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self):
        """Resident memory of all of them, in MB; what they share counts in each."""
        text = "".join(pathlib.Path(f"/proc/{pid}/status").read_text() for pid in self.pids())
        return sum(map(int, re.findall(r"VmRSS:\s+(\d+) kB", text))) / 1024


class Served(Daemon):
    """A daemon that counts as ready when it answers citizens too: each worker reads its provinces first."""

    def ready(self):
        with contextlib.suppress(requests.RequestException):
            return super().ready() and all(
                requests.get(self.url + "/api/v1/categories", timeout=2).ok for _ in range(20))
        return False


class Bench:
    """The cluster, the database and the daemon."""

    def __init__(self, seconds):
        self.seconds = seconds
        self.cluster = Cluster()
        self.daemon = self.db = None

    def start(self):
        """Starts from nothing: database, accounts, daemon."""
        self.cluster.call("start")
        self.cluster.call("psql", "-d", "postgres", "-qc", f"drop database if exists {DATABASE} with (force)")
        self.cluster.call("createdb", DATABASE)
        self.owner = self.cluster.conninfo("pakn_owner")
        self.daemon = Served(self.cluster, workers=0)
        self.daemon.command("migrate", "--database", self.owner)
        for script in (ROOT / "sql/seed/bac_ninh.sql", FOLDER / "yardstick.sql"):
            run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-v", f"samples={SAMPLES}", "-f", script, self.owner])
        self.db = psycopg2.connect(self.owner)
        self.db.autocommit = True
        self.check_settings()
        self.key = self.daemon.command("token", "add", "--tenant", TENANT, "--name", "bench",
                                       "--scopes", "reports:write").split()[-1]
        self.daemon.command("user", "add", "--tenant", TENANT, "--username", STAFF["username"], "--role", "staff",
                            "--agency", STAFF["agency"], "--name", "Bench", "--password-stdin",
                            stdin=STAFF["password"] + "\n")
        self.bodies = self.write_bodies()
        self.daemon.start()
        self.session = requests.post(self.daemon.url + "/api/v1/session", timeout=10, json={
            "username": STAFF["username"], "password": STAFF["password"]}).json()["token"]
        self.trees = [Tree(self.master()), Tree(self.postmaster())]

    def ask(self, question):
        with self.db.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchall()

    def check_settings(self):
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            assert self.ask(f"show {name}") == [("on",)], name

    def write_bodies(self):
        """Writes the samples as bodies, one a line."""
        rows = self.ask("select category, description, lon, lat, address, name, phone from bench.sample order by 1, 2")
        assert len(rows) == SAMPLES, len(rows)
        bodies = [json.dumps({
            "category": category, "description": description, "location": {"lat": lat, "lon": lon},
            "address": address, "contact": {"name": name, "phone": phone}}, ensure_ascii=False)
            for category, description, lon, lat, address, name, phone in rows]
        path = OUT / "bodies"
        path.write_text("\n".join(bodies) + "\n")
        self.body_bytes = statistics.mean(len(body.encode()) for body in bodies)
        return path

    def master(self):
        """The daemon's master: our child is the shell that started it, or itself."""
        pid = self.daemon.process.pid
        while "serve" not in pathlib.Path(f"/proc/{pid}/cmdline").read_text().split("\0")[1:2]:
            pid = Tree(pid).pids()[1]
        return pid

    def postmaster(self):
        return int((self.cluster.home() / "pg/postmaster.pid").read_text().split()[0])

    def stored(self):
        return self.ask("select count(*) from pakn.report")[0][0]

    def answered(self):
        """201s for new reports, as the daemon counts them."""
        text = requests.get(self.daemon.admin_url + "/metrics", timeout=10).text
        return int(re.search(r"^pakn_reports_received_total (\d+)", text, re.M)[1])

    def cpu(self):
        return [tree.cpu() for tree in self.trees]

    def wrk(self, connections, *arguments):
        """Runs wrk; returns its requests, what it measured, and the CPU seconds meanwhile."""
        before = self.cpu()
        text = run(["wrk", "-t1", f"-c{connections}", f"-d{self.seconds}s", *arguments])
        after = self.cpu()
        requests_, us, refused, broken, p50, p99 = map(float, re.search(r"^outcome (.*)$", text, re.M)[1].split())
        assert not refused and not broken, f"{refused:.0f} answers were no success, {broken:.0f} connections broke"
        return int(requests_), {"rate": requests_ / us * 1e6, "p50": p50, "p99": p99,
                                "cpu": [(b - a) * 1e6 / requests_ for a, b in zip(before, after)]}

    def intake(self, connections):
        stored, answered = self.stored(), self.answered()
        count, measured = self.wrk(connections, "-s", FOLDER / "report.lua", self.daemon.url, "--",
                                   self.bodies, self.key, time.time_ns() % 2**31)
        time.sleep(0.2)
        stored, answered = self.stored() - stored, self.answered() - answered
        # wrk leaves without the last answers.
        assert stored == answered and 0 <= stored - count <= connections, \
            f"{stored} rows, {answered} times 201, of which wrk saw {count}"
        return measured

    def pgbench(self, *arguments):
        before, stored = self.cpu(), self.stored()
        text = run(["pgbench", "-n", "-M", "prepared", "-c", CLIENTS, "-j", 2, "-f", FOLDER / "pgbench.sql",
                    "-D", f"samples={SAMPLES}", *arguments, self.owner])
        cpu = [b - a for a, b in zip(before, self.cpu())]
        count = int(re.search(r"actually processed: (\d+)", text)[1])
        stored = self.stored() - stored
        assert stored == count, f"{stored} rows of {count} transactions"
        return count, float(re.search(r"tps = ([\d.]+)", text)[1]), cpu

    def sql(self):
        few, _, cpu_few = self.pgbench("-t", 1)
        many, rate, cpu_many = self.pgbench("-T", self.seconds)
        return {"rate": rate, "cpu": [(b - a) * 1e6 / (many - few) for a, b in zip(cpu_few, cpu_many)]}

    def queue(self):
        return self.wrk(64, "-s", FOLDER / "outcome.lua", "-H", f"Authorization: Bearer {self.session}",
                        self.daemon.url + "/api/v1/queue?limit=20")[1]

    def close(self, keep):
        if self.daemon:
            self.daemon.stop()
        if self.db:
            self.db.close()
        self.cluster.call("stop" if keep else "remove")


class Callgrind(Served):
    """A daemon of one worker under valgrind."""

    def _command(self, *arguments):
        command = super()._command(*arguments)
        place = command.index(self.binary)
        return [*command[:place], "valgrind", "--tool=callgrind", "--quiet",
                f"--callgrind-out-file={self.home}/callgrind.out.%p", *command[place:]]

    def post(self, key, bodies, count):
        """Sends count reports over CLIENTS connections, all of them at once, again and again."""
        address = self.url.removeprefix("http://").split(":")
        peers = [socket.create_connection((address[0], int(address[1]))) for _ in range(CLIENTS)]
        for first in range(0, count, CLIENTS):
            for i, peer in enumerate(peers):
                body = bodies[(first + i) % len(bodies)]
                peer.sendall(f"POST /api/v1/reports HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {key}\r\n"
                             f"Content-Type: application/json\r\nIdempotency-Key: {uuid.uuid4()}\r\n"
                             f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
            for peer in peers:
                answer = peer.recv(65536)
                assert answer.startswith(b"HTTP/1.1 201 "), answer
        for peer in peers:
            peer.close()

    def instructions(self, key, bodies, count):
        """Counts those of the worker, the one that did most, from start to end."""
        self.start()
        self.post(key, bodies, count)
        assert self.stop(seconds=120) == 0
        files = sorted(self.home.glob("callgrind.out.*"), key=self.total)
        shutil.copy(files[-1], OUT / "callgrind.out")
        total = self.total(files[-1])
        for file in files:
            file.unlink()
        return total

    @staticmethod
    def total(file):
        return int(re.search(r"^totals: (\d+)", file.read_text(), re.M)[1])


def instructions(bench, count):
    """Instructions of an intake in the daemon.  Leaves callgrind.out of the longer run."""
    daemon = Callgrind(bench.cluster, workers=1, db_write_deadline_ms=60000)
    bodies = [line.encode() for line in bench.bodies.read_text().splitlines()]
    few = daemon.instructions(bench.key, bodies, count)
    many = daemon.instructions(bench.key, bodies, 2 * count)
    return (many - few) / count


def measure(bench, rounds):
    """Runs the rounds; returns for each piece what it measured in each of them."""
    pieces = {f"intake, {n} connection{'s' if n > 1 else ''}": lambda n=n: bench.intake(n) for n in CONNECTIONS}
    pieces[f"sql, {CLIENTS} clients"] = bench.sql
    pieces["queue, 64 connections"] = bench.queue
    names = list(pieces)
    results = {name: [] for name in names}
    for i in range(rounds):
        for name in names[i % len(names):] + names[:i % len(names)]:
            results[name].append(pieces[name]())
            print(f"round {i + 1}: {name}: {results[name][-1]['rate']:.0f}/s", file=sys.stderr)
    return results


def median(values, digits=0):
    return f"{statistics.median(values):,.{digits}f}"


def in_rounds(ratios):
    """The median, and what each round had."""
    return f"**{median(ratios, 2)}** ({' '.join(f'{ratio:.2f}' for ratio in ratios)})"


def render(bench, results, intake_instructions):
    """Writes the result as Markdown."""
    sql = results[f"sql, {CLIENTS} clients"]
    rounds = len(sql)
    version = bench.ask("show server_version")[0][0].split()[0]
    lines = [
        f"# Figures of {datetime.date.today()}", "",
        f"{os.cpu_count()} cores ({platform.machine()}), PostgreSQL {version}, everything on one machine; fsync and "
        f"synchronous_commit on; bodies of {bench.body_bytes:,.0f} bytes.",
        f"Medians of {rounds} interleaved rounds of {bench.seconds} s.  CPU: of the daemon, and of PostgreSQL.", "",
        "| what | a second | times pgbench | p50, p99 ms | core-µs | pgbench's CPU to it |", "|---|---|---|---|---|---|"]
    for name, rows in results.items():
        compared = rows is not sql and not name.startswith("queue")
        lines.append(" | ".join([
            f"| {name}", median([row["rate"] for row in rows]),
            in_rounds([row["rate"] / beside["rate"] for row, beside in zip(rows, sql)]) if compared else "",
            ", ".join(median([row[p] for row in rows], 1) for p in ("p50", "p99")) if "p50" in rows[0] else "",
            " + ".join(median([row["cpu"][i] for row in rows]) for i in (0, 1)),
            in_rounds([sum(beside["cpu"]) / sum(row["cpu"]) for row, beside in zip(rows, sql)]) if compared else "",
        ]) + " |")
    lines += ["", f"Resident memory of the daemon's processes at the end: {bench.trees[0].memory():.0f} MB."]
    if intake_instructions:
        lines.append(f"Instructions of an intake in the daemon: {intake_instructions:,.0f} (without SHA instructions, "
                     "which valgrind does not know).")
    lines.append("After each measurement the rows in `report` were the 201s, and the transactions, that were counted.")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=20 * CLIENTS)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    bench = Bench(options.seconds)
    try:
        bench.start()
        results = measure(bench, options.rounds)
        counted = instructions(bench, options.requests) if options.requests else None
        text = render(bench, results, counted)
    finally:
        bench.close(options.keep)
    (OUT / "result.md").write_text(text)
    print(text, end="")


if __name__ == "__main__":
    main()
