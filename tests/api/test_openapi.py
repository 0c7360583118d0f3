"""/openapi.json says what the daemon does: each statement in it is tried."""

import base64
import datetime
import itertools
import re
import uuid

import pytest

from links import link_client, purpose_of
from support import Api
from work import code_of, done, problem_of, settled

METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
DAY = {"from": "2026-01-01T00:00:00+07:00", "to": "2026-01-02T00:00:00+07:00"}
REPORT = {"category": "HTGT", "description": "Biển báo bị đổ", "area_code": "09187", "contact": {"name": "Lê Thị Thử"}, "publish": True}
PERSON = {"phone": "0977000222", "reason": "Yêu cầu"}
PLAN = {"successor": "VPUB", "at": "2036-01-01"}


@pytest.fixture(scope="module")
def document(daemon):
    return Api(daemon.url).get("/openapi.json").json()


def operations(document):
    return [(method.upper(), path, operation) for path, item in document["paths"].items() for method, operation in item.items()]


def resolved(document, node):
    """Follows a $ref."""
    while "$ref" in node:
        target = document
        assert node["$ref"].startswith("#/")
        for name in node["$ref"][2:].split("/"):
            target = target[name]
        node = target
    return node


def check_schema(document, schema):
    schema = resolved(document, schema)
    assert schema["type"] in ("object", "array", "string", "number", "integer", "boolean")
    assert set(schema.get("required", [])) <= set(schema.get("properties", {}))
    for least, most in (("minLength", "maxLength"), ("minimum", "maximum"), ("minItems", "maxItems"), ("minProperties", "maxProperties")):
        assert (least in schema) <= (most in schema) and schema.get(least, 0) <= schema.get(most, float("inf"))
    if "enum" in schema:
        assert len(set(schema["enum"])) == len(schema["enum"]) > 0
    if schema["type"] == "array":
        check_schema(document, schema["items"])
    for member in schema.get("properties", {}).values():
        check_schema(document, member)


def test_the_document_is_well_formed(document):
    assert document["openapi"] == "3.1.0"
    assert document["info"]["title"] and re.fullmatch(r"\d+\.\d+(\.\d+)?\S*", document["info"]["version"])
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(ids) == len(set(ids)) > 20 and all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in ids)
    for path, item in document["paths"].items():
        assert path.startswith("/") and set(item) <= METHODS
    schemes = document["components"]["securitySchemes"]
    assert {name: (scheme["type"], scheme.get("scheme") or scheme["name"]) for name, scheme in schemes.items()} == {
        "bearer": ("http", "bearer"), "signature": ("apiKey", "webhook-signature"), "secret": ("http", "basic")}
    for schema in document["components"]["schemas"].values():
        check_schema(document, schema)


def test_every_operation_is_well_formed(document):
    for method, path, operation in operations(document):
        assert operation["summary"], path
        names = [(p["in"], p["name"]) for p in operation["parameters"]]
        assert len(names) == len(set(names))
        assert {name for where, name in names if where == "path"} == set(re.findall(r"{(\w+)}", path)), path
        for parameter in operation["parameters"]:
            assert parameter["in"] in ("path", "query", "header") and parameter["description"]
            assert parameter["required"] or parameter["in"] != "path"
            check_schema(document, parameter["schema"])
        assert "requestBody" not in operation or method in ("POST", "PUT")
        for media in operation.get("requestBody", {}).get("content", {}).values():
            check_schema(document, media["schema"])
        for requirement in operation["security"]:
            assert set(requirement) <= set(document["components"]["securitySchemes"])
        responses = operation["responses"]
        assert set(responses) - {"default"} and all(re.fullmatch(r"[2-5]\d\d|default", status) for status in responses)
        assert "application/problem+json" in resolved(document, responses["default"])["content"]


def test_the_document_keeps_what_the_interface_promises(document):
    """The calls of the main job, which apps rely on."""
    promised = {("POST", "/api/v1/reports"), ("GET", "/api/v1/reports/{code}"), ("POST", "/api/v1/reports/{code}/supplement"),
                ("GET", "/api/v1/categories"), ("GET", "/api/v1/areas"), ("GET", "/api/v1/areas/{area}"), ("GET", "/api/v1/areas/{area}/successors"),
                ("GET", "/api/v1/areas/locate"), ("GET", "/api/v1/agencies"),
                ("GET", "/api/v1/route"), ("POST", "/api/v1/session"), ("DELETE", "/api/v1/session"), ("GET", "/api/v1/queue"),
                ("POST", "/api/v1/queue/claim"), ("POST", "/api/v1/queue/release"), ("GET", "/api/v1/changes"), ("GET", "/api/v1/cases/{id}"),
                ("GET", "/api/v1/stats/resolution"), ("GET", "/api/v1/stats/resolution.csv")}
    promised |= {("POST", "/api/v1/cases/{id}/" + action) for action in (
        "accept", "return", "assign", "transfer", "request-info", "answer", "approve", "send-back", "reject", "note")}
    assert promised <= {(method, path) for method, path, _ in operations(document)}


