"""A relay before PostgreSQL's socket, so that a daemon of its own can lose the database while all others keep it."""

import os
import pathlib
import select
import shlex
import socket
import tempfile
import threading


class Relay:
    """Passes connections on to a server's socket; away() ends them and refuses more, stall() lets them hang."""

    def __init__(self, conninfo):
        self.parts = dict(part.split("=", 1) for part in shlex.split(conninfo))
        self.target = pathlib.Path(self.parts["host"]) / f".s.PGSQL.{self.parts.get('port', 5432)}"
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="pakn-relay-"))
        os.chmod(self.folder, 0o755)
        self.path = self.folder / self.target.name
        self.moving = threading.Event()
        self.moving.set()
        self.pairs, self.listener = [], None
        self.back()

    def conninfo(self):
        """The connection string by way of the relay."""
        return " ".join(f"{name}={value}" for name, value in (self.parts | {"host": str(self.folder)}).items())

    def back(self):
        """Takes connections (again), and passes on what was held back."""
        self.moving.set()
        if self.listener is None:
            self.listener = socket.socket(socket.AF_UNIX)
            self.listener.bind(str(self.path))
            os.chmod(self.path, 0o777)
            self.listener.listen(64)
            threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()

    def away(self):
        """Ends every connection, and refuses new ones."""
        listener, self.listener = self.listener, None
        self.path.unlink(missing_ok=True)
        if listener:
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        self.moving.set()
        for pair in self.pairs:
            for end in pair:
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
        self.pairs.clear()

    def stall(self):
        """Takes connections and bytes, and passes nothing on."""
        self.moving.clear()

    def close(self):
        self.away()
        self.folder.rmdir()

    def _accept(self, listener):
        while True:
            try:
                client, _ = listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(str(self.target))
            except OSError:
                return
            self.pairs.append((client, server))
            threading.Thread(target=self._pass_on, args=(client, server), daemon=True).start()

    def _pass_on(self, client, server):
        other = {client: server, server: client}
        try:
            while True:
                for end in select.select([client, server], [], [])[0]:
                    data = end.recv(65536)
                    if not data:
                        return
                    self.moving.wait()
                    other[end].sendall(data)
        except OSError:
            pass
        finally:
            for end in other:
                end.close()
