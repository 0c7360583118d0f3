"""Signing in through a sign-on service of the province: tests/oidc_provider.py is the service, over real HTTP."""

import hashlib
import hmac
import json
import re
import time

import pytest

from oidc_provider import Key
from sign_on import COOKIE, SignIn, refused, sign_in, signed_in
from support import TENANT
from work import problem_of

REPORT = {"category": "HTGT", "description": "Mặt đường sụt lún rất sâu", "area_code": "09187"}


# What goes well.

def test_the_services_of_a_province_are_listed_in_both_languages(here, client, provider):
    for lang, name in (("vi", "Đăng nhập của tỉnh"), ("en", "The province's sign-on")):
        items = client.get("/api/v1/session/oidc", headers={"Accept-Language": lang}).json()["items"]
        assert {"code": provider.code, "name": name, "audience": "staff", "url": f"/api/v1/session/oidc/{provider.code}"} in items


def test_the_browser_is_sent_out_with_state_nonce_and_challenge(here, client, provider, db):
    first, second = SignIn(client, provider), SignIn(client, provider)
    assert first.location.startswith(provider.issuer + "/authorize?")
    assert first.query["redirect_uri"] == f"{here.url}/api/v1/session/oidc/{provider.code}/callback"
    assert (first.query["response_type"], first.query["scope"], first.query["client_id"]) == ("code", "openid profile", "pakn")
    for name in ("state", "nonce", "code_challenge"):
        assert re.fullmatch("[A-Za-z0-9_-]{43}", first.query[name]) and first.query[name] != second.query[name]
    attributes = first.start.headers["Set-Cookie"].split("; ")[1:]
    assert set(attributes) == {"Path=/", "Secure", "HttpOnly", "SameSite=Lax", "Max-Age=600"}
    assert first.start.headers["Cache-Control"] == "no-store" and first.start.content == b""
    cursor = db.cursor()
    cursor.execute("select l::text from pakn.oidc_login l")
    stored = " ".join(row for row, in cursor.fetchall())
    assert hashlib.sha256(first.query["state"].encode()).hexdigest() in stored
    for secret in (first.query["state"], first.query["nonce"], first.cookie):
        assert secret not in stored


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256", "EdDSA"])
def test_staff_sign_in_with_every_algorithm_and_use_their_queue(here, client, make_provider, add_account, algorithm):
    service = make_provider(algorithm=algorithm)
    username, _ = add_account("staff", "UB09187")
    service.user = {"sub": "7", "preferred_username": username.upper()}
    answer = sign_in(client, service, **{"return": "/ban-lam-viec?tab=1"})
    body = answer.json()
    assert body["staff"]["username"] == username and body["staff"]["agency"]["code"] == "UB09187"
    assert body["return"] == "/ban-lam-viec?tab=1" and body["expires_at"]
    session = signed_in(here, answer)
    assert session.get("/api/v1/queue").status_code == 200
    assert session.delete("/api/v1/session").status_code == 204
    problem_of(session.get("/api/v1/queue"), 401, "unauthenticated")


@pytest.mark.parametrize("methods, secret", [(["client_secret_basic"], "a:b/c?+ %"), (["client_secret_post"], "a:b/c?+ %"),
                                             (["private_key_jwt", "client_secret_post"], "x"), (["none"], None)])
def test_the_client_proves_itself_in_the_way_that_the_service_takes(here, client, make_provider, add_account, methods, secret):
    service = make_provider(secret=secret)
    service.methods = methods
    username, _ = add_account("staff", "UB09187")
    service.user = {"sub": "7", "preferred_username": username}
    signed_in(here, sign_in(client, service))


def test_a_token_for_several_audiences_that_was_given_to_us_is_accepted(here, client, provider, person):
    provider.spoil = lambda token: token.claims.update(aud=["account", "pakn"], azp="pakn")
    signed_in(here, sign_in(client, provider))


def test_unknown_parameters_of_the_answer_are_ignored(here, client, provider, person):
    attempt = SignIn(client, provider)
    signed_in(here, attempt.finish(attempt.go() | {"session_state": "a.b", "scope": "openid", "prompt": "x"}))


