"""Machines of agencies that long-poll their queues and claim what they see, while reports come in at a steady rate: for
tests/bench/pollers, and in short for api/test_queue.py.  One process, one connection each."""

import asyncio
import datetime
import hashlib
import json
import re
import secrets
import time
from base64 import urlsafe_b64encode

LENGTH = re.compile(rb"(?i)\r\ncontent-length: (\d+)")
WAIT_S = 25
PAGE = 10
SENDERS = 32
QUIET_S = 3     # after the last report, for polls and claims that are under way


class Connection(asyncio.Protocol):
    """Asks one thing at a time: (status, body)."""

    @classmethod
    async def open(cls, url):
        host, port = url.rpartition("/")[2].split(":")
        return (await asyncio.get_running_loop().create_connection(cls, host, int(port)))[1]

    def connection_made(self, transport):
        self.transport, self.read, self.answer = transport, b"", None

    def data_received(self, data):
        self.read += data
        head, found, body = self.read.partition(b"\r\n\r\n")
        if not found:
            return
        length = LENGTH.search(head)
        wanted = int(length[1]) if length else 0
        if len(body) >= wanted and self.answer and not self.answer.done():
            self.read = b""
            self.answer.set_result((int(head[9:12]), body))

    def connection_lost(self, error):
        if self.answer and not self.answer.done():
            self.answer.set_exception(ConnectionError(error))

    async def ask(self, method, path, token, body=None, headers=b""):
        content = b"" if body is None else json.dumps(body).encode()
        head = b"%s %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n%s" % (method, path, token, headers)
        if body is not None:
            head += b"Content-Type: application/json\r\nContent-Length: %d\r\n" % len(content)
        self.answer = asyncio.get_running_loop().create_future()
        self.transport.write(head + b"\r\n" + content)
        return await self.answer


class Crowd:
    """What happened: reports that were acknowledged, claims, and how long each took from receipt to the poll that told it."""

    def __init__(self, url, reports_key, agencies):
        """agencies: for each, the body of a report that goes there, and the tokens of its pollers."""
        self.url, self.key, self.agencies = url, reports_key.encode(), agencies
        self.sent, self.claimed, self.delays = {}, [], []
        self.polls = self.claims = self.put_off = 0
        self.over = False

    async def poller(self, agency, token):
        """Without an ETag: a list of which nothing can be had waits, any other is claimed."""
        connection, seen = await Connection.open(self.url), set()
        while not self.over:
            status, body = await connection.ask(
                b"GET", b"/api/v1/queue?state=unclaimed&limit=%d" % PAGE, token, headers=b"Prefer: wait=%d\r\n" % WAIT_S)
            now = time.time()
            assert status == 200, body
            self.polls += 1
            items = json.loads(body)["items"]
            for item in items:
                if item["id"] not in seen:
                    seen.add(item["id"])
                    self.delays.append(now - datetime.datetime.fromisoformat(item["received_at"]).timestamp())
            if items:
                await self.claim(connection, agency, token)
        connection.transport.close()

    async def claim(self, connection, agency, token):
        status, body = await connection.ask(b"POST", b"/api/v1/queue/claim", token, {"limit": PAGE, "lease_seconds": 3600})
        assert status == 200, body
        self.claims += 1
        self.claimed += [(item["id"], agency) for item in json.loads(body)["items"]]

    async def sender(self, due):
        """Sends what is due, in turn with others; what is acknowledged must be claimed."""
        connection = await Connection.open(self.url)
        while (agency := await due.get()) is not None:
            key = b"Idempotency-Key: %s\r\n" % secrets.token_hex(16).encode()
            while (answer := await connection.ask(b"POST", b"/api/v1/reports", self.key, self.agencies[agency][0], key))[0] == 503:
                self.put_off += 1
                await asyncio.sleep(1)
            status, body = answer
            assert status == 201, body
            self.sent[json.loads(body)["id"]] = agency
        connection.transport.close()

    async def send(self, rate, seconds):
        """Has reports sent at a rate that does not wait for answers."""
        due, began = asyncio.Queue(), time.monotonic()
        senders = [asyncio.create_task(self.sender(due)) for _ in range(min(SENDERS, rate))]
        for i in range(int(rate * seconds)):
            await asyncio.sleep(max(0, began + i / rate - time.monotonic()))
            due.put_nowait(i % len(self.agencies))
        for _ in senders:
            due.put_nowait(None)
        await asyncio.gather(*senders)
        self.seconds = time.monotonic() - began

    async def run(self, rate, seconds):
        pollers = [asyncio.create_task(self.poller(i, token.encode())) for i, (_, tokens) in enumerate(self.agencies) for token in tokens]
        await asyncio.sleep(1)
        await self.send(rate, seconds)
        end = time.monotonic() + QUIET_S
        while len(self.claimed) < len(self.sent) or time.monotonic() < end - QUIET_S + 0.5:
            assert time.monotonic() < end + 60, f"{len(self.sent) - len(self.claimed)} reports were never claimed"
            await asyncio.sleep(0.1)
        self.over = True
        done = [task for task in pollers if task.done()]
        for task in pollers:
            task.cancel()
        await asyncio.gather(*pollers, return_exceptions=True)
        for task in done:
            task.result()   # it failed: raises
        return self

    def faults(self):
        """What must not be: reports that were claimed twice, or by another agency's pollers."""
        twice = len(self.claimed) - len({report for report, _ in self.claimed})
        astray = sum(self.sent.get(report, agency) != agency for report, agency in self.claimed)
        return {"claimed twice": twice, "claimed by another agency": astray, "never claimed": len(self.sent.keys() - {r for r, _ in self.claimed})}


def sessions(cursor, tenant, agency, count):
    """Makes so many accounts of an agency, each with a session; returns the tokens."""
    tokens = []
    for i in range(count):
        cursor.execute("""insert into pakn.staff (tenant_id, username, name, role, agency_id)
            select %s, %s, 'Máy', 'staff', agency_id from pakn.agency where tenant_id = %s and code = %s returning staff_id""",
                       [tenant, f"may.{agency.lower()}.{secrets.token_hex(4)}", tenant, agency])
        staff = cursor.fetchone()[0]
        tokens.append(f"pks_{tenant}_{staff}_" + urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("="))
        cursor.execute("""insert into pakn.credential (tenant_id, digest, kind, staff_id, session_id, address, stage, expires_at)
            values (%s, %s, 's', %s, gen_random_uuid(), '127.0.0.1', 'full', now() + interval '1 day')""",
                       [tenant, hashlib.sha256(tokens[-1].encode()).digest(), staff])
    return tokens
