"""Acts of administrators: every route and every command that writes leaves one, with no secret in it; who is in charge, and
what ends with an account."""

import datetime
import json
import re
import secrets
import subprocess

import pytest

from support import TENANT
from work import problem_of

PERSON = {"phone": "0977000333", "reason": "Yêu cầu số 5"}
PASSWORD = "giếng làng trong vắt"


def in_hours(hours):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=hours)).isoformat()


@pytest.fixture
def acts_since(ask):
    """acts_since(): the acts that were noted since it was asked last."""
    known = {row[0] for row in ask("select act_id from pakn.admin_act")}

    def since():
        rows = ask("""select act_id, noun, action, key, staff_id is not null, command, database_role, before::text, after::text
            from pakn.admin_act where tenant_id = 24 order by at, act_id""")
        found = [row[1:] for row in rows if row[0] not in known]
        known.update(row[0] for row in rows)
        return found

    return since


@pytest.fixture(scope="module", autouse=True)
def unit(admin):
    """A unit of the future to outline: where others report, the real outlines stay."""
    body = {"code": OUTLINE["code"], "full_name": "Phường Vẽ", "parent_code": "24", "valid_from": "2035-01-01"}
    assert admin.put(f"/api/v1/admin/areas/{OUTLINE['code']}", json=body, headers={"If-None-Match": "*"}).status_code == 201


@pytest.fixture
def target(add_account):
    return add_account("head", "UB09190")[0]


@pytest.fixture
def key_id(admin):
    return admin.post("/api/v1/admin/keys", json={"name": "thử"}).json()["id"]


@pytest.fixture
def hold_id(admin):
    return admin.post("/api/v1/admin/holds", json=PERSON).json()["id"]


@pytest.fixture
def subscriptions(admin, ask):
    """A webhook, a mailbox, and a notice that died there; all gone afterwards."""
    webhook = admin.post(WEBHOOKS, json=WEBHOOK).json()["id"]
    mailbox = admin.post("/api/v1/admin/mailboxes", json={"agency": "SXD", "email": "sxd@example.vn"}).json()["id"]
    notice = admin.post(f"{WEBHOOKS}/{webhook}/test", json={}).json()["id"]
    ask("update pakn.outbox set state = 'dead' where outbox_id = %s", notice)
    yield {"webhook": webhook, "mailbox": mailbox, "notice": notice}
    ask("delete from pakn.outbox; delete from pakn.subscription_secret; delete from pakn.subscription where subscription_id > 0;"
        " delete from pakn.notice_template where tenant_id > 0")


def version_ready(admin, method):
    """A version of the rules: one that waits, or the last but one of those that were not withdrawn."""
    rule = {"rule_no": 7098, "category_code": "KHAC", "area_code": "09187", "agency_code": "SXD", "reason": "Vì thử", "valid_from": "2035-01-01"}
    waits = {"effective_at": "2090-01-01T00:00:00+07:00"} if method == "DELETE" else {}
    assert admin.put("/api/v1/admin/rules/7098", json=rule | waits).status_code == 201
    versions = [item["version"] for item in admin.get("/api/v1/admin/rules/versions").json()["items"] if "withdrawn" not in item]
    return versions[method == "POST"]


