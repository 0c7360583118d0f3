"""Instructions of an intake in the daemon: valgrind's, of its one worker, for N intakes and for 2 N, of which the
difference counts.  Valgrind does not know the instructions for SHA: those digests are counted as a machine without
them would run them."""

import re
import shutil
import socket
import uuid

from stand import OUT, Served

CONNECTIONS = 64


class Callgrind(Served):
    """A daemon of one worker under valgrind."""

    def _command(self, *arguments):
        command = super()._command(*arguments)
        place = command.index(self.binary)
        return [*command[:place], "valgrind", "--tool=callgrind", "--quiet",
                f"--callgrind-out-file={self.home}/callgrind.out.%p", *command[place:]]

    def post(self, key, bodies, count):
        """Sends count reports over all connections at once, again and again."""
        address = self.url.removeprefix("http://").split(":")
        peers = [socket.create_connection((address[0], int(address[1]))) for _ in range(CONNECTIONS)]
        for first in range(0, count, CONNECTIONS):
            for i, peer in enumerate(peers):
                body = bodies[(first + i) % len(bodies)]
                peer.sendall(f"POST /api/v1/reports HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {key}\r\n"
                             f"Content-Type: application/json\r\nIdempotency-Key: {uuid.uuid4()}\r\n"
                             f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
            for peer in peers:
                answer = peer.recv(65536)
                assert answer.startswith(b"HTTP/1.1 201 "), answer
        for peer in peers:
            peer.close()

    def instructions(self, key, bodies, count):
        """Counts those of the worker, the one that did most, from start to end."""
        self.start()
        self.post(key, bodies, count)
        assert self.stop(seconds=120) == 0
        files = sorted(self.home.glob("callgrind.out.*"), key=self.total)
        shutil.copy(files[-1], OUT / "callgrind.out")
        total = self.total(files[-1])
        for file in files:
            file.unlink()
        return total

    @staticmethod
    def total(file):
        return int(re.search(r"^totals: (\d+)", file.read_text(), re.M)[1])


def measure(stand, count):
    """Instructions of an intake.  Leaves callgrind.out of the longer run in build/bench."""
    daemon = Callgrind(stand.cluster, workers=1, db_write_deadline_ms=60000)
    bodies = [line.encode() for line in stand.bodies.read_text().splitlines()]
    few = daemon.instructions(stand.key, bodies, count)
    many = daemon.instructions(stand.key, bodies, 2 * count)
    return {"requests": count, "an_intake": round((many - few) / count)}
