"""Gateways: what they sign is taken as a report of their channel, once; whatever is not signed rightly, or not by one
that may, is refused, and nobody can tell why."""

import base64
import hashlib
import hmac
import json
import re
import secrets
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from support import ROOT, TENANT, Api
from work import problem_of

REPORT = {"category": "HTGT", "description": "Đèn đường trước chợ không sáng", "area_code": "09187", "contact": {"phone": "0903 123 456"}}
ELSEWHERE = {"lat": 10.77, "lon": 106.7}  # Ho Chi Minh City
BYTES = json.dumps(REPORT, ensure_ascii=False).encode()


class Gateway:
    """A gateway as it stands on its own machine: where it reports, and how it signs."""

    def __init__(self, url, command, channel="sms", **options):
        self.client, self.command, self.name = Api(url), command, "cổng " + secrets.token_hex(4)
        more = [part for name, value in options.items() for part in ("--" + name, value)]
        self.path, self.secret = self.made("add", "--channel", channel, *more)

    def made(self, verb, *options, stdin=""):
        printed = self.command("gateway", verb, "--tenant", TENANT, "--name", self.name, *options, stdin=stdin)
        lines = dict(line.split(": ") for line in printed.splitlines())
        return lines["Address"], lines.get("Secret")

    def signature(self, id, timestamp, body, secret=None):
        key = base64.b64decode((secret or self.secret).removeprefix("whsec_"))
        return "v1," + base64.b64encode(hmac.digest(key, f"{id}.{timestamp}.".encode() + body, "sha256")).decode()

    def headers(self, body=BYTES, id=None, at=None, secret=None):
        id, timestamp = id or "msg_" + secrets.token_hex(8), str(int(time.time() if at is None else at))
        return {"Content-Type": "application/json", "webhook-id": id, "webhook-timestamp": timestamp,
                "webhook-signature": self.signature(id, timestamp, body, secret)}

    def send(self, body=BYTES, path=None, **how):
        return self.post(self.headers(body, **how), body, path)

    def post(self, headers, body=BYTES, path=None):
        return self.client.post(path or self.path, data=body, headers=headers)


@pytest.fixture(scope="module")
def make_gateway(daemon):
    """make_gateway(channel, **options): a gateway that the province knows."""
    return lambda *arguments, **options: Gateway(daemon.url, daemon.command, *arguments, **options)


@pytest.fixture(scope="module")
def gateway(make_gateway):
    return make_gateway()


@pytest.fixture
def count(db):
    """count(): how many reports there are."""
    def reports():
        cursor = db.cursor()
        cursor.execute("select count(*) from pakn.report")
        return cursor.fetchone()[0]

    return reports


def channel_of(db, answer):
    cursor = db.cursor()
    cursor.execute("select c.code from pakn.report r join pakn.channel c using (channel_id) where r.report_id = %s", (answer.json()["id"],))
    return cursor.fetchone()[0]


@pytest.mark.parametrize("channel", ["sms", "zalo", "open311", "hotline"])
def test_a_signed_report_is_taken_as_one_of_the_gateways_channel(make_gateway, db, sign_in, channel):
    answer = make_gateway(channel).send()
    assert answer.status_code == 201, answer.text
    assert answer.json()["agency"]["code"] == "UB09187" and channel_of(db, answer) == channel
    looked = sign_in("dispatcher").post(f"/api/v1/cases/{answer.json()['id']}/identity", json={"reason": "Gọi lại"})
    assert looked.json()["contact"]["phone"] == "+84903123456"


def test_its_sender_follows_it_by_the_secret_as_any_other(gateway, api):
    sent = gateway.send().json()
    tracked = api.get("/api/v1/reports/" + sent["code"], headers={"Authorization": "Bearer " + sent["secret"]})
    assert tracked.status_code == 200 and tracked.json()["description"] == REPORT["description"]