def test_out_and_back_answer_as_the_document_says(client, provider, person):
    paths = client.get("/openapi.json").json()["paths"]
    attempt = SignIn(client, provider)
    answers = {"/api/v1/session/oidc/{provider}": attempt.start, "/api/v1/session/oidc/{provider}/callback": attempt.whole()}
    for path, answer in answers.items():
        response = paths[path]["get"]["responses"][str(answer.status_code)]
        assert answer.headers.get("Content-Type") == next(iter(response.get("content", {})), None)


def test_two_windows_of_one_browser_sign_in_side_by_side(here, client, provider, person):
    first = SignIn(client, provider)
    second = SignIn(client, provider, cookie=first.cookie)
    assert second.cookie == first.cookie and second.query["nonce"] != first.query["nonce"]
    for attempt in (first, second):
        signed_in(here, attempt.whole())


# What a token may not be.

def none(token):
    token.header = {"alg": "none"}
    token.sign = lambda data: b""


def hmac_with_public_key(form):
    def spoil(token):
        key = {"pem": token.key.pem, "jwk": lambda: json.dumps(token.key.jwk()).encode()}[form]()
        token.header["alg"] = "HS256"
        token.sign = lambda data: hmac.new(key, data, hashlib.sha256).digest()
    return spoil


ANOTHER = Key("RS256", "first")


def signed_by_another(token):
    token.sign = ANOTHER.sign


def own_key(member):
    def spoil(token):
        token.header[member] = {"jwk": ANOTHER.jwk(), "jku": "http://127.0.0.1:1/jwks", "x5u": "http://127.0.0.1:1/x", "x5c": ["AA=="]}[member]
        token.sign = ANOTHER.sign
    return spoil


def header(**members):
    return lambda token: token.header.update(members)


def claims(**members):
    return lambda token: token.claims.update(members)


def without(name):
    return lambda token: token.claims.pop(name)


def no_kid(token):
    del token.header["kid"]


def twice(token):
    """exp, once past and once to come."""
    token.claims = json.dumps(token.claims).replace('"exp"', '"exp": 1, "exp"').encode()


NOW = int(time.time())
TOKENS = {
    "alg none": (none, "unsigned_token"),
    "HS256 with the public key as PEM": (hmac_with_public_key("pem"), "symmetric"),
    "HS256 with the public key as JWK": (hmac_with_public_key("jwk"), "symmetric"),
    "signed by another key": (signed_by_another, "bad_signature"),
    "not signed though it says so": (lambda token: setattr(token, "sign", lambda data: b""), "bad_signature"),
    "another algorithm of the same key": (header(alg="PS256"), "key_mismatch"),
    "an algorithm of another kind of key": (header(alg="ES256"), "key_mismatch"),
    "an algorithm that is not allowed": (header(alg="RS512"), "algorithm_not_allowed"),
    "its own key": (own_key("jwk"), "key_in_token"),
    "the address of its key": (own_key("jku"), "key_in_token"),
    "the address of its certificate": (own_key("x5u"), "key_in_token"),
    "its own certificate": (own_key("x5c"), "key_in_token"),
    "an extension": (header(crit=["b64"], b64=False), "critical_extension"),
    "an access token": (header(typ="at+jwt"), "wrong_type"),
    "a key that nobody knows": (header(kid="../../etc/passwd"), "key_unknown"),
    "a claim twice": (twice, "bad_claims"),
    "claims that are no object": (lambda token: setattr(token, "claims", b"[]"), "bad_claims"),
    "expired": (claims(exp=NOW - 3600), "expired"),
    "without an end": (without("exp"), "claim_missing"),
    "an end in words": (claims(exp="2099-01-01"), "claim_type"),
    "not yet": (claims(nbf=NOW + 3600), "not_yet"),
    "issued in the future": (claims(iat=NOW + 3600), "issued_later"),
    "another issuer": (claims(iss="http://127.0.0.1:1"), "wrong_issuer"),
    "another client": (claims(aud="other"), "wrong_audience"),
    "several clients, none of them named": (claims(aud=["pakn", "other"]), "wrong_party"),
    "given to another client": (claims(azp="other"), "wrong_party"),
    "another nonce": (claims(nonce="A" * 43), "wrong_nonce"),
    "no nonce": (without("nonce"), "nonce_missing"),
    "nobody": (without("sub"), "claim_missing"),
    "somebody endless": (claims(sub="x" * 256), "claim_type"),
    "no token at all": (lambda token: setattr(token, "text", lambda: "token"), "malformed"),
    "a fourth part": (lambda token: setattr(token, "text", lambda text=token.text: text() + ".AA"), "malformed"),
    "endless": (claims(filler="x" * 40000), "malformed"),
}


