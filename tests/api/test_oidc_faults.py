"""A sign-on service that is away, slow, broken or hostile: nobody is signed in, and nobody else is hurt."""

import socket
import threading
import time

import pytest

from oidc_provider import Key
from sign_on import PATIENCE_MS, SignIn, refused, sign_in
from support import Api


def slow(handler):
    time.sleep(PATIENCE_MS / 1000 * 3)
    handler.close_connection = True


def hang_up(handler):
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


ANSWERS = {
    "slow": (slow, "late"),
    "hung up": (hang_up, "unreachable"),
    "an error of its own": (lambda handler: handler.reply(500, {}), "bad_status"),
    "too many": (lambda handler: handler.reply(429, {}), "bad_status"),
    "endless": (lambda handler: handler.reply(200, b" " * 3_000_000), "too_large"),
    "endless and of unknown length": (lambda handler: endless(handler), "too_large"),
    "somewhere else": (lambda handler: handler.reply(302, b"", Location="http://127.0.0.1:1/"), None),
    "broken": (lambda handler: handler.reply(200, b'{"issuer": "'), None),
    "twice the same": (lambda handler: handler.reply(200, b'{"id_token":"a","id_token":"b","issuer":"a","issuer":"b","keys":[],"keys":[]}'), None),
    "no object": (lambda handler: handler.reply(200, [1]), None),
    "a page": (lambda handler: handler.reply(200, b"<html>", **{"Content-Type": "text/html"}), None),
    "empty": (lambda handler: handler.reply(200, {}), None),
}


def endless(handler):
    handler.send_response(200)
    handler.end_headers()
    handler.close_connection = True
    try:
        while True:
            handler.wfile.write(b" " * 65536)
    except OSError:
        pass


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_token_endpoint_that_answers_wrongly_signs_nobody_in(client, provider, person, sessions, answer):
    reply, reason = ANSWERS[answer]
    provider.answers["/token"] = reply
    before = sessions()
    got = sign_in(client, provider)
    if reason:
        refused(got, reason, 503, "sign_on_unavailable")
    else:
        refused(got, "other" if answer == "somewhere else" else "no_id_token")
    assert sessions() == before


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/jwks"])
@pytest.mark.parametrize("answer", ANSWERS)
def test_a_service_that_describes_itself_wrongly_is_unavailable(client, make_provider, answer, path):
    service = make_provider()
    reply, reason = ANSWERS[answer]
    service.answers[path] = reply
    document = refused(SignIn(client, service).start, reason or ("bad_status" if answer == "somewhere else" else "bad_document"),
                       503, "sign_on_unavailable")
    assert document["title"] == "Hệ thống đăng nhập không trả lời, hãy thử lại sau"


@pytest.mark.parametrize("more", [{"issuer": "http://127.0.0.1:1"}, {"token_endpoint": None}, {"jwks_uri": 7},
                                  {"authorization_endpoint": "javascript:alert(1)"}, {"authorization_endpoint": "http://evil.example/"}])
def test_a_description_that_is_not_that_of_the_service_is_refused(client, make_provider, more):
    service = make_provider()
    service.metadata_more = more
    refused(SignIn(client, service).start, "bad_document", 503, "sign_on_unavailable")


@pytest.mark.parametrize("more, reason", [({"jwks_uri": "file:///etc/passwd"}, "forbidden"), ({"jwks_uri": "http://10.0.0.1/"}, "forbidden")])
def test_addresses_that_may_not_be_asked_are_not(client, make_provider, more, reason):
    service = make_provider()
    service.metadata_more = more
    refused(SignIn(client, service).start, reason, 503, "sign_on_unavailable")


def test_a_wrong_client_secret_is_refused_by_the_service(client, make_provider, sessions):
    service = make_provider(known_secret="another")
    before = sessions()
    refused(sign_in(client, service), "invalid_client")
    assert sessions() == before


def test_a_service_that_is_down_hurts_nobody_else(here, client, make_provider):
    service = make_provider()
    service.stop()
    document = refused(SignIn(client, service).start, "unreachable", 503, "sign_on_unavailable")
    assert document["title"]
    slow_one = make_provider()
    slow_one.answers["/.well-known/openid-configuration"] = slow
    answers = []
    waiting = threading.Thread(target=lambda: answers.append(SignIn(Api(here.url), slow_one).start))
    waiting.start()
    others = 0
    while waiting.is_alive():
        assert client.get("/api/v1/categories").status_code == 200
        others += 1
    waiting.join()
    refused(answers[0], "late", 503, "sign_on_unavailable")
    assert others > 3, "reads went on while the service was waited for"


def test_a_service_that_is_back_is_used_again(client, make_provider, person, provider):
    service = make_provider()
    service.user = provider.user
    service.answers["/jwks"] = hang_up
    refused(SignIn(client, service).start, "unreachable", 503, "sign_on_unavailable")
    service.answers.clear()
    end = time.monotonic() + 60
    while SignIn(client, service).start.status_code == 503:
        assert time.monotonic() < end
        time.sleep(0.1)
    assert sign_in(client, service).status_code == 200


def test_what_is_known_of_a_service_is_asked_once_and_serves_while_its_description_is_away(client, make_provider, person, provider):
    service = make_provider()
    service.user = provider.user
    assert sign_in(client, service).status_code == 200
    service.answers = {"/.well-known/openid-configuration": hang_up, "/jwks": hang_up}
    assert [sign_in(client, service).status_code for _ in range(3)] == [200] * 3
    assert service.seen["/jwks"] == service.seen["/.well-known/openid-configuration"] == 1


def test_new_keys_are_fetched_when_a_token_needs_them_but_not_again_and_again(client, make_provider, person, provider):
    service = make_provider()
    service.user = provider.user
    assert sign_in(client, service).status_code == 200
    service.keys.insert(0, Key("ES256", "second"))
    assert sign_in(client, service).status_code == 200
    assert service.seen["/jwks"] == 2
    service.keys.insert(0, Key("ES256", "third"))
    for _ in range(3):
        refused(sign_in(client, service), "key_unknown")
    assert service.seen["/jwks"] == 2, "at most once a minute"
    del service.keys[0]
    assert sign_in(client, service).status_code == 200, "the keys that are known still serve"


def test_plain_http_is_spoken_only_where_a_setting_allows_it(daemon, provider):
    answer = Api(daemon.url).get(f"/api/v1/session/oidc/{provider.code}", allow_redirects=False)
    refused(answer, "forbidden", 503, "sign_on_unavailable")
