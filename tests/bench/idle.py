"""Memory of connections that are open and do nothing: each has had one answer, so that what it needed for that could
be given back.  They come from processes of their own and from several addresses, each of which has its ports."""

import multiprocessing
import pathlib
import re
import socket
import ssl
import time

from stand import Served

PROCESSES = 4
REQUEST = b"GET / HTTP/1.1\r\nHost: bench\r\n\r\n"


def connect(url, number):
    """Opens a connection, asks once, and reads the answer to its end."""
    host, port = url.partition("://")[2].split(":")
    peer = socket.create_connection((host, int(port)), 30, source_address=(f"127.0.0.{2 + number % 250}", 0))
    if url.startswith("https:"):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        peer = context.wrap_socket(peer)
    peer.sendall(REQUEST)
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += peer.recv(65536)
    head, _, body = answer.partition(b"\r\n\r\n")
    left = int(re.search(rb"(?i)content-length: (\d+)", head)[1]) - len(body)
    while left:
        left -= len(peer.recv(left))
    return peer


def hold(url, first, count, pipe):
    """A process of clients: opens its share, says so, and holds it until it is told to stop."""
    peers = [connect(url, first + i) for i in range(count)]
    pipe.send(len(peers))
    pipe.recv()


def memory_with(daemon, url, count):
    """The daemon's memory while so many connections are open, in MB."""
    clients = []
    share = count // PROCESSES
    for i in range(PROCESSES):
        ours, theirs = multiprocessing.Pipe()
        process = multiprocessing.Process(target=hold, args=(url, i * share, share, theirs), daemon=True)
        process.start()
        clients.append((process, ours))
    try:
        for process, pipe in clients:
            assert pipe.poll(120), "the connections were not open in two minutes"
            pipe.recv()
        time.sleep(2)    # what is given back a moment later
        established = pathlib.Path("/proc/net/tcp").read_text().count(f":{int(url.rpartition(':')[2]):04X} ")
        assert established >= 2 * count, f"{established} ends of {count} connections are there"
        return daemon.master().memory()
    finally:
        for process, pipe in clients:
            process.terminate()
            process.join()


def measure(stand, count):
    """Returns what the daemon needs beyond what it needed before, plain and with TLS, each of a fresh one."""
    used = {"connections": count}
    for name in ("plain", "tls"):
        daemon = Served(stand.cluster, workers=0, conns_max=count + 100, conns_per_address_max=count,
                        idle_ms=600000)
        daemon.start()
        try:
            before = daemon.master().memory()
            with_them = memory_with(daemon, daemon.url if name == "plain" else daemon.tls_url, count)
            used[name] = round(with_them - before, 1)
        finally:
            daemon.stop()
    return used