@pytest.mark.parametrize("what", TOKENS)
def test_a_token_is_refused_that_is(client, provider, person, sessions, what):
    spoil, reason = TOKENS[what]
    provider.spoil = spoil
    before = sessions()
    refused(sign_in(client, provider), reason)
    assert sessions() == before
    provider.spoil = None
    assert sign_in(client, provider).status_code == 200, "the same person with a good token"


def test_a_token_without_kid_is_refused_where_there_are_several_keys(client, make_provider, person, provider, sessions):
    service = make_provider()
    service.user = provider.user
    service.spoil = no_kid
    assert sign_in(client, service).status_code == 200, "one key needs no name"
    several = make_provider()
    several.user, several.spoil = provider.user, no_kid
    several.keys.append(Key("ES256", "second"))
    before = sessions()
    refused(sign_in(client, several), "key_id_missing")
    assert sessions() == before


# State, cookie and code.

def test_a_sign_in_comes_back_once_only(client, provider, person, sessions):
    attempt = SignIn(client, provider)
    parameters = attempt.go()
    assert attempt.finish(parameters).status_code == 200
    before = sessions()
    problem_of(attempt.finish(parameters), 400, "sign_on_expired")
    assert sessions() == before


def test_another_browser_cannot_finish_a_sign_in(client, provider, person, sessions):
    """Login CSRF: somebody's own code in a link for somebody else."""
    attempt, other = SignIn(client, provider), SignIn(client, provider)
    parameters, before = attempt.go(), sessions()
    problem_of(attempt.finish(parameters, cookie=other.cookie), 400, "sign_on_expired")
    refused(attempt.finish(parameters, cookie=""), "no_cookie", 400, "sign_on_expired")
    refused(attempt.finish(parameters, cookie="short"), "no_cookie", 400, "sign_on_expired")
    problem_of(attempt.finish(parameters | {"state": other.query["state"]}), 400, "sign_on_expired")
    problem_of(attempt.finish(parameters | {"state": "A" * 43}), 400, "sign_on_expired")
    assert sessions() == before
    assert attempt.finish(parameters).status_code == 200, "its own browser still can"


def test_a_code_of_another_sign_in_gives_nothing(client, provider, person, sessions):
    """Code injection: PKCE ties a code to the browser that asked for it."""
    mine, stolen = SignIn(client, provider), SignIn(client, provider)
    parameters, theirs, before = mine.go(), stolen.go(), sessions()
    refused(mine.finish(parameters | {"code": theirs["code"]}), "invalid_grant")
    assert sessions() == before


def test_an_answer_of_one_service_is_none_of_another(client, provider, make_provider, person, sessions):
    """Mix-up: state, path and iss each name the service."""
    other = make_provider()
    attempt = SignIn(client, provider)
    parameters, before = attempt.go(), sessions()
    problem_of(attempt.finish(parameters, path=f"/api/v1/session/oidc/{other.code}/callback"), 400, "sign_on_expired")
    refused(attempt.finish(parameters | {"iss": other.issuer}), "wrong_sender")
    again = SignIn(client, provider)
    parameters = again.go()
    del parameters["iss"]
    refused(again.finish(parameters), "no_sender")
    assert sessions() == before


