#!/usr/bin/python3
"""Who is told: a webhook receiver over HTTPS, which checks signatures, and a server of e-mail.  Both do wrong on demand.

    tests/receivers.py --port 9000      # by hand: a receiver over plain HTTP that prints what comes
"""

import argparse
import base64
import email
import email.policy
import hashlib
import hmac
import http.server
import ssl
import subprocess
import sys
import threading
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from support import free_port

PATIENCE_S = 60


def certificate(folder):
    """Makes a certificate for this machine, good for itself; returns its path, with the key beside it."""
    path = folder / "receiver.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                    "-keyout", folder / "receiver.key", "-out", path], check=True, capture_output=True)
    path.chmod(0o644)
    return path


def tls_of(path):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(path, path.with_suffix(".key"))
    return tls


def wait_for(what, condition, seconds=PATIENCE_S):
    """Waits until a condition holds; returns what it answers."""
    end = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < end, f"not in {seconds} s: {what}"
        time.sleep(0.02)
    return answer


def signed(secret, headers, body):
    """Tells whether one of the signatures is that of a secret (whsec_...), as the specification has it."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    text = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    right = "v1," + base64.b64encode(hmac.digest(key, text, hashlib.sha256)).decode()
    return right in headers["webhook-signature"].split(" ")


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        """Says nothing where a client hangs up, as it may."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, ssl.SSLError)):
            super().handle_error(request, client_address)


class Webhooks:
    """The receiver, in a thread of its own.

    seen: (path, headers, body, status) of each call, in their order.  answer(path, headers, body): the status, perhaps
    with headers.
    """

    def __init__(self, certificate_path=None, port=0):
        self.seen, self.lock = [], threading.Lock()
        self.answer = lambda path, headers, body: 204
        self.server = _Server(("127.0.0.1", port), self._handler())
        self.port = self.server.server_address[1]
        scheme = "http"
        if certificate_path:
            scheme = "https"
            self.server.socket = tls_of(certificate_path).wrap_socket(self.server.socket, server_side=True,
                                                                     do_handshake_on_connect=False)
        self.url = f"{scheme}://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def at(self, path):
        """What has come there."""
        with self.lock:
            return [call for call in self.seen if call[0] == path]

    def _handler(self):
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                answer = receiver.answer(self.path, headers, body)
                status, extra = answer if isinstance(answer, tuple) else (answer, {})
                with receiver.lock:
                    receiver.seen.append((self.path, headers, body, status))
                self.send_response(status)
                for name, value in ({"Content-Length": "0"} | extra).items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_):
                pass

        return Handler


class _Smtp(SMTP):
    """Says as little of itself as it may."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, ident="receiver", **options)


class Mailboxes:
    """The server of e-mail, in a thread of its own: demands STARTTLS and a sign-in.

    messages: (envelope, message) in their order.  refuse(address): what RCPT is answered with; None: it is taken.
    """

    def __init__(self, certificate_path, user, password):
        self.messages, self.lock = [], threading.Lock()
        self.refuse = lambda address: None
        self.user, self.password = user, password
        tls = tls_of(certificate_path)
        mailboxes = self

        class Server(Controller):
            def factory(self):
                return _Smtp(self.handler, tls_context=tls, require_starttls=True, auth_required=True,
                             authenticator=mailboxes._authenticate)

        self.controller = Server(self, hostname="127.0.0.1", port=free_port())
        self.controller.start()
        self.url = f"smtp://127.0.0.1:{self.controller.port}"

    def stop(self):
        self.controller.stop()

    def _authenticate(self, server, session, envelope, mechanism, data):
        return AuthResult(success=(data.login, data.password) == (self.user.encode(), self.password.encode()))

    async def handle_RCPT(self, server, session, envelope, address, options):
        refusal = self.refuse(address)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        with self.lock:
            self.messages.append((envelope, email.message_from_bytes(envelope.content, policy=email.policy.default)))
        return "250 OK"

    def to(self, address):
        """The messages that came for somebody."""
        with self.lock:
            return [message for envelope, message in self.messages if address in envelope.rcpt_tos]


def main():
    """By hand: prints what webhooks bring, over plain HTTP."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=9000)
    receiver = Webhooks(port=parser.parse_args().port)
    print(receiver.url, flush=True)

    def say(path, headers, body):
        print(path, headers["webhook-id"], body.decode(), flush=True)
        return 204

    receiver.answer = say
    threading.Event().wait()


if __name__ == "__main__":
    main()