FACTS = {
    "areas": ("00099", {"code": "00099", "full_name": "Phường Thử", "parent_code": "24", "valid_from": "2035-01-01"}),
    "agencies": ("THU", {"code": "THU", "name": "Sở Thử", "short_name": "Thử", "level": "province", "kind": "department",
                         "valid_from": "2035-01-01"}),
    "categories": ("THUKT", {"code": "THUKT", "name": "Thử kiểm toán", "deadline_class": "normal", "active": False}),
    "attributes": ("DIEN:ma_tram@2035-01-01", {"category_code": "DIEN", "code": "ma_tram", "name": "Mã cột?", "kind": "text", "valid_from": "2035-01-01"}),
    "rules": ("7099", {"rule_no": 7099, "category_code": "DIEN", "area_code": "09187", "agency_code": "SXD", "reason": "Vì thử", "valid_from": "2035-01-01"}),
    "zones": ("KCNTHU", {"code": "KCNTHU", "name": "Khu thử", "source": "Thử", "geometry": {"type": "Polygon", "coordinates": [[[106, 21], [106.1, 21], [106, 21.1], [106, 21]]]}}),
    "holidays": ("2030-11-21", {"day": "2030-11-21", "kind": "off", "name": "Ngày thử", "status": "proposed"}),
    "calendars": ("lichthu", {"code": "lichthu", "name": "Lịch thử"}),
    "office-hours": ("office@2091-01-01", {"calendar": "office", "valid_from": "2091-01-01", "monday": "07:30-11:30"}),
    "deadlines": ("kiemtoan:answer", {"class": "kiemtoan", "stage": "answer", "unit": "working_days", "amount": 3}),
    "deadline-rules": ("DIEN:procedure:normal", {"category_code": "DIEN", "kind": "procedure", "urgency": "normal", "deadline_class": "long"}),
    "answer-rules": ("XB:planned", {"category_code": "XB", "outcome": "planned", "approval": True}),
    "answer-templates": ("mau-thu", {"code": "mau-thu", "name": "Mẫu thử", "text": "Kính gửi ông/bà", "active": False}),
    "duties": ("SXD:tongdai@2036-01-01T17:00", {"agency_code": "SXD", "username": "tongdai", "starts_at": "2036-01-01T17:00:00+07:00",
                                                "ends_at": "2036-01-02T07:30:00+07:00"}),
    "targets": ("SXD:rate_on_time@2036-01-01", {"agency_code": "SXD", "figure": "rate_on_time", "goal": "at_least", "value": 95, "valid_from": "2036-01-01"}),
    "ladders": ("DIEN:*:sort", {"category_code": "DIEN", "urgency": "*", "stage": "sort", "steps": "100% desk; every 1h"}),
}
OUTLINE = {"code": "00098", "source": "Thử", "geometry": {"type": "Polygon", "coordinates": [[[106, 21], [106.1, 21], [106, 21.1], [106, 21]]]}}
ACCOUNTS = "/api/v1/admin/accounts"
WEBHOOKS = "/api/v1/admin/webhooks"
WEBHOOK = {"name": "hệ thống", "url": "https://he-thong.example.vn/", "agency": "SXD"}
# (method, path) of what writes: the body and the act; None: it leaves none, since it keeps nothing.
EXPECTED = {("PUT", f"/api/v1/admin/{noun}/{{key}}"): (body, (noun, "add")) for noun, (_, body) in FACTS.items()}
EXPECTED |= {("POST", f"/api/v1/admin/{noun}/check"): (body, None) for noun, (_, body) in FACTS.items()}
EXPECTED |= {
    ("PUT", "/api/v1/admin/boundaries/{key}"): (OUTLINE, ("boundaries", "add")),
    ("POST", "/api/v1/admin/boundaries/check"): (OUTLINE, None),
    ("POST", "/api/v1/admin/rules/dry-run"): ({"since": "2026-11-01T00:00:00+07:00", "rules": {"7097": {
        "category_code": "HTGT", "area_code": "09187", "agency_code": "SXD", "reason": "Vì thử"}}}, None),
    ("DELETE", "/api/v1/admin/rules/{key}"): (None, ("rules", "delete")),
    ("POST", "/api/v1/admin/rules/versions/{number}/restore"): ({"note": "Thử"}, ("rules", "restore")),
    ("DELETE", "/api/v1/admin/rules/versions/{number}"): (None, ("rules", "withdraw")),
    ("DELETE", "/api/v1/admin/holidays/{key}"): (None, ("holidays", "delete")),
    ("DELETE", "/api/v1/admin/office-hours/{key}"): (None, ("office-hours", "delete")),
    ("DELETE", "/api/v1/admin/deadline-rules/{key}"): (None, ("deadline-rules", "delete")),
    ("DELETE", "/api/v1/admin/answer-rules/{key}"): (None, ("answer-rules", "delete")),
    ("DELETE", "/api/v1/admin/duties/{key}"): (None, ("duties", "delete")),
    ("DELETE", "/api/v1/admin/ladders/{key}"): (None, ("ladders", "delete")),
    ("PUT", ACCOUNTS + "/{username}"): ({"name": "Tên Mới", "role": "head", "agency": "UB09190"}, ("accounts", "change")),
    ("POST", ACCOUNTS + "/{username}/password"): (None, ("accounts", "password")),
    ("POST", "/api/v1/admin/heads"): ({"username": "{username}"}, ("heads", "change")),
    ("POST", "/api/v1/admin/keys"): ({"name": "cổng tỉnh"}, ("keys", "add")),
    ("DELETE", "/api/v1/admin/keys/{api_key}"): (None, ("keys", "delete")),
    ("POST", WEBHOOKS): (WEBHOOK, ("webhooks", "add")),
    ("POST", WEBHOOKS + "/{webhook}/rotate"): ({}, ("webhooks", "rotate")),
    ("POST", WEBHOOKS + "/{webhook}/disable"): ({}, ("webhooks", "disable")),
    ("POST", WEBHOOKS + "/{webhook}/enable"): ({}, ("webhooks", "enable")),
    ("POST", WEBHOOKS + "/{webhook}/test"): ({}, None),
    ("POST", "/api/v1/admin/mailboxes"): ({"agency": "SXD", "email": "kiem.toan@example.vn"}, ("mailboxes", "add")),
    ("DELETE", "/api/v1/admin/mailboxes/{mailbox}"): (None, ("mailboxes", "disable")),
    ("POST", "/api/v1/admin/notices/{entry}/retry"): ({}, ("notices", "retry")),
    ("PUT", "/api/v1/admin/templates/{notice}"): ({"lang": "en", "subject": "{code}", "body": "{code}"}, ("templates", "add")),
    ("POST", "/api/v1/admin/templates/{notice}/preview"): ({}, None),
    ("POST", "/api/v1/admin/persons/export"): (PERSON, ("persons", "export")),
    ("POST", "/api/v1/admin/persons/erase"): (PERSON, ("persons", "erase")),
    ("POST", "/api/v1/admin/holds"): (PERSON, ("holds", "add")),
    ("DELETE", "/api/v1/admin/holds/{entry}"): (None, ("holds", "delete")),
    ("POST", "/api/v1/cases/{id}/redact"): ({"part": "address", "reason": "Nêu tên"}, ("cases", "redact")),
}
SUCCESSION, PLAN = "/api/v1/admin/agencies/{key}/succession", {"successor": "VPUB", "at": "2036-01-01"}
EXPECTED |= {("POST", SUCCESSION + "/check"): (PLAN, None), ("PUT", SUCCESSION): (PLAN, ("successions", "add")),
             ("DELETE", SUCCESSION): (None, ("successions", "delete"))}
