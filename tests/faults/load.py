"""Clients that submit reports and keep a ledger of what they were told.

The clients live in the process of the tests, which survives every fault.  Each request that changes something has a
key of its own, sent as Idempotency-Key.  A client that gets no answer, 503 or 507, sends the same bytes again until
it is told that it was done (for a report: 201, or 202 where it lies in the journal), or something that it must
not be told, which the ledger keeps as unexpected.  The key of a report stands in its description too, by which
the checker (checker.py) finds its rows.  Members of staff who work on what came in: staff.py.
"""

import asyncio
import collections
import dataclasses
import json
import random
import threading
import time
import urllib.parse
import uuid

ANSWER_SECONDS = 30


@dataclasses.dataclass
class Entry:
    """A request that changes something, and every answer that a client was given to it."""

    key: str
    request: bytes
    tries: int = 0
    replays: int = 0
    answers: list = dataclasses.field(default_factory=list)  # bodies of 200 and 201, as bytes
    promises: list = dataclasses.field(default_factory=list)  # bodies of 202

    def told(self):
        """All that clients were told of it."""
        return self.answers + self.promises

    def fits(self, body):
        """Tells whether an answer is one to this request, and not to another one."""
        return True


@dataclasses.dataclass
class Report(Entry):
    """A report, as a citizen's app sends it."""

    description: str = ""


class Ledger:
    """All entries of one load, and what else happened."""

    def __init__(self):
        self.mark = uuid.uuid4().hex[:12]
        self.entries = {}
        self.acknowledged_at = []  # time.monotonic() of each 200, 201, 202
        self.latencies = []  # seconds, of all answers
        self.errors = collections.Counter()  # attempts without an answer, by kind
        self.statuses = collections.Counter()
        self.unexpected = []  # (key, status, body)
        self.hasty = 0  # 503 and 507 without Retry-After

    def acknowledged(self):
        return [entry for entry in list(self.entries.values()) if entry.told()]

    def longest_gap(self, since):
        """Seconds after an instant until something was acknowledged again."""
        return min((at for at in self.acknowledged_at if at > since), default=float("inf")) - since

    def note(self, entry, status, headers, body):
        """Writes an answer down; tells whether it is final."""
        self.statuses[status] += 1
        if status in (200, 201, 202) and entry.fits(body):
            (entry.promises if status == 202 else entry.answers).append(body)
            entry.replays += headers.get("idempotency-replayed") == "true"
            self.acknowledged_at.append(time.monotonic())
            return True
        if status in (503, 507):
            self.hasty += "retry-after" not in headers
            return False
        self.unexpected.append((entry.key, status, body.decode(errors="replace")))
        return True


class Connection:
    """A keep-alive connection that speaks as much HTTP/1.1 as the tests need."""

    def __init__(self, url):
        self.host, self.port = urllib.parse.urlsplit(url).netloc.rsplit(":", 1)
        self.reader = self.writer = None

    def close(self):
        if self.writer:
            self.writer.transport.abort()
        self.reader = self.writer = None

    async def exchange(self, request):
        """Sends a request; returns status, headers, body."""
        if not self.writer:
            self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
        self.writer.write(request)
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
        body = await self.reader.readexactly(int(headers.get("content-length", 0)))
        if headers.get("connection", "").lower() == "close":
            self.close()
        return int(head[0].split()[1]), headers, body


def request_bytes(method, path, body=None, **headers):
    """Writes a request; header names with _ for -."""
    data = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(data)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data


