"""Clients that would have the daemon hold much memory, in a group of processes that may not have it: in the long form,
as root."""

import asyncio
import os
import pathlib

import pytest

from load import Connection, request_bytes
from processes import children, resident_bytes, workers

LIMIT = 192 << 20  # of all processes of the daemon together
GROWTH = 32 << 20  # of a worker
SECONDS = 10
GROUPS = pathlib.Path("/sys/fs/cgroup/memory" if os.path.isdir("/sys/fs/cgroup/memory") else "/sys/fs/cgroup")
HEAD = b"POST /api/v1/reports HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"

# What a client sends first, and what it then sends again and again without ever reading an answer.
GREEDY = {
    "large_bodies": (b"", request_bytes("POST", "/api/v1/reports", {"description": "x" * 60000})),
    "endless_chunk_line": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"0" * 65536),
    "endless_header": (HEAD + b"X-Long: ", b"x" * 65536),
    "answers_never_read": (b"", request_bytes("GET", "/openapi.json") * 20),
    "half_bodies": (HEAD + b"Content-Length: 65000\r\n\r\n" + b"x" * 64000, b""),
}


@pytest.fixture
def narrow(make_alike):
    """A daemon that is killed where it takes more memory than it may."""
    daemon = make_alike(workers=2, log_level="warning")
    daemon.start()
    group = GROUPS / f"pakn-faults-{os.getpid()}"
    try:
        group.mkdir()
        limit = next(group / name for name in ("memory.limit_in_bytes", "memory.max") if (group / name).exists())
        limit.write_text(str(LIMIT))
    except (OSError, StopIteration):
        pytest.skip("no group of processes with a limit of memory can be made")
    for pid in (daemon.process.pid, *children(daemon.process.pid)):
        (group / "cgroup.procs").write_text(str(pid))
    yield daemon
    daemon.stop()
    group.rmdir()


async def feed(url, greed, seconds):
    """Sends as much as the daemon takes, for so long, over connection after connection."""
    beginning, rest = GREEDY[greed]
    connection = Connection(url)
    end = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < end:
        try:
            _, writer = await asyncio.open_connection(connection.host, connection.port)
            writer.write(beginning)
            while asyncio.get_running_loop().time() < end and not writer.transport.is_closing():
                writer.write(rest)
                await asyncio.wait_for(writer.drain(), 1)
                await asyncio.sleep(0.02)
        except (OSError, asyncio.TimeoutError):
            pass
        finally:
            writer.transport.abort()
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("greed", GREEDY)
def test_greedy_clients_get_no_memory_that_others_need(narrow, load, settle, faults, greed):
    before = {pid: resident_bytes(pid) for pid in workers(narrow)}

    async def crowd():
        await asyncio.gather(*(feed(narrow.url, greed, SECONDS) for _ in range(200)))

    with load(url=narrow.url, clients=4) as run:
        run.wait_acknowledged(50)
        for _ in faults(1, 2):
            asyncio.run(crowd())
        run.wait_acknowledged(50)
    settle(run)
    assert list(before) == workers(narrow), "a worker was killed"
    for pid, memory in before.items():
        assert resident_bytes(pid) < memory + GROWTH