EXPECTED |= {("POST", f"{ACCOUNTS}/{{username}}/{verb}"): (None, ("accounts", verb)) for verb in ("lock", "unlock", "end-sessions", "factor-reset")}


def test_every_route_of_administration_that_writes_has_an_expectation(api):
    paths = api.get("/openapi.json").json()["paths"]
    writes = {(method.upper(), path) for path, item in paths.items() for method in item if "/admin/" in path and method != "get"}
    assert writes == {route for route in EXPECTED if "/admin/" in route[1]}


@pytest.mark.parametrize("method, path", sorted(EXPECTED, key=lambda route: (route[0] == "DELETE", route)))
def test_what_writes_leaves_an_act(admin, api, acts_since, ask, target, key_id, hold_id, subscriptions, method, path):
    body, act = EXPECTED[method, path]
    noun = path.split("/")[4]
    if path.endswith("/erase"):
        ask("update pakn.identity_hold set lifted_by = placed_by, lifted_at = now() where lifted_at is null")
    report = api.post("/api/v1/reports", json={"description": "Ổ gà giữa đường", "area_code": "09190"}).json()
    key = "STP" if "/succession" in path else FACTS.get(noun, (OUTLINE["code"],))[0]
    if path.endswith("/enable"):
        admin.post(f"{WEBHOOKS}/{subscriptions['webhook']}/disable")
    url = path.format(username=target, api_key=key_id, entry=subscriptions["notice"] if noun == "notices" else hold_id, key=key,
                      id=report["id"], webhook=subscriptions["webhook"], mailbox=subscriptions["mailbox"], notice="received",
                      number=version_ready(admin, method) if "{number}" in path else None)
    if body == {"username": "{username}"}:
        body = {"username": target}
    headers = {"If-Match": "*"} if path.endswith(("/restore", "/rotate")) or "{username}" in path else {}
    if path.endswith("/redact"):
        headers = {"If-Match": '"1"'}
    if "{key}" in path:
        shown = admin.get(url if "/succession" in path else f"/api/v1/admin/{noun}/{key}")
        headers = {"If-Match": shown.headers["ETag"]} if shown.status_code == 200 else {"If-None-Match": "*"}
    acts_since()
    answer = admin.request(method, url, json=body, headers=headers)
    assert answer.status_code in (200, 201, 202, 204), answer.text
    acts = acts_since()
    assert [row[:2] for row in acts] == ([act] if act else []), acts
    assert all(row[3] and row[4:6] == (None, None) for row in acts), "by somebody who signed in"
    for secret in (answer.json().get(name) for name in ("one_time_password", "key", "secret") if answer.content):
        assert not secret or secret not in str(acts)
    assert not re.search(r"argon2|password_hash|digest|\\\\x|977000333", str([row for row in acts if row[0] not in ("boundaries", "zones")])), acts


