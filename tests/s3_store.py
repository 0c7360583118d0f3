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

AUTHORIZATION = re.compile(r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/s3/aws4_request, ?"
                           r"SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})")


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

    objects: {path below the bucket: bytes}.  seen: (method, path, status), in their order.  down: answers 503 to everything.
    """

    def __init__(self, port=0, bucket="pakn", key="pakn", secret="s3cret", region="us-east-1"):
        self.bucket, self.key, self.secret, self.region = bucket, key, secret, region
        self.objects, self.seen, self.down = {}, [], False
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

    def answer(self, method, path, headers, body):
        """Does what is asked for; returns the status and the body."""
        if self.down:
            return 503, b"<Error><Code>SlowDown</Code></Error>"
        refused = self.refusal(method, path, headers, body)
        if refused or not path.startswith(f"/{self.bucket}/"):
            return 403, f"<Error><Code>{refused}</Code></Error>".encode()
        name = path.removeprefix(f"/{self.bucket}/")
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
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                status, answer = store.answer(self.command, self.path, headers, body)
                store.seen.append((self.command, self.path, status))
                self.send_response(status)
                if status != 204:
                    self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_PUT = do_DELETE = do_GET

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