def test_from_outside_the_province_the_desk_gets_it(gateway, api):
    body = {name: value for name, value in REPORT.items() if name != "area_code"} | {"location": ELSEWHERE}
    problem_of(api.post("/api/v1/reports", json=body), 422, "out_of_area")
    answer = gateway.send(json.dumps(body).encode())
    assert answer.status_code == 201 and answer.json()["status"] == "received" and answer.json()["area"] is None


def test_what_is_wrong_with_a_signed_report_is_said(gateway):
    problem_of(gateway.send(b"{"), 400, "bad_json")
    problem_of(gateway.send(b"{}"), 422, "invalid")
    problem_of(gateway.send(json.dumps(REPORT | {"channel": "paper"}).encode()), 403, "forbidden")
    assert gateway.post(gateway.headers() | {"Content-Type": "text/xml"}).status_code == 415


def test_a_report_as_large_as_any_is_signed_as_a_whole(gateway):
    body = json.dumps(REPORT | {"attributes": {f"câu {n}": "đ" * 1000 for n in range(25)}}, ensure_ascii=False).encode()
    assert len(body) > 50_000
    headers = gateway.headers(body)
    for end in (0, -2):
        problem_of(gateway.post(headers, flipped(body, end)), 401, "unauthenticated")
    assert gateway.post(headers, body).status_code == 201


# What is refused, and how: each changes headers or body of a request that would be good.

def flipped(data, place):
    changed = bytearray(data)
    changed[place] ^= 1
    return bytes(changed)


def without(name):
    return lambda headers, body: ({key: value for key, value in headers.items() if key != name}, body)


def header(name, change):
    return lambda headers, body: (headers | {name: change(headers[name])}, body)


def flipped_text(place):
    return lambda text: flipped(text.encode(), place).decode()


def flipped_digest(place):
    return lambda text: "v1," + base64.b64encode(flipped(base64.b64decode(text[3:]), place)).decode()


WRONG = {
    "without an id": without("webhook-id"),
    "without a timestamp": without("webhook-timestamp"),
    "without a signature": without("webhook-signature"),
    "with an empty signature": header("webhook-signature", lambda text: ""),
    "with another id": header("webhook-id", lambda text: text + "x"),
    "with another timestamp": header("webhook-timestamp", lambda text: str(int(text) - 1)),
    "with a timestamp that is none": header("webhook-timestamp", lambda text: "now"),
    "with a full stop in the id": header("webhook-id", lambda text: text + ".1"),
    "with an id too long": header("webhook-id", lambda text: "x" * 256),
    "with a signature of another version": header("webhook-signature", lambda text: "v2" + text[2:]),
    "with a signature without version": header("webhook-signature", lambda text: text[3:]),
    "with a signature that is no base64": header("webhook-signature", lambda text: text[:10] + "*" + text[11:]),
    "with a signature in base64url": header("webhook-signature", lambda text: "v1," + base64.urlsafe_b64encode(b"\xff" * 32).decode()),
    "with a signature in hexadecimal": header("webhook-signature", lambda text: "v1," + base64.b64decode(text[3:]).hex()),
    "with a signature without padding": header("webhook-signature", lambda text: text.rstrip("=")),
    "with a signature cut short": header("webhook-signature", lambda text: text[:-5]),
    "with the first bit of the signature turned": header("webhook-signature", flipped_digest(0)),
    "with the last bit of the signature turned": header("webhook-signature", flipped_digest(-1)),
    "with a bit of the first letter of the id turned": header("webhook-id", flipped_text(0)),
    "with a bit of the last letter of the id turned": header("webhook-id", flipped_text(-1)),
    "with the first byte of the body tampered with": lambda headers, body: (headers, flipped(body, 0)),
    "with the last byte of the body tampered with": lambda headers, body: (headers, flipped(body, -1)),
    "with another body": lambda headers, body: (headers, body + b" "),
    "without its body": lambda headers, body: (headers, b""),
}


@pytest.mark.parametrize("how", WRONG)
def test_a_request_is_refused(gateway, count, how):
    before, headers = count(), gateway.headers()
    problem_of(gateway.post(*WRONG[how](headers, BYTES)), 401, "unauthenticated")
    assert count() == before and gateway.post(headers).status_code == 201


