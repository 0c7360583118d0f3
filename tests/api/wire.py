"""Requests byte by byte, for what a well-behaved client would not send."""

import http.client
import json
import socket
import urllib.parse


class Answer:
    """What came back: status, headers, body."""

    def __init__(self, response):
        self.status_code = response.status
        self.headers = {name.title(): value for name, value in response.getheaders()}
        self.content = response.read()
        self.text = self.content.decode()

    def json(self):
        return json.loads(self.content)


def connect(url, seconds=20):
    address = urllib.parse.urlsplit(url)
    return socket.create_connection((address.hostname, address.port), timeout=seconds)


def read_answer(connection, method="GET"):
    response = http.client.HTTPResponse(connection, method=method)
    response.begin()
    return Answer(response)


def head(url, method, path, headers):
    """The bytes of a head; headers are (name, value) in their order, and Host comes before them."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {urllib.parse.urlsplit(url).netloc}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def exchange(url, data, method="GET"):
    """Sends bytes, reads one answer."""
    with connect(url) as connection:
        connection.sendall(data)
        return read_answer(connection, method)


def ask(url, method, path, headers=(), body=b""):
    """Sends a request as it is, with a Content-Length where there is a body."""
    headers = list(headers)
    if body:
        headers.append(("Content-Length", len(body)))
    return exchange(url, head(url, method, path, headers) + body, method)
