"""The peer: a service of Fastify and pg (fastify/server.js) that does the same with the same SQL."""

import os
import pathlib
import shutil
import subprocess
import time

import requests

from support import free_port

HOME = pathlib.Path(__file__).resolve().parent / "fastify"
POOL = 16    # connections of each process: the best of 4, 8, 16, 32
START_SECONDS = 20


class Fastify:
    """The service: as many processes as there are cores, as the daemon has."""

    def __init__(self, host, database, out):
        self.port, self.process = free_port(), None
        self.url, self.log = f"http://127.0.0.1:{self.port}", out / "fastify.log"
        self.environment = {"PORT": self.port, "DATABASE_HOST": host, "DATABASE": database,
                            "PROCESSES": os.environ.get("BENCH_PROCESSES", os.cpu_count()),
                            "POOL": os.environ.get("BENCH_POOL", POOL), "NODE_ENV": "production"}

    @staticmethod
    def available():
        return bool(shutil.which("node") and (HOME / "node_modules").is_dir())

    def start(self):
        """Starts it, waits until it answers, and returns its process id."""
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                ["node", HOME / "server.js"], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env=os.environ | {name: str(value) for name, value in self.environment.items()})
        end = time.monotonic() + START_SECONDS
        while not self.ready():
            assert self.process.poll() is None and time.monotonic() < end, self.log.read_text()[-4000:]
            time.sleep(0.1)
        return self.process.pid

    def ready(self):
        try:
            return requests.get(self.url + "/metrics", timeout=2).ok
        except requests.RequestException:
            return False

    def stop(self):
        self.process.terminate()
        self.process.wait(10)