def test_every_problem_that_is_told_is_listed(document, api):
    codes = set(document["components"]["schemas"]["problem"]["properties"]["code"]["enum"])
    assert {"invalid", "key_reused", "stale_version", "not_allowed_now", "unauthenticated", "internal"} <= codes
    problem = api.get("/nothing").json()
    schema = document["components"]["schemas"]["problem"]
    assert set(schema["required"]) <= set(problem) and problem["code"] in codes


@pytest.fixture(scope="module")
def things(daemon, sign_in):
    """A report, a webhook that has ended, a rule that never held, so that it may be deleted, a succession that is far away, and a letter that urges."""
    rule = {"rule_no": 9999, "category_code": "KHAC", "area_code": "*", "agency_code": "SXD", "reason": "Vì thử", "valid_from": "2090-01-01"}
    assert sign_in("admin").put("/api/v1/admin/rules/9999", json=rule).status_code == 201
    assert sign_in("admin").put("/api/v1/admin/office-hours/office@2090-01-01",
                                json={"calendar": "office", "valid_from": "2090-01-01", "monday": "07:30-11:30"}).status_code == 201
    report = Api(daemon.url).post("/api/v1/reports", json=REPORT).json()
    succession = f"/api/v1/admin/agencies/{KEYS['agencies']}/succession"
    assert sign_in("admin").put(succession, json=PLAN).status_code == 200
    webhook = sign_in("admin").post("/api/v1/admin/webhooks", json=SUCCESSES["POST", "/api/v1/admin/webhooks"][1]).json()["id"]
    assert sign_in("admin").post(f"/api/v1/admin/webhooks/{webhook}/disable").status_code == 200
    urging = sign_in("supervisor").post("/api/v1/urgings", json=URGING | {"cases": [report["id"]]}).json()["urgings"][0]["id"]
    snapshot = sign_in("supervisor").post("/api/v1/stats/snapshots", json={"month": "2025-07"}).json()["number"]
    yield {"code": report["code"], "id": report["id"], "report": report, "webhook": webhook, "entry": urging, "snapshot": snapshot, "other": snapshot}
    sign_in("admin").delete(succession, headers={"If-Match": "*"})


# What was planned is tried in test_answers.py, what is one matter in test_duplicates.py, what needs a sign-on service is tried in test_oidc.py, what needs a signature in test_gateway.py, a gateway's secret in
# test_kannel.py, files in test_attachment*.py, what needs the courier in test_public.py and
# test_notices.py, what is covered and flagged in test_release.py, what comes long after in test_aftermath.py.
ELSEWHERE = {("GET", "/api/v1/session/oidc/{provider}"), ("GET", "/api/v1/session/oidc/{provider}/callback"),
             ("POST", "/gateways/{gateway}/reports"), ("GET", "/gateways/{gateway}/kannel/mo"),
             ("POST", "/api/v1/attachments"), ("GET", "/api/v1/attachments/{entry}"),
             ("POST", "/api/v1/cases/{id}/attachments/{entry}/release"), ("POST", "/api/v1/cases/{id}/attachments/{entry}/hide"),
             ("POST", "/api/v1/cases/{id}/attachments/{entry}/remove"), ("POST", "/api/v1/cases/{id}/fulfil"), ("POST", "/api/v1/cases/{id}/attachments/{entry}/cover"),
             ("POST", "/api/v1/cases/{id}/replan"), ("POST", "/api/v1/cases/{id}/duplicate"), ("POST", "/api/v1/cases/{id}/separate"),
             ("POST", "/api/v1/cases/{id}/flags/resolve"), ("POST", "/api/v1/reports/similar/{handle}/me-too"), ("POST", "/api/v1/admin/notices/{entry}/retry"),
             ("POST", "/api/v1/cases/{id}/hand-off"), ("POST", "/api/v1/cases/{id}/unarchive"), ("GET", "/api/v1/references"),
             ("DELETE", "/api/v1/cases/{id}/references/{entry}"), ("GET", "/api/v1/queue/events")}  # which goes on: test_changes.py