# Commands, their standard input, and the acts that they leave.
COMMANDS = [
    ("user add --username ke.toan --role head --agency SXD", [("accounts", "add")]),
    ("user add --username ke.toan --role staff --agency SXD", [("accounts", "change")]),
    ("oidc add --provider kiemtoan --issuer https://dn.example.vn --client-id pakn --url https://pa.example.vn", [("providers", "add")]),
    ("oidc add --provider kiemtoan --issuer https://dn.example.vn --client-id pakn2 --url https://pa.example.vn", [("providers", "change")]),
    ("oidc link --provider kiemtoan --username ke.toan --subject u1", [("accounts", "link")]),
    ("oidc unlink --provider kiemtoan --username ke.toan", [("accounts", "unlink")]),
    ("oidc remove --provider kiemtoan", [("providers", "delete")]),
    ("user factor-reset --username ke.toan", [("accounts", "factor-reset")]),
    ("user lock --username ke.toan", [("accounts", "lock")]),
    ("token add --name kiem.toan", [("keys", "add")]),
    ("token revoke --name kiem.toan", [("keys", "delete")]),
    ("tenant set bacninh --sender-days 90", [("tenants", "change")]),
    ("identity retain --days 0", [("tenants", "change")]),
    ("identity consent --version kiemtoan-1 --vi Đồng_ý --en Agreed", [("consents", "add")]),
    ("gateway add --name kiemtoan --channel sms", [("gateways", "add")]),
    ("gateway rotate --name kiemtoan", [("gateways", "rotate")]),
    ("gateway revoke --name kiemtoan", [("gateways", "delete")]),
    ("identity reseal", [("seals", "reseal")]),
    ("agency succeed STP TTT --at 2035-01-01 --dry-run", []),
    ("agency succeed STP TTT --at 2035-01-01", [("successions", "add")]),
    ("agency cancel STP", [("successions", "delete")]),
    ("stats freeze --period 2025-07", [("snapshots", "add")]),
    ("import holidays", [("holidays", "import")]),
]
# What only reads, or changes nothing of a province, or is a client of the interface.
READ_ONLY = {"serve", "migrate", "stats [table]", "stats summary", "stats snapshots", "stats verify", "checkpoint", "doctor", "config", "version", "replay", "journal", "tenant list", "user list", "token list", "oidc list", "gateway list",
             "agency list", "agency successions",
             "rules check", "rules dry-run"}


def test_every_command_that_writes_has_an_expectation(seeded):
    known = {" ".join(words.split()[:2]) for words, _ in COMMANDS} | READ_ONLY | {"tenant add", "tenant merge", "stats rebuild"}  # tests of their own: below, test_merge.py, test_rebuild.py
    for command in re.findall(r"^  (\w+) ", seeded.command("--help"), re.MULTILINE):
        usage = re.search(rf"Usage: pakn {command} \[options\] ?(.*)", seeded.command(command, "--help"))[1]
        verbs = {word.split()[0] for word in usage.split("|")} if command in ("tenant", "agency", "user", "token", "oidc", "gateway", "identity", "rules", "stats") else {None}
        for verb in verbs:
            assert command == "import" or (f"{command} {verb}" if verb else command) in known, (command, verb)


@pytest.mark.parametrize("words, acts", COMMANDS, ids=[words for words, _ in COMMANDS])
def test_what_a_command_writes_leaves_an_act_of_the_command_line(seeded, ask, api, acts_since, words, acts):
    command, arguments = words.split()[0], words.split()
    if command == "import":
        file = seeded.home / "given.tsv"
        file.write_text("day\tkind\tname\tstatus\n2029-11-22\toff\tNgày thử\tproposed\n")
        arguments.append(str(file))
    if command != "tenant" and words != "identity reseal":
        arguments += ["--tenant", TENANT]
    if words == "identity reseal":
        ask("insert into pakn.report_sender (tenant_id, report_id, name) select 24, gen_random_uuid(), 'Cũ'")
    said = subprocess.run(seeded._command(*arguments), env=seeded._environment(PAKN_DATABASE=seeded.cluster.conninfo("pakn_owner")),
                          input=PASSWORD + "\n", text=True, capture_output=True, timeout=60)
    assert said.returncode == 0 or words == "identity reseal", said.stderr
    found = acts_since()
    assert [row[:2] for row in found] == acts, found
    assert all(row[3:6] == (False, f"pakn {command}", "pakn_owner") for row in found)
    assert not re.search(r"argon2|password_hash|digest|\\\\x", str(found)) and PASSWORD not in str(found)
    assert not command == "token" or not said.stdout.startswith("pkk_") or said.stdout.strip() not in str(found)


