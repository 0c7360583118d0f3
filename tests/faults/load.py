"""Clients that submit reports and keep a ledger of what they were told.

The clients live in the process of the tests, which survives every fault.  Each report has a key of its own, sent
as Idempotency-Key and written into the description, by which the checker (checker.py) finds its rows.  A client
that gets no answer, or 503, sends the same bytes again until it is told 201, or something that it must not be
told, which the ledger keeps as unexpected.
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
    """A report: what is sent, and every answer that a client was given."""

    key: str
    request: bytes
    description: str
    tries: int = 0
    replays: int = 0
    answers: list = dataclasses.field(default_factory=list)  # bodies of 201, as bytes


class Ledger:
    """All entries of one load, and what else happened."""

    def __init__(self):
        self.mark = uuid.uuid4().hex[:12]
        self.entries = {}
        self.acknowledged_at = []  # time.monotonic() of each 201
        self.latencies = []  # seconds, of all answers
        self.errors = collections.Counter()  # attempts without an answer, by kind
        self.statuses = collections.Counter()
        self.unexpected = []  # (key, status, body)
        self.hasty = 0  # 503 without Retry-After

    def acknowledged(self):
        return [entry for entry in self.entries.values() if entry.answers]

    def longest_gap(self, since):
        """Seconds after an instant until reports were acknowledged again."""
        return min((at for at in self.acknowledged_at if at > since), default=float("inf")) - since


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


class Load:
    """Clients in a thread of their own: `with Load(url) as load: ...faults...`; at its end every report that
    was begun is acknowledged, or `finish` says which is not."""

    def __init__(self, url, places, clients=8, copies=1, pause=0.005, most=None):
        self.url, self.places = url, places
        self.clients, self.copies, self.pause, self.most = clients, copies, pause, most
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

    def finish(self, seconds=60):
        """Begins no further report and waits until all that were begun are answered."""
        self.stopping = True
        self.thread.join(seconds)
        assert self.abandoned or not self.thread.is_alive(), f"no answer after {seconds} s of retries"

    def wait_acknowledged(self, count, seconds=30):
        """Waits until so many more reports are acknowledged."""
        wanted, end = len(self.ledger.acknowledged_at) + count, time.monotonic() + seconds
        while len(self.ledger.acknowledged_at) < wanted and self.thread.is_alive():
            assert not self.ledger.unexpected, f"unexpected answers: {self.ledger.unexpected[:3]}"
            assert time.monotonic() < end, f"fewer than {count} reports acknowledged in {seconds} s"
            time.sleep(0.01)

    def entry_new(self):
        """Makes a report and enters it."""
        key = str(uuid.uuid4())
        area, category = random.choice(self.places)
        description = f"{self.ledger.mark} {key} Đèn đường không sáng \"đã lâu\" \\ {random.random()}"
        body = {"description": description, "category": category, "area_code": area,
                "contact": {"name": "Nguyễn Văn A", "phone": "0912345678"}, "publish": True}
        entry = Entry(key, request_bytes("POST", "/api/v1/reports", body, Idempotency_Key=key), description)
        self.ledger.entries[key] = entry
        return entry

    async def _run(self):
        await asyncio.gather(*(self._client() for _ in range(self.clients)))

    async def _client(self):
        connections = [Connection(self.url) for _ in range(self.copies)]
        await asyncio.sleep(random.random() * self.pause)
        while not self.stopping and (self.most is None or len(self.ledger.entries) < self.most):
            entry = self.entry_new()
            await asyncio.gather(*(self._submit(entry, connection) for connection in connections))
            await asyncio.sleep(self.pause * (0.5 + random.random()))
        for connection in connections:
            connection.close()

    async def _submit(self, entry, connection):
        """Sends a report until it is answered for good."""
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
                if self._note(entry, *answer):
                    return
            while not self.may_retry.is_set():
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.02 + random.random() * 0.1)

    def _note(self, entry, status, headers, body):
        """Writes an answer down; tells whether it is final."""
        self.ledger.statuses[status] += 1
        if status == 201:
            entry.answers.append(body)
            entry.replays += headers.get("idempotency-replayed") == "true"
            self.ledger.acknowledged_at.append(time.monotonic())
            return True
        if status == 503:
            self.ledger.hasty += "retry-after" not in headers
            return False
        self.ledger.unexpected.append((entry.key, status, body.decode(errors="replace")))
        return True


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