URGING = {"reply_by": "2030-01-07"}
# A key of each noun of administration.
pytestmark = pytest.mark.usefixtures("later_attribute", "later_duty", "later_zone")
KEYS = {"areas": "09187", "boundaries": "09187", "agencies": "SXD", "categories": "DIEN", "attributes": "DIEN:ma_cot@2035-01-01",
        "rules": "9999", "zones": "KCN", "holidays": "2027-09-02", "calendars": "office", "office-hours": "office@2090-01-01", "deadlines": "normal:answer",
        "deadline-rules": "DIEN:business:normal", "duties": "SXD:tongdai@2035-01-01T17:00", "ladders": "*:urgent:*", "targets": "*:rate_on_time@2035-01-01",
        "answer-rules": "XB:not_founded", "answer-templates": "giai-thich"}


def filled(path, things):
    noun = path.split("/")[4] if "/admin/" in path else None
    names = {"entry": things["id"], "handle": things["id"], "session": things["id"], "username": "chuyenvien", "api_key": 1, "number": 1, "provider": "nobody", "gateway": "pkg_24_1",
             "webhook": 1, "snapshot": 1, "other": 1, "mailbox": 1, "notice": "received"} | things
    return path.format(**names | {"area": "09187", "key": KEYS.get(noun)})


def shown(client):
    """The client with a secret that may be a gateway's: only the database knows that it is none."""
    client.auth = ("pakn", "whsec_" + base64.b64encode(bytes(32)).decode())
    return client


def caller(path, operation, sign_in, daemon, citizen_client, things):
    """Somebody who gets past the credential."""
    if {} in operation["security"]:
        return Api(daemon.url)
    if {"secret": []} in operation["security"]:
        return shown(Api(daemon.url))
    if path.startswith("/api/v1/link"):
        return link_client(daemon, things["id"], purpose_of(path))
    return citizen_client() if "/citizen/" in path else sign_in("admin" if "/admin/" in path else "dispatcher")


def test_methods_that_are_not_listed_are_405_and_allow_names_those_that_are(document, api, things):
    for path, item in document["paths"].items():
        listed = {method.upper() for method in item}
        listed |= {"HEAD"} if "GET" in listed else set()
        for method in {name.upper() for name in METHODS} - {"TRACE"} - listed:
            answer = api.request(method, filled(path, things))
            assert answer.status_code == 405, (method, path)
            assert set(answer.headers["Allow"].split(", ")) == listed, path


def test_where_a_credential_is_wanted_its_absence_is_401(document, api, things):
    for method, path, operation in operations(document):
        answer = api.request(method, filled(path, things), **({"json": {}} if method in ("POST", "PUT") else {}))
        assert (answer.status_code == 401) == ({} not in operation["security"]), (method, path, answer.text)


def test_required_parameters_are_asked_for_and_no_others(document, sign_in, daemon, things, citizen_client):
    for method, path, operation in operations(document):
        required = [p["name"] for p in operation["parameters"] if p["in"] == "query" and p["required"]]
        if method == "GET" and path != "/api/v1/queue/events":  # which goes on: test_changes.py
            answer = caller(path, operation, sign_in, daemon, citizen_client, things).get(filled(path, things))
            if required:
                errors = problem_of(answer, 422, "invalid")["errors"]
                assert [(e["pointer"], e["code"]) for e in errors] == [("?" + name, "required") for name in required]
            elif (method, path) in ELSEWHERE:
                problem_of(answer, 404, "not_there" if path.startswith("/api/v1/attachments") else "unknown_provider")
            else:
                assert answer.status_code == 200, (path, answer.text)


def test_parameters_outside_their_schema_are_refused(document, sign_in, daemon, things, citizen_client):
    tried = 0
    for method, path, operation in operations(document):
        client = caller(path, operation, sign_in, daemon, citizen_client, things)
        for parameter in operation["parameters"]:
            if parameter["in"] != "query":
                continue
            for value in wrong_values(parameter["schema"]):
                answer = client.get(filled(path, things), params={parameter["name"]: value})
                if answer.headers["Content-Type"].startswith("text/html"):  # a page, which says it in words
                    assert answer.status_code == 422 and 'role="alert"' in answer.text
                    continue
                errors = problem_of(answer, 422, "invalid")["errors"]
                assert "?" + parameter["name"] in [e["pointer"] for e in errors], (path, parameter["name"], value)
                tried += 1
    assert tried > 40


