"""Signing in through a sign-on service of the province, as a browser does it."""

import re
import urllib.parse

from support import Api
from work import problem_of

COOKIE = "__Host-pakn-oidc"
PATIENCE_MS = 2000  # of the daemon with a sign-on service that does wrong (test_oidc_faults.py)


class SignIn:
    """A sign-in as a browser does it: out to the service, and back."""

    def __init__(self, client, provider, cookie=None, **parameters):
        self.client = client
        headers = {"Cookie": f"a=b; {COOKIE}={cookie}; c=d"} if cookie else {}
        self.start = client.get(f"/api/v1/session/oidc/{provider.code}", params=parameters, headers=headers, allow_redirects=False)
        if self.start.status_code == 303:
            self.location = self.start.headers["Location"]
            self.query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.location).query))
            self.cookie = re.match(COOKIE + "=([^;]+)", self.start.headers["Set-Cookie"])[1]

    def go(self):
        """Lets the service send the browser back; returns the parameters."""
        answer = Api(self.location).get(self.location, allow_redirects=False)
        assert answer.status_code == 303, answer.text
        self.back = urllib.parse.urlsplit(answer.headers["Location"])
        return dict(urllib.parse.parse_qsl(self.back.query))

    def finish(self, parameters, path=None, cookie=None):
        cookie = self.cookie if cookie is None else cookie
        return self.client.get(path or self.back.path, params=parameters, headers={"Cookie": f"{COOKIE}={cookie}"} if cookie else {})

    def whole(self):
        return self.finish(self.go())


def sign_in(client, provider, **parameters):
    attempt = SignIn(client, provider, **parameters)
    assert attempt.start.status_code == 303, attempt.start.text
    return attempt.whole()


def signed_in(here, answer):
    """A client with the session that an answer gave."""
    assert answer.status_code == 200, answer.text
    session = Api(here.url)
    session.headers["Authorization"] = "Bearer " + answer.json()["token"]
    return session


def refused(answer, reason, status=401, code="sign_on_refused"):
    document = problem_of(answer, status, code)
    assert document["reason"] == reason, document
    return document
