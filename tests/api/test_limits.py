"""Fair use: what one address, one session, one key and one phone may ask for, how guessing codes is slowed, and whose
address it is behind a proxy.  The daemon of these tests is strict; each test comes from addresses of its own, by a
header that the daemon believes."""

import base64
import collections
import concurrent.futures
import hashlib
import itertools
import json
import re
import secrets
import time

import pytest
import requests

from support import TENANT, Api
from test_gateway import Gateway
from test_kannel import Kannel
from work import problem_of

REPORT = {"category": "HTGT", "description": "Đèn đường trước chợ không sáng", "area_code": "09187"}
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
READS, WRITES, OF_SESSION, OF_KEY, OF_PHONE, FLAGS, MISSES, ALARM = 40, 6, 8, 10, 3, 5, 4, 30
LIMITS = {"address_read": READS, "address_write": WRITES, "session_read": OF_SESSION, "session_write": OF_SESSION,
          "key": OF_KEY, "phone": OF_PHONE, "flag": FLAGS, "miss": MISSES, "alarm": ALARM}
numbers = itertools.count(1)


@pytest.fixture(scope="module")
def strict(make_daemon, seeded):
    """A daemon that gives one token a minute, of the same keys as the tests' own."""
    keys = {name: seeded.settings[f"PAKN_{name.upper()}"] for name in ("code_key", "secret_key", "identity_keys")}
    daemon = make_daemon(trusted_proxies="127.0.0.1", workers=2, sms_provider="none", **keys,
                         **{f"limit_{name}": f"1/{burst}" for name, burst in LIMITS.items()})
    daemon.start()
    return daemon


@pytest.fixture
def at(strict):
    """at(address): a client of that address; without one, of an address that nobody had before."""
    clients = []

    def client(address=None, token=None):
        number = next(numbers)
        clients.append(Api(strict.url))
        clients[-1].headers["X-Forwarded-For"] = address or f"198.18.{number // 250}.{number % 250 + 1}"
        if token:
            clients[-1].headers["Authorization"] = f"Bearer {token}"
        return clients[-1]

    yield client
    for client in clients:
        client.close()


@pytest.fixture
def phone():
    return f"+8491{secrets.randbelow(10**7):07}"


def report(client, **more):
    return client.post("/api/v1/reports", json=REPORT | more)


def sent(client, **more):
    answer = report(client, **more)
    assert answer.status_code == 201, answer.text
    return answer.json()


def statuses(ask, times):
    return [ask().status_code for _ in range(times)]


def refused(answer, limit, code="too_many_requests"):
    """Checks a 429: what it says, and that it says when to come again."""
    problem = problem_of(answer, 429, code)
    assert 0 < int(answer.headers["Retry-After"]) <= 60 and problem["retry_after"] == int(answer.headers["Retry-After"])
    assert answer.headers["RateLimit"].startswith(f'"{limit}";r=0;t=')
    assert answer.headers["RateLimit-Policy"] == f'"{limit}";q={LIMITS[limit]};w={60 * LIMITS[limit]}'
    return problem


def made_up_code():
    """A code that passes for one of ours and belongs to no report: an older system's may look like that."""
    return "".join(secrets.choice(ALPHABET) for _ in range(11))


def made_up_token(kind="s"):
    return f"pk{kind}_24_99_" + base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")


def counter(daemon, name):
    return int(re.search(rf"^pakn_{name}_total (\d+)", requests.get(daemon.admin_url + "/metrics", timeout=10).text, re.M)[1])


# One address.

def test_an_address_may_send_its_burst_and_then_waits(at):
    client = at()
    assert statuses(lambda: report(client), WRITES) == [201] * WRITES
    refused(report(client), "address_write")
    assert report(at()).status_code == 201, "another address"


def test_an_answer_says_what_is_left(at):
    client = at()
    for left in range(WRITES - 1, -1, -1):
        answer = report(client)
        assert answer.headers["RateLimit-Policy"] == f'"address_write";q={WRITES};w={WRITES * 60}'
        assert re.fullmatch(rf'"address_write";r={left};t=\d+', answer.headers["RateLimit"]), answer.headers["RateLimit"]


def test_what_others_may_keep_says_nothing_of_who_asked(at):
    answer = at().get("/api/v1/categories")
    assert "public" in answer.headers["Cache-Control"] and "RateLimit" not in answer.headers