def wrong_values(schema):
    """Values that a schema excludes, one for each of its words."""
    if "enum" in schema:
        yield "none-of-these"
    if schema.get("format") == "date-time":
        yield "yesterday"
    if schema["type"] in ("number", "integer"):
        yield "many"
        yield from (schema[name] + step for name, step in (("minimum", -1), ("maximum", 1)) if name in schema)
    if schema["type"] == "integer":
        yield "1.5"
    if "maxLength" in schema:
        yield "a" * (schema["maxLength"] + 1)
    if "pattern" in schema:
        assert not re.search(schema["pattern"], "a b")
        yield "a b"


def members(schema, pointer=""):
    """The leaves of a body's schema with their pointers."""
    for name, member in schema.get("properties", {}).items():
        if member["type"] == "object" and "properties" in member:
            yield from members(member, f"{pointer}/{name}")
        else:
            yield f"{pointer}/{name}", member


def nested(pointer, value):
    for name in reversed(pointer.split("/")[1:]):
        value = {name: value}
    return value


def test_bodies_outside_their_schema_are_refused(document, sign_in, daemon, things, citizen_client):
    wrong_type = {"string": 1, "number": "1", "integer": "1", "boolean": "true", "object": [], "array": "x"}
    tried = 0
    for method, path, operation in operations(document):
        if "requestBody" not in operation or (method, path) in ELSEWHERE:
            continue
        client, schema = caller(path, operation, sign_in, daemon, citizen_client, things), operation["requestBody"]["content"]["application/json"]["schema"]
        client_headers = {"If-Match": '"1"'}

        def refused(body, pointer):
            answer = client.request(method, filled(path, things), json=body, headers=client_headers)
            assert answer.status_code == 422, (path, body, answer.text)
            assert pointer in [e["pointer"] for e in answer.json()["errors"]], (path, body, answer.text)

        if path.startswith("/api/v1/reports/{code}/") and {"bearer": []} in operation["security"] and {} not in operation["security"]:
            client = Api(daemon.url)
            client.headers["Authorization"] = "Bearer " + things["report"]["secret"]
        if schema.get("required"):
            answer = client.request(method, filled(path, things), json={}, headers=client_headers)
            assert [e["pointer"] for e in answer.json()["errors"]] == ["/" + name for name in schema["required"]], path
        refused({"surely_unknown": 1}, "/surely_unknown")
        for pointer, member in members(schema):
            refused(nested(pointer, wrong_type[member["type"]]), pointer)
            if "maxLength" in member:
                refused(nested(pointer, "a" * (member["maxLength"] + 1)), pointer)
            if "enum" in member:
                refused(nested(pointer, "none-of-these"), pointer)
            if "maximum" in member:
                refused(nested(pointer, member["maximum"] + 1), pointer)
            if "minimum" in member:
                refused(nested(pointer, member["minimum"] - 1), pointer)
            tried += 1
    assert tried > 30


def test_a_version_is_demanded_where_the_document_says_so(document, sign_in, things):
    bodies = {"return": {"reason": "Không phải"}, "transfer": {"agency": "SXD", "reason": "Của Sở"}, "request-info": {"text": "Ở đâu?"}}
    for method, path, operation in operations(document):
        headers = {p["name"]: p["required"] for p in operation["parameters"] if p["in"] == "header"}
        action = path.rsplit("/", 1)[1]
        if path.startswith("/api/v1/cases/{id}/") and action in ("accept", *bodies):
            assert headers["If-Match"] is True and "Idempotency-Key" in headers
            problem_of(sign_in("head").post(filled(path, things), json=bodies.get(action, {})), 428, "version_required")
        if action in ("note", "message", "contribute", "progress"):
            assert "If-Match" not in headers


def soon():
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)).isoformat()