@pytest.mark.parametrize("late, status", [(-240, 201), (240, 201), (-400, 401), (400, 401), (-86400, 401), (86400, 401), (10**10, 401)])
def test_a_signature_is_good_near_its_time_only(gateway, late, status):
    assert gateway.send(at=time.time() + late).status_code == status


@pytest.mark.parametrize("name", ["pkg_24_999999999", "pkg_25_1", "pkg_24_", "pkg__1", "pkg_24_01", "pkg_024_1", "pkk_24_1", "pkg_24_1x", "sms",
                                  "pkg_24_99999999999999999999", "pkg_2147483648_1"])
def test_an_unknown_gateway_is_refused_as_a_wrong_signature(gateway, name):
    def told(answer):
        said = {member: value for member, value in answer.json().items() if member != "trace_id"}
        varying = ("Date", "Content-Length", "traceparent")
        return answer.status_code, said, {header: value for header, value in answer.headers.items() if header not in varying}

    wrong = gateway.post(gateway.headers() | {"webhook-signature": "v1," + "A" * 43 + "="})
    assert told(gateway.send(path=f"/gateways/{name}/reports")) == told(wrong)
    assert wrong.status_code == 401 and wrong.headers["WWW-Authenticate"] == "Webhook-Signature"


def test_another_gateways_secret_proves_nothing_even_if_it_is_the_same(make_gateway, daemon):
    ours, theirs = make_gateway(), make_gateway()
    for _ in range(2):  # unknown to the worker, and known
        problem_of(ours.send(secret=theirs.secret), 401, "unauthenticated")
        problem_of(ours.send(path=theirs.path), 401, "unauthenticated")
        assert ours.send().status_code == theirs.send().status_code == 201
    twin = make_gateway()
    twin.made("rotate", "--secret-stdin", stdin=ours.secret + "\n")
    assert twin.send(secret=ours.secret).status_code == 201
    daemon.command("gateway", "revoke", "--tenant", TENANT, "--name", ours.name)
    problem_of(ours.send(), 401, "unauthenticated")
    assert twin.send(secret=ours.secret).status_code == 201


def test_a_revoked_gateway_is_refused_at_once(make_gateway, daemon):
    gateway = make_gateway()
    id, headers = "msg_again", gateway.headers(id="msg_again")
    assert gateway.post(headers).status_code == 201
    daemon.command("gateway", "revoke", "--tenant", TENANT, "--name", gateway.name)
    problem_of(gateway.send(), 401, "unauthenticated")
    problem_of(gateway.send(id=id), 401, "unauthenticated")
    problem_of(gateway.post(headers), 401, "unauthenticated")


def test_an_expired_gateway_is_refused(make_gateway, db):
    gateway = make_gateway(expires="2999-01-01")
    assert gateway.send().status_code == 201
    db.cursor().execute("update pakn.credential set expires_at = now() where name = %s", (gateway.name,))
    problem_of(gateway.send(), 401, "unauthenticated")


def test_a_new_secret_is_good_at_once_and_the_old_one_for_a_time(make_gateway, db):
    gateway = make_gateway()
    old = gateway.secret
    assert gateway.send().status_code == 201
    _, new = gateway.made("rotate")
    assert [gateway.send(secret=secret).status_code for secret in (new, old, new)] == [201] * 3
    both = gateway.headers(secret=old)
    both["webhook-signature"] += " " + gateway.signature(both["webhook-id"], both["webhook-timestamp"], BYTES, new)
    assert gateway.post(both).status_code == 201
    _, newest = gateway.made("rotate", "--old-until", "2999-01-01")
    assert [gateway.send(secret=secret).status_code for secret in (newest, new, old)] == [201, 201, 401]
    db.cursor().execute("update pakn.credential set expires_at = now() where name = %s and expires_at < 'infinity'", (gateway.name,))
    assert [gateway.send(secret=secret).status_code for secret in (newest, new, old)] == [201, 401, 401]


