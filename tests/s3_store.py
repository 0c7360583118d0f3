#!/usr/bin/python3
"""A small S3-compatible store on this machine, in memory, which checks every signature (AWS Signature Version 4) and
every digest, and does wrong on demand.

    tests/s3_store.py --port 9000 --bucket pakn --key pakn --secret s3cret
"""

import argparse
import hashlib
import hmac
import http.server
import re
import sys
import threading
import time

AUTHORIZATION = re.compile(r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/s3/aws4_request, ?"
                           r"SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})")

# What a store may answer to everything, and how else it may behave.
REFUSALS = {"busy": (503, "SlowDown"), "broken": (500, "InternalError"), "denied": (403, "AccessDenied"), "skewed": (403, "RequestTimeTooSkewed"),
            "unknown": (403, "InvalidAccessKeyId"), "elsewhere": (301, "PermanentRedirect"), "empty": (404, "NoSuchBucket")}
MANNERS = ("silent", "slow", "torn", "endless", "garbled", "closing")


def signature(secret, method, path, headers, signed, date, region):
    """What a request must be signed with."""
    lines = [f"{name}:{' '.join(headers[name].split())}\n" for name in signed]
    canonical = "\n".join([method, path, "", "".join(lines), ";".join(signed), headers["x-amz-content-sha256"]])
    scope = f"{date}/{region}/s3/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = ("AWS4" + secret).encode()
    for part in (date, region, "s3", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.new(key, text.encode(), "sha256").hexdigest()


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """Says nothing where a client hangs up, as it may."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Store:
    """The store, in a thread of its own.

    objects: {path below the bucket: bytes}.  seen: (method, path, status), in their order.  fault: one of REFUSALS or MANNERS, or
    None.  turns: faults of the next files that are sent, each for one.  never: ends of names that are never taken.  lacks: methods
    that the key has no right to.
    """

    def __init__(self, port=0, bucket="pakn", key="pakn", secret="s3cret", region="us-east-1"):
        self.bucket, self.key, self.secret, self.region = bucket, key, secret, region
        self.objects, self.seen, self.fault, self.turns, self.never, self.lacks = {}, [], None, [], set(), set()
        self.server = Server(("127.0.0.1", port), self._handler())
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/{bucket}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def refusal(self, method, path, headers, body):
        """Says why a request is refused; None: it is not."""
        found = AUTHORIZATION.fullmatch(headers.get("authorization", ""))
        if not found or not {"host", "x-amz-content-sha256", "x-amz-date"} <= set(found[4].split(";")):
            return "AccessDenied"
        key, date, region, signed, given = found.groups()
        if (key, region) != (self.key, self.region) or headers["x-amz-date"][:8] != date:
            return "InvalidAccessKeyId"
        if not hmac.compare_digest(given, signature(self.secret, method, path, headers, signed.split(";"), date, region)):
            return "SignatureDoesNotMatch"
        if hashlib.sha256(body).hexdigest() != headers["x-amz-content-sha256"]:
            return "XAmzContentSHA256Mismatch"
        return None

    def answer(self, method, path, headers, body, fault):
        """Does what is asked for; returns the status and the body."""
        name = path.removeprefix(f"/{self.bucket}/")
        status, code = REFUSALS.get(fault) or (403, self.refusal(method, path, headers, body))
        if not code and not path.startswith(f"/{self.bucket}/"):
            status, code = 404, "NoSuchBucket"
        if not code and (method in self.lacks or (method == "PUT" and name[-64:] in self.never)):
            code = "AccessDenied"
        if code:
            return status, f"<Error><Code>{code}</Code></Error>".encode()
        if method == "PUT":
            self.objects[name] = body
            return 200, b""
        if method == "DELETE":
            self.objects.pop(name, None)
            return 204, b""
        if name not in self.objects:
            return 404, b"<Error><Code>NoSuchKey</Code></Error>"
        return 200, self.objects[name]

    def _handler(self):
        store = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                length = int(self.headers.get("Content-Length", 0))
                body = self.rfile.read(length)
                if len(body) < length:  # the client has left
                    self.close_connection = True
                    return
                headers = {name.lower(): value for name, value in self.headers.items()}
                fault = store.turns.pop(0) if store.turns and self.command == "PUT" else store.fault
                status, answer = store.answer(self.command, self.path, headers, body, fault)
                store.seen.append((self.command, self.path, status))
                self.close_connection = fault in MANNERS
                getattr(self, f"_{fault}", self._well)(status, answer)

            do_PUT = do_DELETE = do_GET

            def _well(self, status, answer, further=0):
                self.send_response(status)
                if status != 204:
                    self.send_header("Content-Length", str(len(answer) + further))
                self.end_headers()
                self.wfile.write(answer)

            def _silent(self, *_):
                self.connection.recv(1)  # until the client leaves

            def _slow(self, status, answer):
                self._well(status, b"", 1000)
                while True:
                    self.wfile.write(b"x")
                    time.sleep(0.1)

            def _torn(self, status, answer):
                self._well(status, answer[:len(answer) // 2], 1000)

            def _endless(self, status, answer):
                self.send_response(status)
                self.end_headers()
                while True:
                    self.wfile.write(b"x" * 65536)

            def _garbled(self, *_):
                self.wfile.write(b"\0" * 100)

            def _closing(self, *_):
                pass

            def log_message(self, *_):
                pass

        return Handler


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=9000)
    for name, fallback in (("bucket", "pakn"), ("key", "pakn"), ("secret", "s3cret"), ("region", "us-east-1")):
        parser.add_argument("--" + name, default=fallback)
    store = Store(**vars(parser.parse_args()))
    print(store.url, flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