def test_a_sign_in_is_over_after_ten_minutes(client, provider, person, db, sessions):
    attempt = SignIn(client, provider)
    parameters = attempt.go()
    cursor = db.cursor()
    cursor.execute("update pakn.oidc_login set expires_at = now() where expires_at > now() + interval '9 minutes'")
    assert cursor.rowcount >= 1
    before = sessions()
    problem_of(attempt.finish(parameters), 400, "sign_on_expired")
    assert sessions() == before


@pytest.mark.parametrize("error, reason", [("access_denied", "access_denied"), ("login_required", "login_required"),
                                           ('x","token":"1', "other"), ("<script>", "other"), ("A" * 400, "other")])
def test_what_the_service_refuses_is_told_plainly(client, provider, person, error, reason):
    attempt = SignIn(client, provider)
    attempt.go()
    document = refused(attempt.finish({"error": error, "state": attempt.query["state"], "iss": provider.issuer,
                                       "error_description": "x"}), reason, 403, "sign_on_denied")
    assert "<" not in json.dumps(document) and "token" not in document


def test_an_answer_without_code_or_state_is_refused(client, provider, person):
    attempt = SignIn(client, provider)
    parameters = attempt.go()
    del parameters["code"]
    refused(attempt.finish(parameters), "no_code")
    errors = problem_of(attempt.finish({"code": "x"}), 422, "invalid")["errors"]
    assert errors[0]["pointer"] == "?state"


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/a b", "/a\nb", '/"', "/đường",
                                  "javascript:alert(1)", "/" + "a" * 500])
def test_only_a_path_of_this_service_may_be_returned_to(client, provider, path):
    errors = problem_of(SignIn(client, provider, **{"return": path}).start, 422, "invalid")["errors"]
    assert errors[0]["pointer"] == "?return" and errors[0]["detail"]


def test_an_unknown_service_is_not_found(client, provider):
    for code in ("nobody", "A%20b", "x" * 100):
        problem_of(client.get(f"/api/v1/session/oidc/{code}"), 404, "unknown_provider")
    problem_of(client.get("/api/v1/session/oidc/nobody/callback", params={"state": "A" * 43}, headers={"Cookie": f"{COOKIE}={'A' * 43}"}),
               400, "sign_on_expired")


# Accounts.

def test_who_has_no_account_is_told_what_to_tell_the_administrator(client, provider, person, sessions):
    provider.user = {"sub": "stranger-1", "preferred_username": "khong.ai.ca"}
    before = sessions()
    assert problem_of(sign_in(client, provider), 403, "no_account")["subject"] == "stranger-1"
    assert sessions() == before


def test_a_locked_account_cannot_sign_in_and_its_sessions_end(here, client, provider, person):
    session = signed_in(here, sign_in(client, provider))
    here.command("user", "lock", "--tenant", TENANT, "--username", person)
    problem_of(session.get("/api/v1/queue"), 401, "unauthenticated")
    problem_of(sign_in(client, provider), 403, "no_account")


def test_an_account_stays_with_the_person_who_had_it_first(here, client, provider, person):
    """A user name that the service gives to somebody else does not bring the account along."""
    signed_in(here, sign_in(client, provider))
    first = provider.user
    provider.user = {"sub": "successor", "preferred_username": person}
    problem_of(sign_in(client, provider), 403, "no_account")
    provider.user = {"sub": first["sub"], "preferred_username": "a.new.name"}
    assert signed_in(here, sign_in(client, provider)).get("/api/v1/queue").status_code == 200


def test_without_a_trusted_claim_only_linked_people_get_in(here, client, make_provider, add_account):
    service = make_provider(account_claim=None)
    username, _ = add_account("staff", "UB09187")
    arguments = ["--tenant", TENANT, "--provider", service.code, "--username", username]
    service.user = {"sub": "u-17", "preferred_username": username}
    problem_of(sign_in(client, service), 403, "no_account")
    here.command("oidc", "link", *arguments, "--subject", "u-17")
    session = signed_in(here, sign_in(client, service))
    assert session.get("/api/v1/queue").status_code == 200
    here.command("oidc", "unlink", *arguments)
    problem_of(session.get("/api/v1/queue"), 401, "unauthenticated")
    problem_of(sign_in(client, service), 403, "no_account")


