"""Signing in with a password, and the second factor."""

import re

from support import Api
from work import code_of, settled


def begin(daemon, username, password, status=201):
    """Signs in; returns the client with its token, and the answer's body."""
    client = Api(daemon.url)
    answer = client.post("/api/v1/session", json={"username": username, "password": password})
    assert answer.status_code == status, answer.text
    client.password = password
    client.headers["Authorization"] = "Bearer " + answer.json()["token"]
    return client, answer.json()


def try_to(api, username, password="wrong password"):
    return api.post("/api/v1/session", json={"username": username, "password": password})


def enrol(client, steps=-1):
    """Makes an authenticator known; returns its secret and the recovery codes."""
    settled()
    answer = client.post("/api/v1/session/totp", json={"password": client.password})
    assert answer.status_code == 201, answer.text
    secret = answer.json()["secret"]
    assert re.fullmatch(r"otpauth://totp/[^?]+\?secret=" + secret + r"&issuer=[^&]+&algorithm=SHA1&digits=6&period=30", answer.json()["uri"])
    answer = client.post("/api/v1/session/totp/confirm", json={"code": code_of(secret, steps)})
    assert answer.status_code == 200, answer.text
    codes = answer.json()["recovery_codes"]
    assert len(set(codes)) == 10 and all(re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", code) for code in codes)
    return secret, codes