class Clients:
    """Clients in a thread of their own: `with Load(url, places) as run: ...faults...`; at its end everything that
    was begun is acknowledged, or `finish` says that it is not."""

    def __init__(self, url, clients, copies=1, pause=0.005):
        self.urls = [url] if isinstance(url, str) else url
        self.clients, self.copies, self.pause = clients, copies, pause
        self.ledger = Ledger()
        self.stopping = False
        self.abandoned = False
        self.may_retry = threading.Event()
        self.may_retry.set()
        self.thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, kind, *rest):
        self.may_retry.set()
        self.abandoned = kind is not None
        self.finish()

    def finish(self, seconds=180):
        """Begins nothing further and waits until all that was begun is answered."""
        self.stopping = True
        self.thread.join(seconds)
        assert self.abandoned or not self.thread.is_alive(), f"no answer after {seconds} s of retries"

    def wait_acknowledged(self, count, seconds=120):
        """Waits until so many more requests are acknowledged."""
        wanted, end = len(self.ledger.acknowledged_at) + count, time.monotonic() + seconds
        while len(self.ledger.acknowledged_at) < wanted and self.thread.is_alive():
            assert not self.ledger.unexpected, f"unexpected answers: {self.ledger.unexpected[:3]}"
            assert time.monotonic() < end, f"fewer than {count} requests acknowledged in {seconds} s"
            time.sleep(0.01)

    def wait_promised(self, count, seconds=120):
        """Waits until so many more answers are 202."""
        wanted, end = self.ledger.statuses[202] + count, time.monotonic() + seconds
        while self.ledger.statuses[202] < wanted:
            assert not self.ledger.unexpected, f"unexpected answers: {self.ledger.unexpected[:3]}"
            assert time.monotonic() < end, f"fewer than {count} reports kept in {seconds} s: {self.ledger.statuses}"
            time.sleep(0.01)

    def wait_ended(self, seconds):
        """Waits until clients that have an end of their own have come to it."""
        self.thread.join(seconds)
        assert not self.thread.is_alive(), f"not at their end after {seconds} s"

    def connections(self):
        """Those of one client: as many as it sends copies, each to the next daemon."""
        return [Connection(self.urls[copy % len(self.urls)]) for copy in range(self.copies)]

    async def _run(self):
        await asyncio.gather(*(self._client(number) for number in range(self.clients)))

    async def _send(self, entry, connections):
        """Enters a request and sends it over all connections at once, until each has its final answer."""
        self.ledger.entries[entry.key] = entry
        await asyncio.gather(*(self._submit(entry, connection) for connection in connections))

    async def _submit(self, entry, connection):
        """Sends a request until it is answered for good."""
        while not self.abandoned:
            started = time.monotonic()
            entry.tries += 1
            try:
                answer = await asyncio.wait_for(connection.exchange(entry.request), ANSWER_SECONDS)
            except (OSError, EOFError, asyncio.TimeoutError) as error:
                self.ledger.errors[type(error).__name__] += 1
                connection.close()
            else:
                self.ledger.latencies.append(time.monotonic() - started)
                if self.ledger.note(entry, *answer):
                    return
            while not self.may_retry.is_set():
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.02 + random.random() * 0.1)


class Load(Clients):
    """Clients that submit reports, `most` of them or until they are stopped, each one in a `period` of seconds at most;
    `more` makes further members of a report's body."""

    def __init__(self, url, places, clients=8, most=None, period=0, more=dict, **options):
        super().__init__(url, clients, **options)
        self.places, self.most, self.period, self.more = places, most, period, more

    def report_new(self):
        key = str(uuid.uuid4())
        area, category = random.choice(self.places)
        description = f"{self.ledger.mark} {key} Đèn đường không sáng \"đã lâu\" \\ {random.random()}"
        body = {"description": description, "category": category, "area_code": area,
                "contact": {"name": "Nguyễn Văn A", "phone": "0912345678"}, "publish": True} | self.more()
        request = request_bytes("POST", "/api/v1/reports", body, Idempotency_Key=key)
        return Report(key, request, description=description)

    async def _client(self, number):
        connections = self.connections()
        await asyncio.sleep(random.random() * max(self.pause, self.period))
        while not self.stopping and (self.most is None or len(self.ledger.entries) < self.most):
            began = time.monotonic()
            await self._send(self.report_new(), connections)
            await asyncio.sleep(max(self.pause * (0.5 + random.random()), began + self.period - time.monotonic()))
        for connection in connections:
            connection.close()


def exchange_all(url, requests, parallel=16):
    """Sends many requests over a few connections; returns (status, headers, body) of each, in order."""
    answers = [None] * len(requests)

    async def work(numbers):
        connection = Connection(url)
        for number in numbers:
            answers[number] = await asyncio.wait_for(connection.exchange(requests[number]), ANSWER_SECONDS)
        connection.close()

    async def run():
        await asyncio.gather(*(work(range(start, len(requests), parallel)) for start in range(parallel)))

    asyncio.run(run())
    return answers
