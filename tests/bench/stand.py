"""What the measurements stand on: a cluster, a database with the demo's province, the daemon, its peer, and the
programs that load them."""

import contextlib
import json
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys
import time

import psycopg2
import requests

FOLDER = pathlib.Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
OUT = pathlib.Path(os.environ.get("BENCH_OUT", ROOT / "build/bench"))

os.environ.setdefault("TESTS_STATE", str(ROOT / "var-bench"))
os.environ |= {"TESTS_FSYNC": "on", "TESTS_DATABASE": "pakn_bench"}
sys.path.insert(0, str(FOLDER.parent))
from support import DATABASE, TENANT, Cluster, Daemon, free_port  # noqa: E402

from peer import Fastify  # noqa: E402

SAMPLES = 1000
CLIENTS = 64    # of pgbench
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
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                ticks += sum(map(int, fields[11:15] if pid == self.pid else fields[11:13]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self):
        """Memory in MB; of a page that several share, each has its part."""
        kilobytes = 0
        for pid in self.pids():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):    # it has just ended
                text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
                kilobytes += int(re.search(r"^Pss:\s+(\d+) kB", text, re.M)[1])
        return kilobytes / 1024


# As fair use is limited, but wider: the buckets are looked at and hold enough.  Off where there is no bucket so
# large: requests without a credential, of the step tls.
MUCH = "1000000/1000000"
LIMITS = {"limit_key": MUCH, "limit_phone": MUCH, "limit_session_read": MUCH, "limit_address_read": "off"}


class Served(Daemon):
    """A daemon that counts as ready when it answers citizens too: each worker reads its provinces first.  It also
    serves HTTPS."""

    def __init__(self, cluster, **settings):
        certificate, key = (cluster.home() / f"bench.{name}" for name in ("crt", "key"))
        if not certificate.exists():
            cluster.call("run", "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                         "-nodes", "-days", "2", "-subj", "/CN=localhost", "-keyout", key, "-out", certificate,
                         stderr=subprocess.DEVNULL)
        self.tls_url = f"https://127.0.0.1:{free_port()}"
        super().__init__(cluster, listen_tls=self.tls_url.removeprefix("https://"), tls_certificate=certificate,
                         tls_key=key, **LIMITS, **settings)

    def ready(self):
        with contextlib.suppress(requests.RequestException):
            return super().ready() and all(
                requests.get(self.url + "/api/v1/categories", timeout=2).ok for _ in range(20))
        return False

    def master(self):
        """The master: our child is the shell that started it, or itself."""
        pid = self.process.pid
        while "serve" not in pathlib.Path(f"/proc/{pid}/cmdline").read_text().split("\0")[1:2]:
            pid = Tree(pid).pids()[1]
        return Tree(pid)