def test_a_province_that_is_made_is_an_act_too(seeded, ask):
    seeded.command("tenant", "add", "kiemtoan", "--name", "Tỉnh Thử", "--number", "77")
    try:
        assert ask("select noun, action, key, command from pakn.admin_act where tenant_id = 77 order by act_id")[0] == ("tenants", "add", "kiemtoan", "pakn tenant")
    finally:
        ask("""delete from pakn.working_block where tenant_id = 77; delete from pakn.office_hours where tenant_id = 77;
            delete from pakn.deadline where tenant_id = 77; update pakn.tenant set office_calendar_id = null where tenant_id = 77;
            delete from pakn.calendar where tenant_id = 77; delete from pakn.tenant where tenant_id = 77""")


def test_supervisors_read_acts_and_find_them_by_noun_key_and_who(sign_in, admin, target, accounts):
    admin.post(f"{ACCOUNTS}/{target}/lock")
    [act] = sign_in("supervisor").get("/api/v1/admin/acts", params={
        "noun": "accounts", "key": target, "who": accounts["admin"]["username"]}).json()["items"]
    assert act["action"] == "lock" and act["before"]["active"] is True and act["after"]["active"] is False
    by_command = sign_in("supervisor").get("/api/v1/admin/acts", params={"noun": "accounts", "key": target}).json()["items"][-1]
    assert (by_command["action"], by_command["who"]) == ("add", {"command": "pakn user", "database_role": "pakn_owner"})


# Who is in charge.

def terms(admin, agency):
    return admin.get("/api/v1/admin/heads", params={"agency": agency}).json()["items"]


def test_a_head_is_put_in_charge_and_terms_are_listed_with_their_dates(admin, add_account, ask):
    ask("delete from pakn.agency_head h using pakn.agency a where a.agency_id = h.agency_id and a.code = 'UB07210'")
    first, second = (add_account("head", "UB07210")[0] for _ in range(2))
    assert [t["who"]["username"] for t in terms(admin, "UB07210")] == [first]
    answer = admin.post("/api/v1/admin/heads", json={"username": second}, headers={"Idempotency-Key": "cbe0a2b6-0f5d-4a0e-8f5a-" + secrets.token_hex(6)})
    assert answer.status_code == 200, answer.text
    now, before = answer.json()["items"]
    assert (now["who"]["username"], now["until"], before["who"]["username"]) == (second, None, first)
    assert before["until"] == now["from"] and terms(admin, "UB07210") == [now, before]
    later = in_hours(24)
    assert admin.post("/api/v1/admin/heads", json={"username": first, "from": later}).json()["items"][1]["until"] is not None
    errors = problem_of(admin.post("/api/v1/admin/heads", json={"username": first, "from": in_hours(-1)}), 422, "invalid")["errors"]
    assert [(e["pointer"], e["code"]) for e in errors] == [("/from", "within_a_past_term")]


def test_only_a_head_is_put_in_charge(admin, add_account):
    for username in (add_account("staff", "UB09190")[0], "khong.co.ai"):
        errors = problem_of(admin.post("/api/v1/admin/heads", json={"username": username}), 422, "invalid")["errors"]
        assert [(e["pointer"], e["code"]) for e in errors] == [("/username", "not_a_head")]