# What each operation answers where all is well: who asks, with what.
SUCCESSES = {
    ("POST", "/api/v1/urgings"): ("supervisor", URGING),
    ("POST", "/api/v1/stats/snapshots"): ("supervisor", {"month": "2025-07"}),
    ("GET", "/api/v1/urgings/counts"): ("supervisor", DAY),
    ("POST", "/api/v1/urgings/{entry}/reply"): ("staff", {"text": "Xong trong tuần"}),
    ("POST", "/api/v1/reports"): ("dispatcher", REPORT),
    ("GET", "/api/v1/reports/{code}"): ("dispatcher", None),
    ("POST", "/api/v1/reports/{code}/supplement"): ("sender", {"text": "Số nhà 5"}),
    ("POST", "/api/v1/reports/{code}/rating"): ("sender", {"score": 5, "comment": "Nhanh"}),
    ("POST", "/api/v1/reports/{code}/reopen"): ("sender", {"reason": "Lại hỏng"}),
    ("POST", "/api/v1/reports/{code}/withdraw"): ("sender", {}),
    ("GET", "/api/v1/link"): ("link", None),
    ("POST", "/api/v1/link/open"): ("link", {}),
    ("POST", "/api/v1/link/accept"): ("link", {}),
    ("POST", "/api/v1/link/return"): ("link", {"reason": "Không phải"}),
    ("POST", "/api/v1/link/answer"): ("link", {"text": "Đã vá xong", "outcome": "fixed"}),
    ("POST", "/api/v1/link/rating"): ("link", {"score": 5}),
    ("POST", "/api/v1/link/reopen"): ("link", {"reason": "Lại hỏng"}),
    ("POST", "/api/v1/cases/{id}/references"): ("dispatcher", {"source": "evn", "ref": f"PA-{uuid.uuid4()}"}),
    ("GET", "/api/v1/areas/locate"): ("dispatcher", {"lat": 21.1993, "lon": 106.058}),
    ("GET", "/api/v1/reports/similar"): ("dispatcher", {"lat": 21.1993, "lon": 106.058}),
    ("POST", "/api/v1/reports/{code}/me-too"): ("dispatcher", {}),
    ("POST", "/api/v1/reports/{code}/flags"): ("dispatcher", {"item": "text", "reason": "spam"}),
    ("POST", "/api/v1/cases/{id}/classify"): ("staff", {"area_code": "07210", "reason": "Gọi lại hỏi"}),
    ("POST", "/api/v1/cases/{id}/publish"): ("dispatcher", {}),
    ("POST", "/api/v1/cases/{id}/unpublish"): ("dispatcher", {"reason": "Nêu tên"}),
    ("GET", "/api/v1/cases/search.csv"): ("dispatcher", {"q": "den duong"}),
    ("GET", "/api/v1/cases/search.xlsx"): ("dispatcher", {"q": "den duong"}),
    ("GET", "/api/v1/cases/search.json"): ("dispatcher", {"q": "den duong"}),
    ("POST", "/api/v1/cases/by-phone"): ("dispatcher", {"phone": "0977000111", "reason": "Gọi lại"}),
    ("POST", "/api/v1/cases/bulk/assign"): ("dispatcher", {"codes": ["X"], "agency": "SXD"}),
    ("POST", "/api/v1/cases/bulk/note"): ("dispatcher", {"codes": ["X"], "text": "Ghi chú"}),
    ("GET", "/api/v1/stats/resolution"): ("dispatcher", DAY),
    ("GET", "/api/v1/stats/resolution.csv"): ("dispatcher", DAY),
    ("GET", "/api/v1/stats/timings"): ("dispatcher", DAY),
    ("GET", "/api/v1/stats/backlog"): ("dispatcher", DAY),
    ("GET", "/api/v1/stats/held"): ("dispatcher", DAY),
    ("GET", "/api/v1/stats/qd766"): ("dispatcher", DAY),
    ("GET", "/api/v1/stats/qd766.csv"): ("dispatcher", DAY),
    ("GET", "/api/v1/stats/qd766.xlsx"): ("dispatcher", DAY),
    ("GET", "/api/v1/stats/qd766.json"): ("dispatcher", DAY),
    ("GET", "/api/v1/stats/resolution.xlsx"): ("dispatcher", DAY),
    ("GET", "/api/v1/stats/resolution.json"): ("dispatcher", DAY),
    ("GET", "/api/v1/stats/report.xlsx"): ("dispatcher", DAY),
    ("GET", "/api/v1/stats/resolution/cases"): ("dispatcher", DAY | {"cell": "overdue"}),
    ("GET", "/api/v1/stats/resolution/cases.csv"): ("dispatcher", DAY | {"cell": "overdue"}),
    ("GET", "/api/v1/stats/resolution/cases.xlsx"): ("dispatcher", DAY | {"cell": "overdue"}),
    ("GET", "/api/v1/stats/resolution/cases.json"): ("dispatcher", DAY | {"cell": "overdue"}),
    ("GET", "/api/v1/ledger"): ("dispatcher", DAY),
    ("PUT", "/api/v1/admin/accounts/{username}"): ("admin", {"name": "Lê Thị Thu", "role": "staff", "agency": "UB09187"}),
    ("GET", "/api/v1/admin/heads"): ("admin", {"agency": "UB09187"}),
    ("POST", "/api/v1/admin/heads"): ("admin", {"username": "lanhdao"}),
    ("POST", "/api/v1/admin/agencies/{key}/succession/check"): ("admin", PLAN),
    ("PUT", "/api/v1/admin/agencies/{key}/succession"): ("admin", PLAN),
    ("POST", "/api/v1/admin/keys"): ("admin", {"name": "cổng tỉnh"}),
    ("POST", "/api/v1/agency/delegations"): ("head", {"deputy": "chuyenvien", "until": soon()}),
    ("DELETE", "/api/v1/agency/delegations/{entry}"): ("head", None),
    ("POST", "/api/v1/agency/leaves"): ("head", {"deputy": "chuyenvien", "until": soon()}),
    ("DELETE", "/api/v1/agency/leaves/{entry}"): ("head", None),
    ("POST", "/api/v1/cases/{id}/request-info"): ("staff", {"text": "Ở đâu?"}),
    ("POST", "/api/v1/cases/{id}/pause"): ("staff", {"reason": "Chờ điện lực", "until": soon()}),
    ("POST", "/api/v1/cases/{id}/extend"): ("staff", {"reason": "Chờ vật tư", "due_on": str(datetime.date.today() + datetime.timedelta(days=60))}),
    ("POST", "/api/v1/cases/{id}/grant"): ("head", {}),
    ("POST", "/api/v1/cases/{id}/refuse"): ("head", {"reason": "Không cần"}),
    ("POST", "/api/v1/cases/{id}/progress"): ("staff", {"text": "Đã đặt vật tư"}),
    ("POST", "/api/v1/cases/{id}/resume"): ("staff", {}),
    ("POST", "/api/v1/cases/{id}/accept"): ("staff", {}),
    ("POST", "/api/v1/queue/renew"): ("staff", {"claim": str(uuid.uuid4())}),
    ("POST", "/api/v1/cases/{id}/hand-to"): ("staff", {}),
    ("POST", "/api/v1/cases/{id}/put-back"): ("staff", {}),
    ("POST", "/api/v1/cases/{id}/note"): ("staff", {"text": "Ghi chú"}),
    ("POST", "/api/v1/cases/{id}/message"): ("staff", {"text": "Ở đâu?"}),
    ("POST", "/api/v1/cases/{id}/identity"): ("dispatcher", {"reason": "Gọi lại"}),
    ("POST", "/api/v1/cases/{id}/redact"): ("dispatcher", {"part": "address", "reason": "Nêu tên"}),
    ("DELETE", "/api/v1/reports/{code}/contact"): ("sender", None),
    ("POST", "/api/v1/citizen/code"): ("sender", {"phone": "0977000333"}),
    ("POST", "/api/v1/citizen/session"): ("sender", {"phone": "0977000444"}),
    ("GET", "/api/v1/citizen/reports"): ("citizen", None),
    ("POST", "/api/v1/citizen/reports/{code}/secret"): ("citizen", {}),
    ("POST", "/api/v1/admin/persons/export"): ("admin", PERSON),
    ("POST", "/api/v1/admin/persons/erase"): ("admin", PERSON),
    ("POST", "/api/v1/admin/rules/dry-run"): ("admin", {"since": "2026-11-01T00:00:00+07:00", "rules": {
        "9997": {"category_code": "HTGT", "area_code": "09187", "agency_code": "SXD", "reason": "Vì thử"}}}),
    ("POST", "/api/v1/admin/rules/versions/{number}/restore"): ("admin", {"note": "Thử"}),
    ("GET", "/api/v1/admin/holds"): ("admin", None),
    ("POST", "/api/v1/admin/holds"): ("admin", PERSON),
    ("DELETE", "/api/v1/admin/holds/{entry}"): ("admin", None),
    ("GET", "/api/v1/admin/looks"): ("admin", None),
    ("POST", "/api/v1/admin/webhooks"): ("admin", {"name": "hệ thống", "url": "https://he-thong.example.vn/pakn", "agency": "SXD"}),
    ("POST", "/api/v1/admin/mailboxes"): ("admin", {"agency": "SXD", "email": "sxd@example.vn"}),
    ("PUT", "/api/v1/admin/templates/{notice}"): ("admin", {"lang": "vi"}),
    ("POST", "/api/v1/cases/{id}/return"): ("staff", {"reason": "Không phải"}),
    ("POST", "/api/v1/cases/{id}/assign"): ("dispatcher", {"agency": "UB09187"}),
    ("POST", "/api/v1/cases/{id}/transfer"): ("head", {"agency": "SXD", "reason": "Của Sở"}),
    ("GET", "/api/v1/cases"): ("supervisor", {"state": "contested"}),
    ("POST", "/api/v1/cases/{id}/accept-transfer"): ("other head", {}),
    ("POST", "/api/v1/cases/{id}/decline-transfer"): ("other head", {"reason": "Không phải của Sở"}),
    ("POST", "/api/v1/cases/{id}/cancel-transfer"): ("head", {}),
    ("POST", "/api/v1/cases/{id}/coordinate"): ("head", {"agency": "SXD"}),
    ("POST", "/api/v1/cases/{id}/end-coordination"): ("head", {"agency": "SXD"}),
    ("POST", "/api/v1/cases/{id}/waive"): ("head", {"agency": "SXD", "reason": "Không cần nữa"}),
    ("POST", "/api/v1/cases/{id}/answer-preview"): ("staff", {"text": "Đã xong"}),
    ("POST", "/api/v1/cases/{id}/contribute"): ("other head", {"text": "Phần của Sở"}),
    ("POST", "/api/v1/cases/{id}/reject"): ("dispatcher", {"reason": "Không phải"}),
    ("POST", "/api/v1/cases/{id}/answer"): ("staff", {"text": "Đã xong"}),
    ("POST", "/api/v1/cases/{id}/approve"): ("head", {}),
    ("POST", "/api/v1/cases/{id}/send-back"): ("head", {"reason": "Chưa rõ"}),
}
# What must be done before an action is possible.
BEFORE = {"/return": [], "/assign": ["return"], "/answer": ["accept"], "/approve": ["accept", "answer"], "/send-back": ["accept", "answer"],
          "/accept-transfer": ["transfer"], "/decline-transfer": ["transfer"], "/cancel-transfer": ["transfer"],
          "/end-coordination": ["coordinate"], "/waive": ["coordinate"], "/contribute": ["coordinate"], "/supplement": ["request-info"], "/resume": ["request-info"], "/pause": ["accept"], "/progress": ["accept"],
          "/extend": ["accept"], "/grant": ["accept", "extend"], "/refuse": ["accept", "extend"],
          "/unpublish": ["publish"], "/me-too": ["publish"], "/rating": ["accept", "answer", "approve"], "/reopen": ["accept", "answer", "approve"], "/flags": ["publish"]}


