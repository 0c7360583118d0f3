"""The private cluster and the daemon, as objects that start and stop them.

Environment (not PAKN_..., which the daemon would take for settings):

TESTS_STATE     the state's folder (default var-tests of the checkout); each worker of pytest-xdist has one of
                its own, STATE-gw0, STATE-gw1 ..., since tests restart PostgreSQL and make roles in it
TESTS_BINARY    the daemon (default build/pakn)
TESTS_DATABASE  the database, made anew (default pakn_api)
TESTS_FSYNC     on: PostgreSQL writes as in production (tests of faults need it)
TESTS_KEEP      set: the daemons' folders, with their logs, stay
"""

import contextlib
import itertools
import json
import os
import pathlib
import random
import secrets
import shutil
import signal
import socket
import subprocess
import time

import requests

ROOT = pathlib.Path(__file__).resolve().parents[1]
WORKER = os.environ.get("PYTEST_XDIST_WORKER")
STATE = pathlib.Path(os.environ.get("TESTS_STATE", str(ROOT / "var-tests")) + (f"-{WORKER}" if WORKER else ""))
BINARY = pathlib.Path(os.environ.get("TESTS_BINARY", ROOT / "build/pakn"))
DATABASE = os.environ.get("TESTS_DATABASE", "pakn_api")
CLUSTER = [ROOT / "deploy/cluster", "--state", STATE]
FSYNC = [] if os.environ.get("TESTS_FSYNC") == "on" else ["--no-fsync"]
TENANT = "bacninh"
START_SECONDS = 90
# Ports that connections which go out do not take by themselves, and that no other worker has.
PORTS = itertools.cycle(random.sample(range(16000 + int((WORKER or "gw0")[2:]) % 8, 32768, 8), 2000))
LIMITS = ("address_read", "address_write", "session_read", "session_write", "key", "phone", "flag", "miss", "alarm")


def free_port():
    """Tells a TCP port that nothing listens on."""
    for port in PORTS:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def sanitized():
    """Tells whether the daemon was built with the address sanitizer."""
    return b"__asan_init" in BINARY.read_bytes()


class Cluster:
    """The private PostgreSQL cluster (deploy/cluster)."""

    def call(self, *arguments, **options):
        """Runs a command of deploy/cluster; returns what it prints."""
        command = [*CLUSTER, *FSYNC, *arguments]
        return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, **options).stdout

    def running(self):
        return subprocess.run([*CLUSTER, "status"], stderr=subprocess.DEVNULL).returncode == 0

    def conninfo(self, role="pakn_app"):
        return self.call("conninfo", DATABASE, role).strip()

    def home(self):
        return pathlib.Path(self.call("home").strip())