CHANGES = {
    "lock": lambda admin, seeded, name: admin.post(f"{ACCOUNTS}/{name}/lock"),
    "move": lambda admin, seeded, name: admin.put(f"{ACCOUNTS}/{name}", json={"name": "X", "role": "head", "agency": "SXD"}, headers={"If-Match": "*"}),
    "role": lambda admin, seeded, name: admin.put(f"{ACCOUNTS}/{name}", json={"name": "X", "role": "operator", "agency": "UB07228"}, headers={"If-Match": "*"}),
    "pakn user lock": lambda admin, seeded, name: seeded.command("user", "lock", "--tenant", TENANT, "--username", name),
    "pakn user add": lambda admin, seeded, name: seeded.command("user", "add", "--tenant", TENANT, "--username", name, "--role", "staff",
                                                               "--agency", "SXD", "--password-stdin", stdin=PASSWORD + "\n"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_who_is_locked_or_moved_is_not_in_charge_and_lends_nothing(admin, seeded, add_account, client_of, ask, change):
    ask("delete from pakn.agency_head h using pakn.agency a where a.agency_id = h.agency_id and a.code = 'UB07228'")
    head, deputy = add_account("head", "UB07228"), add_account("staff", "UB07228")
    client = client_of(*head)
    delegation = client.post("/api/v1/agency/delegations", json={"deputy": deputy[0], "until": in_hours(9)})
    later = client.post("/api/v1/agency/leaves", json={"deputy": deputy[0], "from": in_hours(1), "until": in_hours(9)})
    assert (delegation.status_code, later.status_code) == (201, 201), (delegation.text, later.text)
    assert [t["until"] for t in terms(admin, "UB07228") if t["who"]["username"] == head[0]] == [None]
    CHANGES[change](admin, seeded, head[0])
    assert all(t["until"] for t in terms(admin, "UB07228") if t["who"]["username"] == head[0])
    shown = client_of(*deputy).get("/api/v1/agency").json()
    moved = change != "role"  # who still works there may still be away
    assert head[0] not in json.dumps(shown["delegations"]) and (head[0] in json.dumps(shown["leaves"])) == (not moved)
    open_ones = ask("""select count(*) from pakn.delegation d join pakn.staff s on s.staff_id = d.head_id
        where s.username = %s and d.valid_to > now()""", head[0])
    assert open_ones == [(0,)]
    assert ask("""select bool_and(valid_to = valid_from) from pakn.leave l join pakn.staff s using (tenant_id, staff_id)
        where s.username = %s""", head[0]) == [(moved,)], "a leave that had not begun is taken back"


def test_a_deputy_who_is_locked_approves_no_more(admin, add_account, client_of, ask):
    head, deputy = add_account("head", "UB07246"), add_account("staff", "UB07246")
    client_of(*head).post("/api/v1/agency/delegations", json={"deputy": deputy[0], "until": in_hours(9)})
    admin.post(f"{ACCOUNTS}/{deputy[0]}/lock")
    admin.post(f"{ACCOUNTS}/{deputy[0]}/unlock")
    assert client_of(*head).get("/api/v1/agency").json()["delegations"] == [], "and unlocking brings nothing back"


# The role of who runs `pakn identity`.

def test_pakn_identity_runs_as_a_member_of_its_role_that_is_not_the_owner(seeded, cluster, ask, acts_since):
    cluster.call("psql", "-d", "postgres", "-qc", "do $$ begin if to_regrole('identity_clerk') is null then create role identity_clerk login in role pakn_identity; end if; end $$")
    try:
        conninfo = cluster.conninfo("identity_clerk")
        ask("insert into pakn.report_sender (tenant_id, report_id, name) select 24, gen_random_uuid(), 'Cũ'")

        def run(*arguments):
            return subprocess.run(seeded._command("identity", *arguments, "--database", conninfo), env=seeded._environment(),
                                  text=True, capture_output=True, timeout=60)

        for arguments in (["reseal"], ["retain", "--tenant", TENANT, "--days", "30"], ["retain", "--tenant", TENANT, "--days", "0"],
                          ["consent", "--tenant", TENANT, "--version", "thu-" + secrets.token_hex(3), "--vi", "Đồng ý", "--en", "Agreed"]):
            said = run(*arguments)
            assert "permission denied" not in said.stderr and (said.returncode == 0 or arguments == ["reseal"]), said.stderr
        assert ask("select count(*) from pakn.report_sender where name is not null") == [(0,)]
        assert {row[5] for row in acts_since()} == {"identity_clerk"}
        denied = subprocess.run(seeded._command("user", "list", "--tenant", TENANT, "--database", conninfo), env=seeded._environment(),
                                text=True, capture_output=True, timeout=60)
        assert denied.returncode == 1 and "permission denied" in denied.stderr
    finally:
        cluster.call("psql", "-d", "postgres", "-qc", "drop role identity_clerk")