def fact(client, path):
    """What an administrator reads there, as it may be written again."""
    noun = path.split("/")[4]
    return client.get(f"/api/v1/admin/{noun}/{KEYS[noun]}").json()


def version_ready(admin, method):
    """A version of the rules: to be withdrawn one that waits, else the last."""
    rule = {"rule_no": 9998, "category_code": "KHAC", "area_code": "09187", "agency_code": "SXD", "reason": "Vì thử",
            "valid_from": "2092-01-01", "effective_at": soon()}
    if method == "DELETE":
        assert admin.put("/api/v1/admin/rules/9998", json=rule).status_code == 201
    return next(item["version"] for item in admin.get("/api/v1/admin/rules/versions").json()["items"] if "withdrawn" not in item)


def session_ready(daemon, add_account, method, path):
    """Somebody for whom a route of sessions is next: a client, the body, and what the path wants."""
    username, password = add_account("staff", "UB09187")
    client, login = Api(daemon.url), {"username": username, "password": password}

    def sign_in_again():
        client.headers["Authorization"] = "Bearer " + client.post("/api/v1/session", json=login).json()["token"]

    if (method, path) == ("POST", "/api/v1/session"):
        return client, login, {}
    sign_in_again()
    if path.endswith("/password"):
        return client, {"old": password, "new": "cây gạo đầu làng"}, {}
    if path.endswith("/totp"):
        return client, {"password": password}, {}
    if path.endswith(("/confirm", "/factor", "/recovery-codes")):
        settled()
        secret = client.post("/api/v1/session/totp", json={"password": password}).json()["secret"]
        if not path.endswith("/confirm"):
            client.post("/api/v1/session/totp/confirm", json={"code": code_of(secret, -1)})
        if path.endswith("/factor"):
            sign_in_again()
        return client, {"code": code_of(secret)}, {}
    return client, None, {"session": client.get("/api/v1/sessions").json()["items"][0]["id"]}