def test_a_service_that_is_removed_takes_its_sessions_along_and_no_others(here, client, make_provider, person, provider):
    service = make_provider()
    service.user = dict(provider.user)
    kept, lost = signed_in(here, sign_in(client, provider)), signed_in(here, sign_in(client, service))
    under_way = SignIn(client, service)
    parameters = under_way.go()
    assert "1 of its sessions ended" in here.command("oidc", "remove", "--tenant", TENANT, "--provider", service.code)
    problem_of(lost.get("/api/v1/queue"), 401, "unauthenticated")
    assert kept.get("/api/v1/queue").status_code == 200
    problem_of(under_way.finish(parameters), 404, "unknown_provider")
    problem_of(SignIn(client, service).start, 404, "unknown_provider")
    assert service.code not in client.get("/api/v1/session/oidc").text


# Citizens.

def test_a_citizen_reports_under_a_hash_of_who_they_are(here, client, make_provider, db):
    service = make_provider(audience="citizen", account_claim=None)
    service.user = {"sub": "001099012345", "name": "Nguyễn Văn Kín"}
    answer = sign_in(client, service)
    assert answer.json()["citizen"] == {"provider": service.code} and answer.json()["token"].startswith("pkc_24_")
    session = signed_in(here, answer)
    first = session.post("/api/v1/reports", json=REPORT, headers={"Idempotency-Key": "một".encode().hex()})
    again = session.post("/api/v1/reports", json=REPORT, headers={"Idempotency-Key": "một".encode().hex()})
    other_day = signed_in(here, sign_in(client, service)).post("/api/v1/reports", json=REPORT)
    service.user = {"sub": "001099012346"}
    neighbour = signed_in(here, sign_in(client, service)).post("/api/v1/reports", json=REPORT)
    assert [a.status_code for a in (first, again, other_day, neighbour)] == [201] * 4
    assert first.json() == again.json() and again.headers["Idempotency-Replayed"] == "true"
    cursor = db.cursor()
    persons = []
    for report in (first, other_day, neighbour):
        cursor.execute("select encode(s.person, 'hex'), r.channel_id, s::text || r::text from pakn.report_sender s"
                       " join pakn.report r using (tenant_id, report_id) where s.report_id = %s", (report.json()["id"],))
        [(person, channel, text)] = cursor.fetchall()
        assert len(person) == 64 and channel == 2 and "0010990123" not in text and "Kín" not in text
        persons.append(person)
    assert persons[0] == persons[1] != persons[2]
    for path in ("/api/v1/queue", f"/api/v1/cases/{first.json()['id']}"):
        problem_of(session.get(path), 403, "forbidden")
    assert session.delete("/api/v1/session").status_code == 204
    problem_of(session.post("/api/v1/reports", json=REPORT), 401, "unauthenticated")


def test_nothing_of_a_citizens_identity_is_kept_in_the_clear(here, client, make_provider, db):
    service = make_provider(audience="citizen", account_claim=None)
    service.user = {"sub": "canary-subject-5521", "name": "Canary Name 5521", "email": "canary5521@example.vn"}
    answer = sign_in(client, service)
    signed_in(here, answer).post("/api/v1/reports", json=REPORT)
    cursor = db.cursor()
    for table in ("credential", "report_sender", "oidc_login", "oidc_link", "report", "operation"):
        cursor.execute(f"select count(*) from pakn.{table} t where t::text ilike '%canary%5521%'")
        assert cursor.fetchone() == (0,), table
    log = here.log_text(10**6)
    for secret in ("subject-5521", "Name 5521", "canary5521", answer.json()["token"], service.secret):
        assert secret not in log


def test_codes_tokens_and_states_are_not_logged(here, client, provider, person):
    seen = []
    provider.spoil = lambda token: (token.header.update(alg="none"), seen.append(token))
    attempt = SignIn(client, provider)
    parameters = attempt.go()
    refused(attempt.finish(parameters), "unsigned_token")
    log = here.log_text(10**6)
    assert "unsigned_token" in log
    for secret in (parameters["code"], parameters["state"], attempt.cookie, attempt.query["nonce"], seen[0].text()):
        assert secret not in log