class Stand:
    """All of it, and what a single measurement is."""

    def __init__(self, seconds):
        self.seconds = seconds
        self.cluster = Cluster()
        self.daemon = self.peer = self.db = None

    def start(self):
        """Starts from nothing: database, accounts, daemon."""
        self.cluster.call("start")
        self.cluster.call("psql", "-d", "postgres", "-qc", "set client_min_messages = warning",
                          "-c", f"drop database if exists {DATABASE} with (force)")
        self.cluster.call("createdb", DATABASE)
        self.owner = self.cluster.conninfo("pakn_owner")
        self.daemon = Served(self.cluster, workers=0)
        self.daemon.command("migrate", "--database", self.owner)
        for script in (ROOT / "sql/seed/bac_ninh.sql", FOLDER / "yardstick.sql"):
            run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-v", f"samples={SAMPLES}", "-f", script, self.owner])
        self.db = psycopg2.connect(self.owner)
        self.db.autocommit = True
        self.check_settings()
        self.make_accounts()
        self.bodies = self.write_bodies()
        self.daemon.start()
        self.session = requests.post(self.daemon.url + "/api/v1/session", timeout=10, json={
            "username": STAFF["username"], "password": STAFF["password"]}).json()["token"]
        self.trees = {"pakn": self.daemon.master(), "postgresql": Tree(self.postmaster())}

    def start_peer(self):
        """Starts Fastify, where it is installed; tells whether it is there."""
        if not Fastify.available():
            print("without Fastify: tests/bench/run, without --check, installs it", file=sys.stderr)
        elif not self.peer:
            self.peer = Fastify(self.cluster.home() / "run", DATABASE, OUT)
            self.trees["fastify"] = Tree(self.peer.start())
            self.post(self.peer.url, 64)    # warm: V8 compiles what is called often
        return bool(self.peer)

    def ask(self, question):
        with self.db.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchall()

    def check_settings(self):
        """Nothing is switched off, neither for the daemon nor for the others."""
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            assert self.ask(f"show {name}") == [("on",)], name
        switched = self.daemon.command("config", "--print-config")
        assert re.search(r"^log_level = info\b", switched, re.M), switched
        assert re.search(r"^access_log = yes\b", switched, re.M), switched

    def make_accounts(self):
        self.key = self.daemon.command("token", "add", "--tenant", TENANT, "--name", "bench",
                                       "--scopes", "reports:write").split()[-1]
        self.digest = self.ask("select digest::text from pakn.credential where kind = 'k'")[0][0]
        self.daemon.command("user", "add", "--tenant", TENANT, "--username", STAFF["username"], "--role", "staff",
                            "--agency", STAFF["agency"], "--name", "Bench", "--password-stdin",
                            stdin=STAFF["password"] + "\n")

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
        self.body_bytes = round(statistics.mean(len(body.encode()) for body in bodies))
        return path

    def postmaster(self):
        return int((self.cluster.home() / "pg/postmaster.pid").read_text().split()[0])

    def machine(self):
        """What was measured on."""
        cpu = re.search(r"^model name\s*: (.*)$", pathlib.Path("/proc/cpuinfo").read_text(), re.M)
        system = pathlib.Path("/etc/os-release").read_text()
        return {"cores": os.cpu_count(), "cpu": cpu[1] if cpu else platform.machine(),
                "system": re.search(r'^PRETTY_NAME="(.*)"', system, re.M)[1],
                "postgresql": self.ask("show server_version")[0][0].split()[0],
                "node": run(["node", "--version"]).strip().removeprefix("v") if Fastify.available() else None}

    def stored(self):
        return self.ask("select count(*) from pakn.report")[0][0]

    def settled(self):
        """Rows in `report`, when there come no more: wrk leaves, and what it has sent is still being written."""
        before, now = -1, self.stored()
        while now != before:
            time.sleep(0.3)
            before, now = now, self.stored()
        return now

    def answered(self):
        """201s for new reports, as the daemon counts them."""
        text = requests.get(self.daemon.admin_url + "/metrics", timeout=10).text
        return int(re.search(r"^pakn_reports_received_total (\d+)", text, re.M)[1])

    def cpu(self):
        return {name: tree.cpu() for name, tree in self.trees.items()}

    def spent(self, before, count):
        """Core-microseconds of each since then, of one of so many."""
        return {name: (seconds - before[name]) * 1e6 / count for name, seconds in self.cpu().items()}

    def wrk(self, connections, *arguments):
        """Runs wrk; returns its requests and what it measured."""
        before = self.cpu()
        text = run(["wrk", "-t1", f"-c{connections}", f"-d{self.seconds}s", "--timeout", "10s", *arguments])
        requests_, us, refused, broken, p50, p99 = map(float, re.search(r"^outcome (.*)$", text, re.M)[1].split())
        assert not refused and not broken, f"{refused:.0f} answers were no success, {broken:.0f} connections broke"
        return int(requests_), {"rate": requests_ / us * 1e6, "p50": p50, "p99": p99,
                                "cpu": self.spent(before, requests_)}

    def post(self, url, connections):
        """Posts reports; each must be stored, and none that wrk does not know of but for the last."""
        stored = self.stored()
        count, measured = self.wrk(connections, "-s", FOLDER / "report.lua", url, "--", self.bodies, self.key,
                                   time.time_ns() % 2**31)
        stored = self.settled() - stored
        # wrk leaves without the last answers.
        assert 0 <= stored - count <= connections, f"{stored} rows, of which wrk saw {count}"
        return stored, measured

    def intake(self, connections):
        answered = self.answered()
        stored, measured = self.post(self.daemon.url, connections)
        answered = self.answered() - answered
        assert stored == answered, f"{stored} rows, {answered} times 201"
        return measured

    def pgbench(self, *arguments):
        before, stored = self.cpu(), self.stored()
        text = run(["pgbench", "-n", "-M", "prepared", "-c", CLIENTS, "-j", 2, "-f", FOLDER / "pgbench.sql",
                    "-D", f"samples={SAMPLES}", "-D", f"digest={self.digest}", *arguments, self.owner])
        count = int(re.search(r"actually processed: (\d+)", text)[1])
        spent = self.spent(before, 1)
        stored = self.stored() - stored
        assert stored == count, f"{stored} rows of {count} transactions"
        return count, float(re.search(r"tps = ([\d.]+)", text)[1]), spent

    def sql(self):
        """pgbench; what its clients cost to connect and to plan is measured apart and taken off."""
        few, _, cpu_few = self.pgbench("-t", 1)
        many, rate, cpu_many = self.pgbench("-T", self.seconds)
        return {"rate": rate, "cpu": {name: (cpu_many[name] - cpu_few[name]) / (many - few) for name in cpu_few}}

    def fill(self):
        """Sees to it that there is enough work in the queue that is polled; both must show the same of it."""
        self.ask(f"""select count(bench.submit('{self.digest}', s.category, s.description, s.lon, s.lat, s.address,
                s.name_sealed, s.phone_sealed, s.phone_hash, null, null, null, s.phone_hash, s.secret_digest))
            from bench.sample s, generate_series(1, 100)
            where s.address like '%, Phường Kinh Bắc'""")
        urls = [self.daemon.url] + ([self.peer.url] if self.peer else [])
        pages = [requests.get(url + "/api/v1/queue?limit=20", headers=self.bearer(), timeout=10).json() for url in urls]
        assert all(len(page["items"]) == 20 and page == pages[0] for page in pages), pages[0]

    def bearer(self):
        return {"Authorization": f"Bearer {self.session}"}

    def queue(self, url, script="outcome.lua"):
        return self.wrk(64, "-s", FOLDER / script, "-H", f"Authorization: Bearer {self.session}",
                        url + "/api/v1/queue?limit=20")[1]

    def get(self, url, *arguments):
        """Gets what needs no database."""
        return self.wrk(64, "-s", FOLDER / "outcome.lua", *arguments, url + "/")[1]

    def close(self, keep):
        for process in (self.peer, self.daemon):
            if process:
                process.stop()
        if self.db:
            self.db.close()
        self.cluster.call("stop" if keep else "remove")
