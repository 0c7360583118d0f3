"""Clients that are slow, and more of them than there are file descriptors."""

import asyncio
import resource
import statistics
import time

import pytest

from load import Connection, request_bytes
from processes import cpu_seconds, within, workers

SLOW_HEAD = b"GET /api/v1/agencies HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + b"x" * 1000
SLOW_BODY = request_bytes("POST", "/api/v1/reports", {"description": "x" * 1000})


class Crowd:
    """Many clients that each send a byte in a while, and never read."""

    def __init__(self, url, requests, pause):
        self.connection = Connection(url)
        self.pause = pause
        self.requests = requests
        self.ended_after = []
        self.answers = []

    async def one(self, request):
        """Drips a request until the daemon ends the connection."""
        reader, writer = await asyncio.open_connection(self.connection.host, self.connection.port)
        started = time.monotonic()
        rest = asyncio.ensure_future(reader.read())
        head = request.find(b"\r\n\r\n") + 4 if request is SLOW_BODY else 20
        try:
            writer.write(request[:head])
            for byte in request[head:]:
                await asyncio.wait([rest], timeout=self.pause)
                if rest.done():
                    break
                writer.write(bytes([byte]))
            self.answers.append(await asyncio.wait_for(rest, 10))
        except OSError:
            self.answers.append(b"")
        self.ended_after.append(time.monotonic() - started)
        writer.transport.abort()

    async def run(self):
        await asyncio.gather(*(self.one(request) for request in self.requests))


def test_slow_clients_are_ended_and_do_not_slow_down_others(make_alike, load, settle, places, times):
    daemon = make_alike(workers=2, head_ms=times(2000, 20000), body_ms=times(2000, 20000), conns_max=12000)
    daemon.start()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    crowd = Crowd(daemon.url, [SLOW_HEAD, SLOW_BODY] * times(100, 5000), times(0.2, 2))
    with load(url=daemon.url, clients=4) as run:
        run.wait_acknowledged(50)
        asyncio.run(crowd.run())
        run.wait_acknowledged(50)
    assert not run.ledger.errors
    assert set(run.ledger.statuses) == {201}
    assert statistics.quantiles(run.ledger.latencies, n=100)[-1] < within(0.5)
    assert max(crowd.ended_after) < times(2, 20) + within(times(2.5, 15)), "slow clients outlive their time"
    told = sum(answer.startswith(b"HTTP/1.1 408 ") for answer in crowd.answers)
    assert told > 0.9 * len(crowd.answers), "slow clients are not told why"
    daemon.stop()
    settle(run)


@pytest.fixture
def few_files(make_alike):
    """A daemon whose processes may open 64 files each."""
    daemon = make_alike(workers=1)
    daemon.wrapper = ["prlimit", "--nofile=64:64"]
    yield daemon
    daemon.stop()


def test_lack_of_file_descriptors_is_borne_calmly(daemon, few_files, load, settle, times):
    few_files.start()
    worker, seconds = workers(few_files)[0], times(2, 10)
    assert '"limit":64' in few_files.log_text()
    lines = few_files.log_text(1 << 20).count("\n")

    async def hold():
        connections = await asyncio.gather(*(
            asyncio.open_connection(*few_files.url.removeprefix("http://").split(":")) for _ in range(200)))
        busy = cpu_seconds(worker)
        await asyncio.sleep(seconds)
        busy = cpu_seconds(worker) - busy
        for _, writer in connections:
            writer.transport.abort()
        return busy

    busy = asyncio.run(hold())
    lines = few_files.log_text(1 << 20).count("\n") - lines
    assert busy < 0.2 * seconds, f"{busy} s of CPU in {seconds} s"
    assert lines < 10 * seconds, f"{lines} lines of log in {seconds} s"
    freed = time.monotonic()
    with load(url=few_files.url, clients=8) as run:
        run.wait_acknowledged(20)
    assert run.ledger.longest_gap(freed) < within(2.0)
    assert workers(few_files) == [worker]
    settle(run)
