"""A proxy between the daemon and PostgreSQL that spoils the network on demand."""

import asyncio
import contextlib
import random
import socket
import struct
import threading

from support import DATABASE

NO_LINGER = struct.pack("ii", 1, 0)  # closed so, a connection ends with a reset

# What can be wrong; "passing" is nothing.
FAULTS = (
    "slow",  # each piece takes 0.05 to 0.15 s
    "slicing",  # byte by byte
    "silent",  # nothing gets through, either way, and nobody is told
    "answers_lost",  # what is asked is done; the answer never comes
    "resetting",  # every connection ends with a reset, new ones too
    "away",  # every connection ends, new ones are refused
    "half_closed",  # the server's end is said to be closed; what is asked still gets there
    "syncs_lost",  # some ends of answers are missing, as libpq loses them when memory is short
)
SYNC = b"Z\0\0\0\x05I"  # ReadyForQuery


class Pair:
    """The two halves of one connection: to the daemon, and to PostgreSQL."""

    def __init__(self, proxy, client, server):
        self.proxy, self.client, self.server = proxy, client, server

    async def run(self):
        pumps = [asyncio.ensure_future(self.pump(self.client[0], self.server[1])),
                 asyncio.ensure_future(self.pump(self.server[0], self.client[1], answers=True))]
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        for pump in pumps:
            pump.cancel()
        self.end()

    async def pump(self, reader, writer, answers=False):
        """Carries what comes from one side to the other, as far as the network lets it."""
        try:
            while data := await reader.read(65536):
                while self.proxy.fault == "silent" or (answers and self.proxy.fault == "answers_lost"):
                    await asyncio.sleep(0.02)
                await self.carry(writer, data)
        except OSError:
            pass

    async def carry(self, writer, data):
        if self.proxy.fault == "syncs_lost" and random.random() < 0.1:
            data = data.replace(SYNC, b"", 1)
        if self.proxy.fault == "slow":
            await asyncio.sleep(0.05 + random.random() * 0.1)
        pieces = [data[at:at + 1] for at in range(len(data))] if self.proxy.fault == "slicing" else [data]
        for piece in pieces:
            if not writer.transport.is_closing():
                writer.write(piece)
                await asyncio.sleep(0)

    def half_close(self):
        """Tells the daemon that nothing more comes."""
        with contextlib.suppress(OSError):  # it has ended meanwhile
            self.client[1].get_extra_info("socket").shutdown(socket.SHUT_WR)

    def reset(self):
        with contextlib.suppress(OSError):
            self.client[1].get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
        self.end()

    def end(self):
        for _, writer in (self.client, self.server):
            writer.transport.abort()


class Proxy:
    """Listens on a port of its own and carries what comes to the socket of a server; daemons come by `conninfo`."""

    def __init__(self, cluster):
        self.path = str(cluster.home() / "run/.s.PGSQL.5432")
        self.fault = "passing"
        self.pairs = set()
        self.loop = asyncio.new_event_loop()
        self.listening = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        assert self.listening.wait(10)
        self.conninfo = f"host=127.0.0.1 port={self.port} dbname={DATABASE} user=pakn_app"

    def _run(self):
        asyncio.set_event_loop(self.loop)
        with socket.socket() as place:  # keeps the port where nobody listens
            place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            place.bind(("127.0.0.1", 0))
            self.port = place.getsockname()[1]
            self.loop.run_until_complete(self._listen())
            self.listening.set()
            self.loop.run_forever()

    async def _listen(self):
        self.listener = await asyncio.start_server(self._accepted, "127.0.0.1", self.port, reuse_port=True)

    async def _accepted(self, *client):
        client[1].get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            server = await asyncio.open_unix_connection(self.path)
        except OSError:
            client[1].transport.abort()
            return
        pair = Pair(self, client, server)
        if self.fault in ("resetting", "away"):
            pair.reset()
            return
        self.pairs.add(pair)
        await pair.run()
        self.pairs.discard(pair)

    def become(self, fault):
        """Changes what is wrong.  What was on the way when answers were lost is lost for good."""
        asyncio.run_coroutine_threadsafe(self._become(fault), self.loop).result(10)

    async def _become(self, fault):
        before, self.fault = self.fault, fault
        if fault == "away":
            self.listener.close()
        elif before == "away":
            await self._listen()
        for pair in list(self.pairs):
            if before == "answers_lost" or fault in ("resetting", "away"):
                pair.reset()
            elif fault == "half_closed":
                pair.half_close()

    def close(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