class Daemon:
    """`pakn serve` and the other commands of the binary, run as the owner of the cluster's state."""

    def __init__(self, cluster, **settings):
        self.cluster, self.process, self.log = cluster, None, None
        self.wrapper = []  # a command that runs `pakn serve`, in its own place
        self.home = cluster.home() / f"daemon-{os.getpid()}-{secrets.token_hex(3)}"
        cluster.call("run", "mkdir", "-p", self.home / "spool", self.home / "files")
        # The owner of the state may not be allowed into the checkout.
        self.binary = shutil.copy(BINARY, self.home / "pakn")
        self.url = f"http://127.0.0.1:{free_port()}"
        self.admin_url = f"http://127.0.0.1:{free_port()}"
        self.settings = {
            "PAKN_LISTEN": self.url.removeprefix("http://"),
            "PAKN_ADMIN_LISTEN": self.admin_url.removeprefix("http://"),
            "PAKN_DATABASE": cluster.conninfo(),
            "PAKN_CODE_KEY": secrets.token_hex(32),
            "PAKN_SECRET_KEY": secrets.token_hex(32),
            "PAKN_IDENTITY_KEYS": "1:" + secrets.token_hex(32),
            "PAKN_SPOOL_DIR": str(self.home / "spool"),
            "PAKN_FILES_DIR": str(self.home / "files"),
            "PAKN_WORKERS": "1",
            "PAKN_SMS_PROVIDER": "log",
            "PAKN_NOTICES_MAX": "0",  # whose keys are others' could not open what the tests of notices seal
            "PAKN_LOG_LEVEL": "info",
            # What is counted here is counted, but a whole suite comes from one address.
        } | {f"PAKN_LIMIT_{name.upper()}": "6000000/6000000" for name in LIMITS} | {f"PAKN_{name.upper()}": str(value) for name, value in settings.items()}

    def _command(self, *arguments):
        # Where we are killed, the daemon ends too.
        return [*CLUSTER, "run", "setpriv", "--pdeathsig", "TERM", self.binary, *arguments]

    def _environment(self, **settings):
        plain = {name: value for name, value in os.environ.items() if not name.startswith("PAKN_")}
        return plain | self.settings | settings

    def command(self, *arguments, stdin=""):
        """Runs another command of the binary as the database's owner; returns what it prints."""
        environment = self._environment(PAKN_DATABASE=self.cluster.conninfo("pakn_owner"))
        done = subprocess.run(self._command(*arguments), env=environment, input=stdin, text=True,
                              capture_output=True, timeout=120)
        assert done.returncode == 0, f"pakn {' '.join(arguments)}: {done.stdout}{done.stderr}"
        return done.stdout

    def doctor(self, **settings):
        """Runs `pakn doctor`; returns what it finds, on both streams."""
        environment = self._environment(PAKN_DATABASE=self.cluster.conninfo("pakn_owner"), **settings)
        return subprocess.run(self._command("doctor"), env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120).stdout

    def start(self):
        """Starts `pakn serve` and waits until it is ready; self.process.pid is the master's."""
        self.log = open(self.home / "log", "ab")
        command = self._command("serve")
        place = command.index(self.binary)
        self.process = subprocess.Popen([*command[:place], *self.wrapper, *command[place:]], env=self._environment(),
                                        stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        end = time.monotonic() + START_SECONDS
        while not self.ready():
            assert self.process.poll() is None, f"pakn serve ended: {self.log_text()}"
            assert time.monotonic() < end, f"not ready in {START_SECONDS} s: {self.log_text()}"
            time.sleep(0.05)

    def ready(self):
        try:
            return requests.get(self.admin_url + "/readyz", timeout=10).status_code == 200
        except requests.RequestException:
            return False

    def stop(self, how=signal.SIGTERM, seconds=20):
        """Ends the daemon and returns its exit status; one that does not end in time is killed."""
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"pakn serve did not end in {seconds} s: {self.log_text()}")
        finally:
            self.process = None
            self.log.close()

    def restart(self, **settings):
        """Stops, changes settings, starts again on the same ports."""
        self.stop()
        self.settings |= {f"PAKN_{name.upper()}": str(value) for name, value in settings.items()}
        self.start()

    def log_text(self, tail=8000):
        return (self.home / "log").read_bytes()[-tail:].decode(errors="replace")

    def access_line(self, answer):
        """The line of a request that was refused, by its trace id; it is written when the answer is out."""
        trace, end = answer.json()["trace_id"], time.monotonic() + START_SECONDS
        while True:
            for line in self.log_text(200000).splitlines():
                if f'"{trace}"' in line and '"event":"request"' in line:
                    return json.loads(line)
            assert time.monotonic() < end, f"no line of {trace}"
            time.sleep(0.02)


class Api(requests.Session):
    """A requests.Session whose paths are relative to the daemon, with a time limit on each call."""

    def __init__(self, url):
        super().__init__()
        self.base = url
        self.trust_env = False

    def request(self, method, url, **options):
        options.setdefault("timeout", 30)
        return super().request(method, self.base + url if url.startswith("/") else url, **options)