def test_a_repeated_delivery_gets_the_first_answer_byte_for_byte(make_gateway, count):
    gateway = make_gateway()
    headers = gateway.headers()
    first, before = gateway.post(headers), count()
    _, new = gateway.made("rotate")
    id = headers["webhook-id"]
    again = [gateway.post(headers), gateway.send(id=id, at=time.time() - 60), gateway.send(id=id, secret=new)]
    assert first.status_code == 201 and "Idempotency-Replayed" not in first.headers
    for answer in again:
        assert (answer.status_code, answer.content, answer.headers["Location"]) == (201, first.content, first.headers["Location"])
        assert answer.headers["Idempotency-Replayed"] == "true"
    assert count() == before
    problem_of(gateway.post(headers, BYTES + b" "), 401, "unauthenticated")
    problem_of(gateway.send(BYTES + b" ", id=id), 422, "key_reused")


def test_the_id_of_one_gateway_is_nobody_elses(make_gateway, count):
    before, ids = count(), [make_gateway().send(id="1").json()["id"] for _ in range(2)]
    assert len(set(ids)) == 2 and count() == before + 2


def test_the_id_counts_and_no_other_key(gateway):
    headers = gateway.headers()
    answers = [gateway.post(headers | {"Idempotency-Key": key}) for key in ("x", "y")]
    assert answers[0].status_code == 201 and answers[0].content == answers[1].content


def test_many_deliveries_of_one_thing_at_once_are_one_report(gateway, daemon, count):
    before = count()
    for _ in range(5):
        headers = gateway.headers()
        with ThreadPoolExecutor(16) as threads:
            sent = list(threads.map(lambda _: Api(daemon.url).post(gateway.path, data=BYTES, headers=headers), range(32)))
        assert {answer.status_code for answer in sent} == {201} and len({answer.content for answer in sent}) == 1
        assert sum("Idempotency-Replayed" not in answer.headers for answer in sent) == 1
    assert count() == before + 5


# What a gateway may not do.

def test_its_secret_is_no_token(gateway, api):
    number = gateway.path.split("/")[2]
    secret = base64.urlsafe_b64encode(base64.b64decode(gateway.secret[6:])).decode().rstrip("=")
    for token in (gateway.secret, f"{number}_{secret}", f"pkk_24_1_{secret}"):
        answer = api.post("/api/v1/reports", json=REPORT, headers={"Authorization": "Bearer " + token})
        problem_of(answer, 401, "unauthenticated")


def test_its_signature_opens_nothing_else(gateway, api):
    document, cells = api.get("/openapi.json").json(), 0
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if operation["security"] == [{"bearer": []}]:
                target = re.sub(r"{(\w+)}", lambda name: "1" if name[1] in ("api_key", "number", "webhook", "mailbox") else "x", path)
                answer = gateway.client.request(method.upper(), target, headers=gateway.headers(b"{}"), **({"data": b"{}"} if "requestBody" in operation else {}))
                assert answer.status_code in (401, 404, 422), (method, path, answer.text)
                cells += 1
    assert cells > 50


@pytest.mark.parametrize("path", ["", "/", "/reports/", "/mo", "/reports/x"])
def test_there_is_nothing_else_at_its_address(gateway, path):
    assert gateway.send(path=gateway.path.removesuffix("/reports") + path).status_code == 404


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_only_posting_is_known_there(gateway, method):
    assert gateway.client.request(method, gateway.path, headers=gateway.headers()).status_code == 405


def test_every_bearer_of_a_token_is_refused_without_a_signature(gateway, sign_in, api_key, daemon):
    app = Api(daemon.url)
    app.headers["Authorization"] = "Bearer " + api_key
    for client in (app, sign_in("operator"), sign_in("admin")):
        problem_of(client.post(gateway.path, json=REPORT), 401, "unauthenticated")


# How it is kept.

