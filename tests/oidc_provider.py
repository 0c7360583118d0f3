#!/usr/bin/python3
"""A small sign-on service (OpenID Connect provider) on this machine, with real keys and real HTTP, which signs in
whomever it is told to without asking, and does wrong on demand.

    tests/oidc_provider.py --port 9090 --client pakn --secret s3cret --user lan

Discovery, keys, authorization code with PKCE (S256 is demanded), client_secret_basic, client_secret_post or a public
client; codes are good once.
"""

import argparse
import base64
import hashlib
import hmac
import http.server
import json
import secrets
import sys
import threading
import time
import urllib.parse

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def b64_int(number, size=None):
    return b64(number.to_bytes(size or (number.bit_length() + 7) // 8, "big"))


class Key:
    """A key pair and how it signs."""

    MAKERS = {"RS256": lambda: rsa.generate_private_key(65537, 2048), "PS256": lambda: rsa.generate_private_key(65537, 2048),
              "ES256": lambda: ec.generate_private_key(ec.SECP256R1()), "EdDSA": ed25519.Ed25519PrivateKey.generate}

    def __init__(self, algorithm, kid):
        self.algorithm, self.kid, self.private = algorithm, kid, self.MAKERS[algorithm]()

    def jwk(self):
        public = self.private.public_key()
        if isinstance(public, rsa.RSAPublicKey):
            numbers = public.public_numbers()
            parts = {"kty": "RSA", "n": b64_int(numbers.n), "e": b64_int(numbers.e)}
        elif isinstance(public, ec.EllipticCurvePublicKey):
            numbers = public.public_numbers()
            parts = {"kty": "EC", "crv": "P-256", "x": b64_int(numbers.x, 32), "y": b64_int(numbers.y, 32)}
        else:
            raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
            parts = {"kty": "OKP", "crv": "Ed25519", "x": b64(raw)}
        return parts | {"kid": self.kid, "use": "sig", "alg": self.algorithm}

    def pem(self):
        return self.private.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)

    def sign(self, data):
        if self.algorithm == "RS256":
            return self.private.sign(data, padding.PKCS1v15(), hashes.SHA256())
        if self.algorithm == "PS256":
            return self.private.sign(data, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
        if self.algorithm == "ES256":
            r, s = utils.decode_dss_signature(self.private.sign(data, ec.ECDSA(hashes.SHA256())))
            return r.to_bytes(32, "big") + s.to_bytes(32, "big")
        return self.private.sign(data)


class Token:
    """An ID token before it is signed.  A test changes what it likes: sign() makes the third part of the first two."""

    def __init__(self, header, claims, key):
        self.header, self.claims, self.key = header, claims, key
        self.sign = key.sign

    def text(self):
        parts = [part if isinstance(part, bytes) else json.dumps(part).encode() for part in (self.header, self.claims)]
        signed = ".".join(b64(part) for part in parts)
        return signed + "." + b64(self.sign(signed.encode()))


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """Says nothing where a client hangs up, as it may."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Provider:
    """The service, in a thread of its own.

    user: claims of who signs in.  spoil: called with each Token before it is signed.  answers: {path: callable(handler)} that
    answer in place of what the path does.  seen: requests by path.
    """

    def __init__(self, port=0, client="pakn", secret=None, algorithm="RS256"):
        self.client, self.secret, self.user = client, secret, {"sub": "1", "preferred_username": "lan"}
        self.keys = [Key(algorithm, "first")]
        self.spoil, self.answers, self.seen, self.codes = None, {}, {}, {}
        self.methods = ["client_secret_basic", "client_secret_post", "none"]
        self.metadata_more = {}
        self.server = Server(("127.0.0.1", port), self._handler())
        self.port = self.server.server_address[1]
        self.issuer = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def metadata(self):
        return {"issuer": self.issuer, "authorization_endpoint": self.issuer + "/authorize", "token_endpoint": self.issuer + "/token",
                "jwks_uri": self.issuer + "/jwks", "response_types_supported": ["code"], "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": [key.algorithm for key in self.keys],
                "token_endpoint_auth_methods_supported": self.methods, "code_challenge_methods_supported": ["S256"],
                "authorization_response_iss_parameter_supported": True} | self.metadata_more

    def authorize(self, query):
        """Gives a code; returns where the browser is sent."""
        assert query["response_type"] == "code" and query["client_id"] == self.client and "openid" in query["scope"].split()
        assert query["code_challenge_method"] == "S256" and len(query["code_challenge"]) == 43 and len(query["nonce"]) >= 32
        code = secrets.token_urlsafe(24)
        self.codes[code] = query | {"user": dict(self.user)}
        return query["redirect_uri"] + "?" + urllib.parse.urlencode(
            {"code": code, "state": query["state"], "iss": self.issuer, "session_state": "x.y"})

    def authenticated(self, form, authorization):
        """Tells whether the client is who it says, by the one way that it may use."""
        if authorization:
            user, _, password = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
            known = "client_secret_basic" in self.methods and "client_secret" not in form and "client_id" not in form
            return known and (urllib.parse.unquote_plus(user), urllib.parse.unquote_plus(password)) == (self.client, self.secret)
        if form.get("client_id") != self.client:
            return False
        if self.secret is None:
            return "client_secret" not in form
        return "client_secret_post" in self.methods and hmac.compare_digest(form.get("client_secret", ""), self.secret)

    def token(self, form, authorization):
        """Gives a token for a code; returns status and document."""
        if not self.authenticated(form, authorization):
            return 401, {"error": "invalid_client"}
        asked = self.codes.pop(form.get("code"), None)
        proof = b64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if asked is None or form["redirect_uri"] != asked["redirect_uri"] or proof != asked["code_challenge"]:
            return 400, {"error": "invalid_grant", "error_description": "no such code"}
        now = int(time.time())
        key = self.keys[0]
        token = Token({"alg": key.algorithm, "typ": "JWT", "kid": key.kid},
                      {"iss": self.issuer, "aud": self.client, "iat": now, "exp": now + 300, "nonce": asked["nonce"]} | asked["user"], key)
        if self.spoil:
            self.spoil(token)
        return 200, {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "expires_in": 300, "id_token": token.text()}

    def _handler(self):
        provider = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *arguments):
                pass

            def reply(self, status, body=b"", **headers):
                body = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                for name, value in ({"Content-Type": "application/json", "Content-Length": len(body)} | headers).items():
                    self.send_header(name, str(value))
                self.end_headers()
                self.wfile.write(body)

            def serve(self, form=None):
                url = urllib.parse.urlsplit(self.path)
                provider.seen[url.path] = provider.seen.get(url.path, 0) + 1
                if url.path in provider.answers:
                    return provider.answers[url.path](self)
                if url.path == "/.well-known/openid-configuration":
                    return self.reply(200, provider.metadata())
                if url.path == "/jwks":
                    return self.reply(200, {"keys": [key.jwk() for key in provider.keys]})
                if url.path == "/authorize" and form is None:
                    return self.reply(303, Location=provider.authorize(dict(urllib.parse.parse_qsl(url.query))))
                if url.path == "/token" and form is not None:
                    return self.reply(*provider.token(form, self.headers.get("Authorization")))
                return self.reply(404)

            def do_GET(self):
                self.serve()

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self.serve(dict(urllib.parse.parse_qsl(body, strict_parsing=True)))

        return Handler


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=9090)
    parser.add_argument("--client", default="pakn")
    parser.add_argument("--secret")
    parser.add_argument("--user", default="lan", help="preferred_username of who signs in")
    options = parser.parse_args()
    provider = Provider(options.port, options.client, options.secret)
    provider.user = {"sub": "f:" + options.user, "preferred_username": options.user}
    print(f"issuer {provider.issuer}", flush=True)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        provider.stop()


if __name__ == "__main__":
    main()
