"""Measures tables that are taken away: a million rows in each format, alone and while reports come in.  Started by `exports`,
which says how."""

import argparse
import csv
import os
import pathlib
import statistics
import subprocess
import threading
import time
import zipfile

import requests

from stand import CLIENTS, FOLDER, OUT, TENANT, Served, Stand, Tree, run

FORMATS = ("csv", "xlsx", "json")
SUPERVISOR = {"username": "bench.supervisor", "password": "takes-it-away"}
DAEMON_MAX_MB = 50    # what all its processes together may take


class Exports(Stand):
    """The bench with many reports, and somebody who may take them away."""

    def start_with(self, rows):
        super().start()
        self.daemon.stop()
        self.daemon.command("user", "add", "--tenant", TENANT, "--username", SUPERVISOR["username"], "--role", "supervisor",
                            "--agency", "VPUB", "--password-stdin", stdin=SUPERVISOR["password"] + "\n")
        run(["psql", "-Xqt", "-v", f"count={rows}", "-f", FOLDER / "search.sql", self.owner])
        self.ask("truncate pakn.event_unsealed")    # nothing of that is to be sealed beside
        self.serve()

    def serve(self):
        self.daemon = Served(self.cluster, workers=0)
        self.daemon.start()
        self.trees = {"pakn": self.daemon.master(), "postgresql": Tree(self.postmaster())}
        answer = requests.post(self.daemon.url + "/api/v1/session", timeout=10, json=SUPERVISOR)
        self.session = answer.json()["token"]

    def processes(self):
        """{name: Tree} of all processes of the daemon, also of those below the one for tables."""
        found = {}
        for pid in self.trees["pakn"].pids():
            for below in dict.fromkeys((pid, *Tree(pid).pids())):
                found[below] = pathlib.Path(f"/proc/{below}/comm").read_text().strip()
        return found

    def cpu(self):
        """The daemon's with that of processes below the one for tables, also of those that have ended."""
        spent = super().cpu()
        for pid, name in self.processes().items():
            if name in ("pakn sheets", "pakn sheet"):
                fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                spent["pakn"] += sum(map(int, fields[13:15] if name == "pakn sheets" else fields[11:13])) / os.sysconf("SC_CLK_TCK")
        return spent

    def ask(self, question):
        with self.db.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchall() if cursor.description else None


class Watch(threading.Thread):
    """Watches memory: of the whole daemon at its peak, and of each process."""

    def __init__(self, bench):
        super().__init__(daemon=True)
        self.bench, self.done, self.peak, self.each = bench, threading.Event(), 0.0, {}

    def run(self):
        while not self.done.wait(0.2):
            try:
                now = {(pid, name): private(pid) for pid, name in self.bench.processes().items()}
            except (FileNotFoundError, ProcessLookupError):    # one has just ended
                continue
            self.peak = max(self.peak, sum(now.values()))
            for (_, name), size in now.items():
                self.each[name] = max(self.each.get(name, 0), size)


def private(pid):
    """Memory of a process alone, in MB: not what is on disk anyway."""
    text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith(("Pss_Anon:", "Pss_Shmem:"))) / 1024


def take(bench, name):
    """Takes the whole list away, into a file; returns seconds, bytes and who watched the memory."""
    watch, began, size = Watch(bench), time.monotonic(), 0
    watch.start()
    path = OUT / f"export.{name}"
    with requests.get(f"{bench.daemon.url}/api/v1/cases/search.{name}", headers=bench.bearer(), stream=True, timeout=3600) as answer, open(path, "wb") as file:
        assert answer.status_code == 200, answer.text
        for piece in answer.iter_content(1 << 20):
            size += file.write(piece)
    watch.done.set()
    watch.join()
    return {"seconds": time.monotonic() - began, "bytes": size, "watch": watch, "path": path}


def check(taken, rows):
    """Looks whether all is there: of a workbook its directory, of a CSV its lines."""
    if taken["path"].suffix == ".csv":
        with open(taken["path"], encoding="utf-8-sig", newline="") as file:
            assert sum(1 for _ in csv.reader(file)) - 1 >= rows
    elif taken["path"].suffix == ".xlsx":
        with zipfile.ZipFile(taken["path"]) as book:
            assert book.testzip() is None
    else:
        assert subprocess.run(["jq", "-e", f".sheets[0].rows | length >= {rows}", taken["path"]], stdout=subprocess.DEVNULL).returncode in (0, 127)


def beside(bench, name):
    """Takes a list away while reports come in; returns both."""
    result = {}
    thread = threading.Thread(target=lambda: result.update(take(bench, name)))
    thread.start()
    time.sleep(1)
    rates = []
    while thread.is_alive():
        rates.append(bench.intake(CLIENTS)["rate"])
    thread.join()
    # What went on when it was done already counts for neither.
    return result, statistics.mean(rates[:-1] or rates)


def measure(bench, rows):
    """Prints a table."""
    print(f"{rows:,} cases; load of the machine {os.getloadavg()[0]:.1f}")
    for name in FORMATS:
        before, taken = bench.cpu(), take(bench, name)
        check(taken, rows)
        watch, spent = taken["watch"], {of: seconds - before[of] for of, seconds in bench.cpu().items()}
        each = ", ".join(f"{process.removeprefix('pakn ')} {size:.1f}" for process, size in sorted(watch.each.items()))
        print(f"{name}: {taken['bytes'] / 1e6:.0f} MB in {taken['seconds']:.0f} s; core-seconds {spent['pakn']:.0f} + {spent['postgresql']:.0f} of PostgreSQL; "
              f"memory of the daemon {watch.peak:.1f} MB at most ({each})")
        assert watch.peak < DAEMON_MAX_MB, f"more than {DAEMON_MAX_MB} MB"
    alone = bench.intake(CLIENTS)["rate"]
    taken, rate = beside(bench, "xlsx")
    print(f"intake of {CLIENTS} connections: {alone:.0f} reports a second alone, {rate:.0f} beside a workbook ({rate / alone:.0%}), which took {taken['seconds']:.0f} s")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1000000)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    bench = Exports(options.seconds)
    try:
        bench.start_with(options.rows)
        measure(bench, options.rows)
    finally:
        bench.close(options.keep)


if __name__ == "__main__":
    main()