def test_gateways_are_listed_with_their_secrets_ages_and_without_them(make_gateway, daemon):
    gateway = make_gateway("zalo", expires="2999-01-01")
    gateway.made("rotate")
    listed = daemon.command("gateway", "list", "--tenant", TENANT)
    lines = [re.split(r"  +", line) for line in listed.splitlines() if gateway.name in line]
    assert [line[:3] for line in lines] == [[gateway.name, gateway.path.split("/")[2], "zalo"]] * 2
    assert [(line[5][:4] == "2999", line[6]) for line in lines] == [(False, "—"), (True, "—")] and gateway.secret[6:] not in listed
    daemon.command("gateway", "revoke", "--tenant", TENANT, "--name", gateway.name)
    lines = [re.split(r"  +", line) for line in daemon.command("gateway", "list", "--tenant", TENANT).splitlines() if gateway.name in line]
    assert len(lines) == 2 and all(line[6] != "—" for line in lines)


def test_the_secret_lies_nowhere_but_sealed(gateway, daemon, db):
    cursor = db.cursor()
    key = base64.b64decode(gateway.secret[6:])
    cursor.execute("select to_jsonb(c)::text, c.secret, c.digest from pakn.credential c where c.name = %s", (gateway.name,))
    [(row, sealed, digest)] = cursor.fetchall()
    assert gateway.secret[6:] not in row and key.hex() not in row and key not in bytes(sealed)
    assert bytes(digest) not in (hashlib.sha256(key).digest(), hashlib.sha256(gateway.secret.encode()).digest())
    assert gateway.secret[6:] not in daemon.log_text(10**7)


def test_its_last_use_is_noted(make_gateway, daemon, db):
    gateway, cursor = make_gateway(), db.cursor()
    cursor.execute("update pakn.credential set seen_at = now() - interval '2 hours', created_at = now() - interval '2 hours' where name = %s", (gateway.name,))
    assert gateway.send().status_code == 201
    end = time.monotonic() + 180
    while time.monotonic() < end:
        cursor.execute("select seen_at > now() - interval '1 hour' from pakn.credential where name = %s", (gateway.name,))
        if cursor.fetchone()[0]:
            return
        time.sleep(0.5)
    pytest.fail("its use was never noted")


def test_a_secret_sealed_by_a_new_key_still_proves(make_gateway, seeded, make_daemon, db, cluster):
    gateway, old = make_gateway(), seeded.settings["PAKN_IDENTITY_KEYS"]
    new = f"{max(int(key.split(':')[0]) for key in old.split(',')) + 1}:{secrets.token_hex(32)}"
    other = make_daemon(identity_keys=f"{new},{old}", secret_key=seeded.settings["PAKN_SECRET_KEY"])
    other.start()
    try:
        made = Gateway(other.url, other.command)
        assert made.send().status_code == 201
        moved = subprocess.run(other._command("identity", "reseal", "--database", cluster.conninfo("pakn_owner")),
                               env=other._environment(PAKN_IDENTITY_KEYS=f"{new},{old}"), capture_output=True, text=True, timeout=120)
        assert moved.returncode == 0 and "secrets of gateways sealed by key" in moved.stdout, moved
        gateway.client = Api(other.url)
        assert gateway.send().status_code == 201
    finally:
        back = subprocess.run(other._command("identity", "reseal", "--database", cluster.conninfo("pakn_owner")),
                              env=other._environment(PAKN_IDENTITY_KEYS=f"{old},{new}"), capture_output=True, text=True, timeout=120)
        other.stop()
    assert back.returncode == 0, back
    gateway.client = Api(seeded.url)
    assert gateway.send().status_code == 201


def test_the_example_of_the_documentation_works(gateway):
    text = (ROOT / "deploy/gateways.md").read_text()
    script = text.split("```sh sign\n")[1].split("```")[0]
    done = subprocess.run(["bash", "-ec", script], capture_output=True, text=True, timeout=60,
                          env={"PATH": "/usr/bin:/bin", "url": gateway.client.base, "address": gateway.path, "secret": gateway.secret})
    assert done.returncode == 0 and json.loads(done.stdout)["status"] == "assigned", done