def test_who_may_send_no_more_may_still_read(at):
    client = at()
    statuses(lambda: report(client), WRITES + 1)
    assert client.get("/api/v1/categories").status_code == 200


def test_reads_are_counted_too(at):
    client = at()
    assert statuses(lambda: client.get("/api/v1/categories"), READS) == [200] * READS
    refused(client.get("/api/v1/categories"), "address_read")


def test_an_ipv6_address_is_counted_with_its_64(at):
    assert all(report(at(f"2001:db8:0:7::{i}")).status_code == 201 for i in range(WRITES))
    refused(report(at("2001:db8:0:7:ffff::1")), "address_write")
    assert report(at("2001:db8:0:8::1")).status_code == 201


def test_a_refusal_is_worded_in_both_languages(at):
    client = at()
    statuses(lambda: report(client), WRITES)
    assert report(client).json()["title"] == "Quá nhiều yêu cầu"
    client.headers["Accept-Language"] = "en"
    assert report(client).json()["title"] == "Too many requests"


def test_workers_share_what_they_count(at):
    """Each connection may come to another worker."""
    address = at().headers["X-Forwarded-For"]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: report(at(address)).status_code, range(4 * WRITES)))
    assert sorted(answers) == [201] * WRITES + [429] * 3 * WRITES


def test_a_killed_worker_forgets_nothing(strict, at):
    client = at()
    statuses(lambda: report(client), WRITES)
    for pid in open(f"/proc/{strict.process.pid}/task/{strict.process.pid}/children").read().split():
        if "worker" in open(f"/proc/{pid}/comm").read():
            strict.cluster.call("run", "kill", "-9", pid)
    client = at(client.headers["X-Forwarded-For"])
    end, answer = time.monotonic() + 50, None  # after a minute it may send one more
    while answer is None or answer.status_code == 503:
        assert time.monotonic() < end, "no worker is back"
        try:
            answer = report(client)
        except requests.ConnectionError:
            time.sleep(0.02)
    refused(answer, "address_write")


def test_what_the_service_could_not_do_costs_nothing(at, phone):
    """Where there is no provider of text messages, no code can be sent."""
    client = at()
    assert statuses(lambda: client.post("/api/v1/citizen/code", json={"phone": phone}), 3 * WRITES) == [503] * 3 * WRITES
    assert report(client).status_code == 201


# Who is known has buckets of their own.

def test_a_session_pays_for_itself_once_it_is_known(at, sign_in):
    token = sign_in("operator").headers["Authorization"].removeprefix("Bearer ")
    crowded, one = at(), at()
    statuses(lambda: crowded.get("/api/v1/categories"), READS)
    mine = at(one.headers["X-Forwarded-For"], token)
    assert mine.get("/api/v1/queue").headers["RateLimit"].startswith('"address_read"'), "nobody knows it yet"
    # From now on it is served where strangers are not.
    mine.headers["X-Forwarded-For"] = crowded.headers["X-Forwarded-For"]
    answers = [mine.get("/api/v1/queue") for _ in range(OF_SESSION)]
    assert [answer.status_code for answer in answers] == [200] * (OF_SESSION - 1) + [429]
    assert answers[0].headers["RateLimit"].startswith('"session_read"')
    refused(answers[-1], "session_read")
    # Elsewhere it is no other session.
    mine.headers["X-Forwarded-For"] = at().headers["X-Forwarded-For"]
    refused(mine.get("/api/v1/queue"), "session_read")


def test_made_up_credentials_get_no_buckets(at):
    """A good answer where no credential is needed does not make one known, nor does a bad one where it is."""
    address = at().headers["X-Forwarded-For"]
    for kind in "sck":
        client = at(address, made_up_token(kind))
        for path in ("/", "/openapi.json", "/api/v1/categories", "/api/v1/areas", "/api/v1/areas/09187", "/api/v1/agencies",
                     "/api/v1/consent", "/api/v1/session/oidc", "/api/v1/areas/locate?lat=21.2&lon=106.1",
                     "/api/v1/route?area_code=09187"):
            assert client.get(path).status_code in (200, 404), path
        answer = client.get("/api/v1/queue")
        assert answer.status_code == 401 and answer.headers["RateLimit"].startswith('"address_read"')
    refused([at(address, made_up_token()).get("/api/v1/queue") for _ in range(READS)][-1], "address_read")