def test_every_operation_answers_with_its_status_and_media_type(document, daemon, sign_in, member, add_account, things, citizen_client, code_to):
    for method, path, operation in operations(document):
        if (method, path) in ELSEWHERE:
            continue
        usual = "admin" if "/admin/" in path else "dispatcher"
        who, body = SUCCESSES.get((method, path), (usual, {} if method == "POST" else None))
        if path.endswith("/succession"):
            sign_in("admin").put(filled(path, things), json=PLAN)
        elif "/succession/" not in path and ("{key}" in path or path.endswith("/check")):
            body = fact(sign_in("admin"), path) if method in ("POST", "PUT") else None
        report = Api(daemon.url).post("/api/v1/reports", json=REPORT).json()
        client = Api(daemon.url) if who in ("sender", "citizen", "link") else member("head", "SXD") if who == "other head" else sign_in(who)
        for action in BEFORE.get("/" + path.rsplit("/", 1)[1], []):
            actor, needed = SUCCESSES["POST", "/api/v1/cases/{id}/" + action]
            done(sign_in("dispatcher" if action == "publish" else actor), report["id"], action, **needed)
        if who == "sender":
            client.headers["Authorization"] = "Bearer " + report["secret"]
        if who == "link":
            client = link_client(daemon, report["id"], purpose_of(path))
        if who == "citizen":
            client = citizen_client()
            report = client.post("/api/v1/reports", json=REPORT).json()
        if path.endswith("/citizen/session"):
            body = body | {"code": code_to("+84977000444")}
        if path.startswith("/api/v1/session"):
            client, body, wanted = session_ready(daemon, add_account, method, path)
            report |= wanted
        if "{username}" in path:
            report["username"] = add_account("staff", "UB09187")[0]
        if "{api_key}" in path:
            report["api_key"] = client.post("/api/v1/admin/keys", json={"name": "cổng tỉnh"}).json()["id"]
        for part, collection in (("webhook", "/api/v1/admin/webhooks"), ("mailbox", "/api/v1/admin/mailboxes")):
            if f"{{{part}}}" in path:
                report[part] = client.post(collection, json=SUCCESSES["POST", collection][1]).json()["id"]
        if path.startswith("/api/v1/urgings"):
            body = body | {"cases": [report["id"]]} if path.endswith("/urgings") and body else body
            report["entry"] = sign_in("supervisor").post("/api/v1/urgings", json=URGING | {"cases": [report["id"]]}).json()["urgings"][0]["id"]
        elif "{entry}" in path:
            collection = path.removesuffix("/{entry}")
            report["entry"] = client.post(collection, json=SUCCESSES["POST", collection][1]).json()["id"]
        if "{number}" in path:
            report["number"] = version_ready(client, method)
        target = filled(path, {name: things[name] for name in ("snapshot", "other")} | report)
        headers = {}
        if "/cases/{id}/" in path:
            headers["If-Match"] = sign_in("dispatcher").get(f"/api/v1/cases/{report['id']}").headers["ETag"]
        if path.endswith("/me-too"):
            headers["Idempotency-Key"] = str(uuid.uuid4())
        if "If-Match" in [p["name"] for p in operation["parameters"]]:
            headers.setdefault("If-Match", "*")
        answer = client.request(method, target, headers=headers, **({"params": body} if method == "GET" else {"json": body} if body is not None else {}))
        statuses = set(operation["responses"]) - {"default"}
        assert len(statuses) == 1 or (method, statuses) in [("PUT", {"200", "201"}), ("POST", {"201", "202"})], path
        assert str(answer.status_code) in statuses, (method, path, answer.text)
        response = operation["responses"][str(answer.status_code)]
        assert answer.headers.get("Content-Type") == next(iter(response.get("content", {})), None), path
        if answer.headers.get("Content-Type") == "application/json":
            assert isinstance(answer.json(), dict), path


def test_every_case_action_in_the_lifecycle_has_an_operation(document, db):
    cursor = db.cursor()
    cursor.execute("select distinct action from pakn.lifecycle where role <> 'sender'")
    actions = set(itertools.chain(*cursor.fetchall()))
    actions |= {"identity", "redact", "preview", "release", "hide", "remove", "cover", "resolve", "answer-preview", "references"}  # which no state forbids
    assert actions == {path.rsplit("/", 1)[1] for method, path, _ in operations(document) if path.startswith("/api/v1/cases/{id}/") and method == "POST"}
