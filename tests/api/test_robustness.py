"""What clients do that they should not: the daemon answers, or lets go, and goes on."""

import socket
import time
import urllib.parse

REPORT = {"category": "HTGT", "description": "Nắp rãnh trước số nhà 12 bị vỡ", "area_code": "09187"}


def connect(daemon):
    """A socket to the daemon, past any library that would correct us."""
    at = urllib.parse.urlsplit(daemon.url)
    return socket.create_connection((at.hostname, at.port), timeout=10)


def test_a_client_that_leaves_in_the_middle_of_its_body_does_not_hold_up_the_end(make_daemon, daemon):
    own = make_daemon()
    own.start()
    for _ in range(5):
        with connect(own) as client:
            client.sendall(b"POST /api/v1/reports HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                           b"Content-Length: 100\r\n\r\n{\"descr")
            time.sleep(0.05)
    started = time.monotonic()
    assert own.stop() == 0
    assert time.monotonic() - started < 5, own.log_text()