def test_no_route_that_is_for_all_makes_a_made_up_credential_known(strict, at):
    """Whatever the interface has: it is tried with a credential that nobody gave, and then not known."""
    document = at().get("/openapi.json").json()
    tried = 0
    for path, item in document["paths"].items():
        if "get" not in item or {} not in item["get"]["security"]:
            continue
        client = at(token=made_up_token())
        filled = re.sub(r"{(\w+)}", lambda name: {"code": "7KQ2M4XPVD8", "area": "09187", "provider": "x"}.get(name[1], "x"), path)
        client.get(filled, allow_redirects=False)
        answer = client.get("/api/v1/queue")
        assert answer.status_code == 401 and answer.headers["RateLimit"].startswith('"address_read"'), path
        tried += 1
    assert tried >= 8


def test_a_session_that_ended_is_not_known_any_more(at, add_account):
    username, password = add_account("staff", "UB09187")
    client = at()
    answer = client.post("/api/v1/session", json={"username": username, "password": password})
    client.headers["Authorization"] = "Bearer " + answer.json()["token"]
    client.get("/api/v1/queue")
    assert client.get("/api/v1/queue").headers["RateLimit"].startswith('"session_read"')
    assert client.delete("/api/v1/session").status_code == 204
    assert client.get("/api/v1/queue").status_code == 401
    assert client.get("/api/v1/queue").headers["RateLimit"].startswith('"address_read"')


@pytest.fixture
def key(seeded):
    """An API key that nobody has used."""
    return seeded.command("token", "add", "--tenant", TENANT, "--name", "k" + secrets.token_hex(4), "--scopes", "reports:write").split()[-1]


def test_an_app_with_a_key_sends_for_many_from_one_address(at, key):
    client = at(token=key)
    answers = [report(client) for _ in range(OF_KEY + 1)]
    assert [answer.status_code for answer in answers] == [201] * OF_KEY + [429]
    assert answers[0].headers["RateLimit"].startswith('"address_write"')
    assert answers[1].headers["RateLimit"].startswith(f'"key";r={OF_KEY - 2}')
    refused(answers[-1], "key")


def test_a_gateway_pays_for_itself_and_a_bad_signature_at_its_address(strict, at, seeded):
    gateway = Gateway(strict.url, seeded.command)
    gateway.client = at()
    body = json.dumps(REPORT).encode()
    answers = [gateway.send(body) for _ in range(WRITES + 1)]
    assert {answer.status_code for answer in answers} == {201}
    assert answers[-1].headers["RateLimit"].startswith('"key"')
    bad = gateway.headers(body) | {"webhook-signature": gateway.signature("other", "1", body)}
    assert statuses(lambda: gateway.post(bad, body), WRITES) == [401] * WRITES
    refused(gateway.post(bad, body), "address_write")


# Flags of what is public.

def test_an_address_flags_so_often_and_then_waits(at):
    client = at()
    flag = lambda who: who.post(f"/api/v1/reports/{made_up_code()}/flags", json={"item": "no item"})
    assert statuses(lambda: flag(client), FLAGS) == [422] * FLAGS
    refused(flag(client), "flag")
    assert flag(at()).status_code == 422, "another address"


# One phone.

def test_one_phone_sends_its_burst_from_wherever(at, phone):
    local = "0" + phone[3:]
    for form in (phone, local, f"{local[:4]} {local[4:7]} {local[7:]}"):
        assert report(at(), contact={"phone": form}).status_code == 201
    refused(report(at(), contact={"phone": phone}), "phone", "too_many_from_phone")
    assert report(at(), contact={"phone": "+84912345678"}).status_code == 201, "another phone"
    assert report(at()).status_code == 201, "without one"


def test_who_proves_the_phone_or_writes_for_others_is_not_held_up_by_it(at, phone, seeded, sign_in, citizen_client, key):
    for _ in range(OF_PHONE):
        sent(at(), contact={"phone": phone})
    contact = {"phone": phone}
    refused(report(at(token=key), contact=contact), "phone", "too_many_from_phone")
    citizen, operator = (client.headers["Authorization"].removeprefix("Bearer ") for client in
                         (citizen_client(phone), sign_in("operator")))
    importer = seeded.command("token", "add", "--tenant", TENANT, "--name", "i" + secrets.token_hex(4),
                              "--role", "importer", "--dates-from", "2026-01-01").split()[-1]
    assert report(at(token=citizen), contact=contact).status_code == 201
    assert report(at(token=operator), contact=contact).status_code == 201
    assert report(at(token=importer), contact=contact, received_at="2026-02-03T08:00:00+07:00").status_code == 201


def test_a_phone_that_writes_too_many_messages_is_told_so_in_one(strict, seeded, at, phone):
    kannel = Kannel(strict)
    replies = [kannel.say(text, phone) for text in ("PAKN Ngap duong truoc cho", "TC 1234", "TG")]
    assert len(replies) == OF_PHONE and not any("qua nhieu" in reply for reply in replies)
    assert "Ban da gui qua nhieu tin" in kannel.say("PAKN Den duong khong sang", phone)
    assert "da nhan phan anh" in kannel.say("PAKN Den duong khong sang", "+84935111222"), "another phone"
    refused(report(at(), contact={"phone": phone}), "phone", "too_many_from_phone")


# Codes that are guessed.

def lookup(client, code, secret=None):
    return client.get(f"/api/v1/reports/{code}", headers={"Authorization": f"Bearer {secret}"} if secret else {})


@pytest.fixture
def mine(at):
    return sent(at())


def test_guessing_codes_ends_soon_and_tells_nothing_then(at, mine):
    client = at()
    assert client.head(f"/api/v1/reports/{made_up_code()}").status_code == 404
    assert statuses(lambda: lookup(client, made_up_code()), MISSES - 1) == [404] * (MISSES - 1)
    wrong, right = lookup(client, made_up_code()), lookup(client, mine["code"])
    refused(wrong, "miss", "too_many_lookups")
    refused(right, "miss", "too_many_lookups")
    assert lookup(at(), mine["code"]).status_code == 200, "another address"


def test_who_has_the_secret_goes_on_behind_an_address_that_guesses(at, mine):
    client = at()
    other = sent(at())
    statuses(lambda: lookup(client, made_up_code()), MISSES)
    assert statuses(lambda: lookup(client, mine["code"], mine["secret"]), 2) == [200] * 2
    refused(lookup(client, mine["code"], other["secret"]), "miss", "too_many_lookups")
    refused(lookup(client, made_up_code(), mine["secret"]), "miss", "too_many_lookups")
    secret = {"Authorization": "Bearer " + mine["secret"]}
    assert client.delete(f"/api/v1/reports/{mine['code']}/contact", headers=secret).status_code == 204


def test_looking_up_what_is_there_costs_no_misses(at, mine):
    client = at()
    assert statuses(lambda: lookup(client, mine["code"]), 3 * MISSES) == [200] * 3 * MISSES
    assert statuses(lambda: lookup(client, mine["code"], mine["secret"]), 2) == [200] * 2
    assert lookup(client, made_up_code()).status_code == 404


def test_a_secret_that_does_not_fit_is_a_guess(at, mine):
    client, other = at(), sent(at())
    assert statuses(lambda: lookup(client, mine["code"], other["secret"]), MISSES) == [401] * MISSES
    refused(lookup(client, mine["code"], other["secret"]), "miss", "too_many_lookups")


def test_guesses_at_once_count_each(at):
    address = at().headers["X-Forwarded-For"]
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: lookup(at(address), made_up_code()).status_code, range(32)))
    assert sorted(answers) == [404] * MISSES + [429] * (32 - MISSES)


def test_what_is_no_code_at_all_costs_no_misses(at):
    client = at()
    assert statuses(lambda: lookup(client, "!" * 5), 2 * MISSES) == [404] * 2 * MISSES
    assert lookup(client, made_up_code()).status_code == 404


def test_an_unknown_code_tells_no_more_than_whether_its_check_symbol_fits(at):
    """Which anybody can reckon: of 32 symbols one fits, and the others are told alike that something was mistyped."""
    code = made_up_code()
    answers = [lookup(at(), code[:10] + symbol) for symbol in ALPHABET]
    assert {answer.status_code for answer in answers} == {404}
    bodies = collections.Counter(answer.text.replace(answer.json()["trace_id"], "") for answer in answers)
    assert sorted(bodies.values()) == [1, len(ALPHABET) - 1]


def filled(schema):
    """Some value that fits a schema of the interface's document."""
    if schema["type"] == "object":
        return {name: filled(schema["properties"][name]) for name in schema.get("required", [])}
    if "enum" in schema:
        return schema["enum"][0]
    return {"string": "Thêm nữa đây", "number": 1, "integer": 1, "boolean": True, "array": []}[schema["type"]]


def test_every_route_with_a_code_is_slowed(at, mine, citizen_client):
    """As the document has them, each with a code that is none."""
    citizen = citizen_client().headers["Authorization"].removeprefix("Bearer ")
    tried = 0
    for path, item in at().get("/openapi.json").json()["paths"].items():
        for method, operation in item.items() if "{code}" in path else ():
            client = at(token=citizen if path.startswith("/api/v1/citizen/") else mine["secret"])
            schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            how = {"json": filled(schema)} if schema else {}
            asked = [client.request(method.upper(), re.sub(r"{code}", made_up_code(), path), **how) for _ in range(MISSES + 1)]
            assert {answer.status_code for answer in asked[:-1]} <= {401, 404}, f"{method} {path}: {asked[0].text}"
            refused(asked[-1], "miss", "too_many_lookups")
            assert lookup(client, mine["code"], mine["secret"]).status_code == 200
            tried += 1
    assert tried >= 4


def test_a_session_misses_on_its_own_account(at, citizen_client, mine):
    token = citizen_client().headers["Authorization"].removeprefix("Bearer ")
    client = at(token=token)
    client.get("/api/v1/citizen/reports")  # makes it known for reads, and the next one for all else
    client.post(f"/api/v1/citizen/reports/{mine['code']}/secret", json={})
    asks = [client.post(f"/api/v1/citizen/reports/{made_up_code()}/secret", json={}).status_code for _ in range(MISSES + 2)]
    assert 404 in asks and asks[-1] == 429
    client.headers["X-Forwarded-For"] = at().headers["X-Forwarded-For"]
    assert lookup(at(client.headers["X-Forwarded-For"]), made_up_code()).status_code == 404


def test_guesses_from_everywhere_are_seen(strict, at):
    missed, suspicious = (counter(strict, f"lookups_{name}") for name in ("missed", "suspicious"))
    for _ in range(ALARM + 5):
        assert lookup(at(), made_up_code()).status_code == 404
    assert counter(strict, "lookups_missed") == missed + ALARM + 5
    assert counter(strict, "lookups_suspicious") >= suspicious + 4
    limited = counter(strict, "lookups_limited"), counter(strict, "requests_limited")
    client = at()
    statuses(lambda: lookup(client, made_up_code()), MISSES + 2)
    assert (counter(strict, "lookups_limited"), counter(strict, "requests_limited")) == (limited[0] + 2, limited[1] + 2)


# Whose address it is.

@pytest.mark.parametrize("header, address", [
    ("203.0.113.9", "203.0.113.9"),
    ("203.0.113.66, 203.0.113.9", "203.0.113.9"),
    ("203.0.113.9, 127.0.0.1", "203.0.113.9"),
    ("[2001:db8::9]:4000", "2001:db8::9"),
    ("::ffff:203.0.113.9", "203.0.113.9"),
    ("garbage", "127.0.0.1"),
    ("203.0.113.9, unknown", "127.0.0.1"),
])
def test_a_trusted_proxy_is_believed(strict, header, address):
    answer = Api(strict.url).get("/api/v1/nothing", headers={"X-Forwarded-For": header})
    assert strict.access_line(answer)["address"] == address


def test_nobody_else_is(api, daemon):
    for name in ("X-Forwarded-For", "X-Real-IP", "Forwarded"):
        answer = api.get("/api/v1/nothing", headers={name: "for=203.0.113.9" if name == "Forwarded" else "203.0.113.9"})
        assert daemon.access_line(answer)["address"] == "127.0.0.1"


def test_sign_ins_are_slowed_by_the_address_behind_the_proxy(at, db):
    cursor = db.cursor()
    client = at()
    client.post("/api/v1/session", json={"username": "nobody." + secrets.token_hex(4), "password": "wrong"})
    subject = hashlib.sha256(f"address {client.headers['X-Forwarded-For']}/32".encode()).digest()
    cursor.execute("select count(*) from pakn.login_attempt where kind = 'address' and subject = %s", [subject])
    assert cursor.fetchone()[0] == 1
