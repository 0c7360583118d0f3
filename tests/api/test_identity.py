"""Who reported: sealed, seen by whom it concerns and on record, written to unseen, exported, forgotten."""

import json
import pathlib
import re
import secrets
import subprocess
import time

import psycopg2
import pytest

from support import TENANT, Api
from work import act, done, problem_of

WARD = "UB09187"
REASON = {"reason": "Hỏi thêm vị trí"}


@pytest.fixture
def someone():
    """A person whom nothing else in the database resembles: name, number, address."""
    digits, word = f"{secrets.randbelow(10**7):07}", "".join(secrets.choice("bcdghklmnpqrtvx") for _ in range(9))
    return {"name": f"Nguyễn Thị {word.title()}", "phone": f"+8490{digits}", "email": f"{word}@example.vn"}


def spellings(person):
    """How the person might stand somewhere.  Of a number six digits at least: what is random in five is in other words, too
    (an account of UB09190 is called head.ub09190.669808)."""
    digits = person["phone"][3:]
    word = person["name"].split()[-1]
    return [word, word.lower(), digits, *(f"{digits[:3]}{sign}{digits[3:6]}" for sign in " ."),
            *(f"{digits[:2]}{sign}{digits[2:5]}{sign}{digits[5:]}" for sign in " .")]


def look(client, report, **body):
    return client.post(f"/api/v1/cases/{report['id']}/identity", json=REASON | body)


# Who sees what.

def test_the_desk_sees_who_sent_a_report(sign_in, send, someone):
    report = send(contact=someone | {"allow_call": True, "consent": "2026-01"})
    for role in ("operator", "dispatcher"):
        answer = look(sign_in(role), report)
        assert answer.status_code == 200, answer.text
        assert answer.json() == {"contact": someone, "id": report["id"], "code": report["code"], "anonymous": False,
                                 "may_call": True, "consent_version": "2026-01"}


def test_the_agency_sees_the_number_and_only_if_the_sender_allowed_a_call(member, send, someone):
    yes, no = send(contact=someone | {"allow_call": True}), send(contact=someone)
    for role in ("staff", "head"):
        client = member(role, WARD)
        assert look(client, yes).json()["contact"] == {"phone": someone["phone"]}
        problem_of(look(client, no), 403, "identity_withheld")
        problem_of(look(member(role, "UB09190"), yes), 404, "unknown_case")


def test_who_wants_not_to_be_named_is_named_to_nobody(sign_in, send, someone):
    report = send(contact=someone, anonymous=True)
    problem_of(look(sign_in("dispatcher"), report), 403, "identity_withheld")
    report = send(contact=someone | {"allow_call": True}, anonymous=True)
    assert look(sign_in("dispatcher"), report).json()["contact"] == {"phone": someone["phone"]}


def test_for_whom_an_operator_typed_is_the_desks_to_see_alone(sign_in, member, places):
    body = {"category": "HTGT", "description": "Cống tràn ra đường", "location": places["09187"], "channel": "hotline",
            "on_behalf_of": "Cụ Bảy xóm Đông", "call_id": "C-77"}
    report = sign_in("operator").post("/api/v1/reports", json=body).json()
    assert look(sign_in("operator"), report).json()["contact"] == {"on_behalf_of": "Cụ Bảy xóm Đông"}
    problem_of(look(member("staff", WARD), report), 403, "identity_withheld")


def test_a_look_wants_a_reason_and_finds_who_left_nothing(sign_in, send):
    report = send()
    problem_of(look(sign_in("operator"), report), 404, "no_contact")
    for body in ({}, {"reason": "x"}, {"reason": None}):
        answer = sign_in("operator").post(f"/api/v1/cases/{report['id']}/identity", json=body)
        assert problem_of(answer, 422, "invalid")["errors"][0]["pointer"] == "/reason"


def test_a_case_says_only_whether_one_may_write_and_call(member, send, someone):
    client = member("staff", WARD)
    for contact, expected in (({}, (False, False)), ({"contact": someone}, (True, False)),
                              ({"contact": {"name": someone["name"]}}, (False, False)),
                              ({"contact": someone | {"allow_call": True}}, (True, True))):
        case = client.get(f"/api/v1/cases/{send(**contact)['id']}").json()
        assert case["contact"] == {"can_write": expected[0], "may_call": expected[1]}


def test_every_look_can_be_searched_and_tells_nothing_of_the_sender(sign_in, member, send, someone, accounts):
    report = send(contact=someone)
    look(sign_in("operator"), report)
    look(member("staff", WARD), report)
    for role in ("admin", "supervisor"):
        answer = sign_in(role).get("/api/v1/admin/looks", params={"report": report["id"]})
        items = answer.json()["items"]
        assert [(i["role"], i["purpose"], i["fields"], i["reason"], i["code"]) for i in items] == [
            ("staff", "show", [], REASON["reason"], report["code"]),
            ("operator", "show", ["name", "phone", "email"], REASON["reason"], report["code"])]
        assert not any(word in answer.text for word in spellings(someone))
    mine = sign_in("admin").get("/api/v1/admin/looks", params={"username": accounts["operator"]["username"], "limit": 1}).json()
    assert len(mine["items"]) == 1 and mine["items"][0]["code"] == report["code"]
    further = sign_in("admin").get("/api/v1/admin/looks", params={"limit": 1, "cursor": mine["next_cursor"]}).json()
    assert further["items"][0]["id"] < mine["items"][0]["id"]
    assert not sign_in("admin").get("/api/v1/admin/looks", params={"to": "2020-01-01T00:00:00+07:00"}).json()["items"]


# Writing to somebody unseen.

def test_an_agency_writes_to_a_sender_whom_it_does_not_see(api, member, send, someone):
    report = send(contact=someone)
    case = done(member("staff", WARD), report["id"], "message", version="", text="Anh chị cho biết số cột đèn?")
    assert case["status"] == "assigned" and not any(word in json.dumps(case) for word in spellings(someone))
    seen = api.get(f"/api/v1/reports/{report['code']}", headers={"Authorization": "Bearer " + report["secret"]}).json()
    assert seen["timeline"][-1]["type"] == "messaged" and seen["timeline"][-1]["text"] == "Anh chị cho biết số cột đèn?"
    public = api.get(f"/api/v1/reports/{report['code']}").json()
    assert "text" not in public["timeline"][-1]
    problem_of(act(member("staff", "UB09190"), report["id"], "message", version="", text="Của chúng tôi?"), 404, "unknown_case")


# Consent.

def test_the_text_of_consent_is_public_and_its_version_goes_with_the_report(api, send, someone, db):
    db.cursor().execute("delete from pakn.consent_text where version <> '2026-01'")  # what other tests said later
    text = api.get("/api/v1/consent").json()
    assert text["version"] == "2026-01" and "đồng ý" in text["vi"] and "agree" in text["en"]
    send(contact=someone | {"consent": text["version"]})
    answer = api.post("/api/v1/reports", json={"description": "Đèn hỏng", "area_code": "09187",
                                               "contact": someone | {"consent": "1999"}})
    assert problem_of(answer, 422, "invalid")["errors"][0] | {"detail": ""} == {
        "pointer": "/contact/consent", "code": "unknown_consent", "detail": ""}


# At rest.

def stored(db, report):
    cursor = db.cursor()
    cursor.execute("select name_sealed, phone_sealed, email_sealed, phone_hash, email_hash from pakn.report_sender where report_id = %s", [report["id"]])
    return [bytes(value) for value in cursor.fetchone()]


def test_what_lies_in_the_database_is_sealed_and_never_twice_the_same(db, send, someone):
    first, second = (stored(db, send(contact=someone)) for _ in range(2))
    for plain, one, other in zip(someone.values(), first, second):
        assert one[:2] == b"\x00\x01" and len(one) == len(plain.encode()) + 30
        assert one != other and plain.encode() not in one
    assert first[3:] == second[3:] and len(first[3]) == 16


def test_a_row_that_was_moved_to_another_report_does_not_open(db, sign_in, send, someone):
    report, other = send(contact=someone), send(contact=someone)
    db.cursor().execute("update pakn.report_sender s set phone_sealed = o.phone_sealed from pakn.report_sender o where s.report_id = %s and o.report_id = %s",
                        [report["id"], other["id"]])
    problem_of(look(sign_in("operator"), report), 500, "internal")
    assert look(sign_in("operator"), other).status_code == 200
    db.cursor().execute("delete from pakn.report_sender where report_id = %s", [report["id"]])


def test_the_database_role_of_the_daemon_alone_gets_at_nobody(seeded, send, someone, db):
    """All that its password opens: no table, and no function without somebody's credential."""
    report = send(contact=someone)
    connection = psycopg2.connect(seeded.cluster.conninfo("pakn_app"))
    connection.autocommit = True
    cursor = connection.cursor()
    guess, hash_ = "'\\x" + "00" * 32 + "'", "'\\x" + "00" * 16 + "'"
    for call, code in (
            ("table pakn.report_sender", "42501"), ("table pakn.identity_look", "42501"),
            (f"select pakn.identity_read(24, gen_random_uuid(), 1, 'show', '{report['id']}', '{{phone}}', 'x')", "42501"),
            ("select pakn.identity_stale(0, gen_random_uuid(), 2, 100)", "42501"), ("select pakn.identity_sample(100)", "42501"),
            (f"select pakn.person_reports(24, {hash_}, null)", "42501"), ("set role pakn_identity", "42501"), ("set role pakn_owner", "42501"),
            (f"select pakn.identity_show(null, 24, gen_random_uuid(), '{report['id']}', 'x')", "PK401"),
            (f"select pakn.identity_show({guess}, 24, gen_random_uuid(), '{report['id']}', 'x')", "PK401"),
            (f"select pakn.person_open({guess}, 24, 'export', {hash_}, null, 'x')", "PK401"),
            (f"select pakn.person_erase({guess}, 24, gen_random_uuid(), '', {hash_}, null, null, 'x')", "PK401"),
            (f"select pakn.look_list({guess}, 24, null, null, null, null, null, null, null)", "PK401"),
            (f"select pakn.contact_erase({guess}, 24, gen_random_uuid(), '{report['code']}')", "PK401")):
        with pytest.raises(psycopg2.Error) as refusal:
            cursor.execute(call)
        assert refusal.value.pgcode == code, call
    connection.close()


def test_a_new_key_takes_over_while_the_old_one_still_opens(seeded, daemon, sign_in, make_daemon, send, someone, db, accounts):
    old = daemon.settings["PAKN_IDENTITY_KEYS"]
    new = f"7:{secrets.token_hex(32)}"
    report = send(contact=someone)
    keys = {name: daemon.settings["PAKN_" + name.upper()] for name in ("code_key", "secret_key")}
    other = make_daemon(identity_keys=f"{new},{old}", **keys)
    other.start()
    api = Api(other.url)
    token = api.post("/api/v1/session", json={name: accounts["operator"][name] for name in ("username", "password")}).json()["token"]
    api.headers["Authorization"] = "Bearer " + token
    assert look(api, report).json()["contact"] == someone
    later = api.post("/api/v1/reports", json={"description": "Đèn hỏng", "area_code": "09187", "contact": someone}).json()
    assert stored(db, later)[0][:2] == b"\x00\x07"
    problem_of(look(sign_in("operator"), later), 500, "internal")
    cursor = db.cursor()
    cursor.execute("insert into pakn.report_sender (tenant_id, report_id, name, phone) values (24, %s, %s, %s)",
                   [send()["id"], someone["name"], someone["phone"]])
    cursor.execute("select count(*) from pakn.report_sender where coalesce(get_byte(name_sealed, 1), 0) <> 7 or name is not null")
    assert re.search(r"^\d+ senders sealed by key 7; all others were already\.\n\Z", other.command("identity", "reseal"), re.MULTILINE)
    assert other.command("identity", "reseal") == "0 senders sealed by key 7; all others were already.\n"
    cursor.execute("select count(*) filter (where coalesce(name, phone, email) is not null), count(distinct get_byte(coalesce(name_sealed, phone_sealed, email_sealed, on_behalf_of_sealed), 1)) from pakn.report_sender")
    assert cursor.fetchone() == (0, 1)
    assert look(api, report).json()["contact"] == someone
    # Back again, for the tests that follow.
    back = make_daemon(identity_keys=f"{old},{new}", **keys)
    assert "sealed by key 1" in back.command("identity", "reseal")
    assert look(sign_in("operator"), report).json()["contact"] == someone
    assert look(sign_in("operator"), later).json()["contact"] == someone
    other.stop()


# Export, holds, erasure.

def find(client, what, **body):
    return client.post(f"/api/v1/admin/persons/{what}", json={"reason": "Yêu cầu số 12"} | body)


def test_a_person_gets_all_that_is_kept_of_them(sign_in, member, send, someone):
    one = send(contact=someone, description="Cống trước nhà bị tắc")
    two = send(contact={"email": someone["email"].upper().split("@")[0] + "@EXAMPLE.vn"}, description="Đèn trước nhà bị hỏng")
    done(member("staff", WARD), one["id"], "message", version="", text="Cống nào?")
    look(sign_in("operator"), one)
    local = someone["phone"].replace("+84", "0")
    answer = find(sign_in("admin"), "export", phone=f"{local[:4]} {local[4:7]}.{local[7:]}")
    [report] = answer.json()["reports"]
    assert report["contact"] == someone and report["code"] == one["code"]
    assert report["description"] == "Cống trước nhà bị tắc" and report["timeline"][-1]["text"] == "Cống nào?"
    assert [(entry["purpose"], entry["reason"]) for entry in report["looks"]] == [("show", REASON["reason"]), ("export", "Yêu cầu số 12")]
    by_email = find(sign_in("admin"), "export", email=someone["email"]).json()["reports"]
    assert {report["code"] for report in by_email} == {one["code"], two["code"]}
    assert find(sign_in("admin"), "export", phone="0999999990").json() == {"reports": []}


def test_a_person_is_looked_for_by_phone_or_email_and_by_an_administrator(sign_in, someone):
    for what in ("export", "erase"):
        for body in ({}, {"phone": someone["phone"], "email": someone["email"]}):
            assert problem_of(find(sign_in("admin"), what, **body), 422, "invalid")["errors"][0]["code"] == "phone_or_email"
        for role in ("operator", "dispatcher", "staff", "head", "supervisor"):
            problem_of(find(sign_in(role), what, phone=someone["phone"]), 403, "forbidden")


@pytest.mark.parametrize("what", ["report", "phone", "email"])
def test_what_is_on_hold_is_not_erased_until_the_hold_is_lifted(api, sign_in, send, someone, what):
    admin, report = sign_in("admin"), send(contact=someone)
    held = admin.post("/api/v1/admin/holds", json={what: report["id"] if what == "report" else someone[what], "reason": "Công văn 5"})
    assert held.status_code == 201, held.text
    problem_of(find(admin, "erase", phone=someone["phone"]), 409, "on_hold")
    secret = {"Authorization": "Bearer " + report["secret"]}
    problem_of(api.delete(f"/api/v1/reports/{report['code']}/contact", headers=secret), 409, "on_hold")
    [hold] = [item for item in admin.get("/api/v1/admin/holds").json()["items"] if item["id"] == held.json()["id"]]
    assert hold["reason"] == "Công văn 5" and hold.get("code") == (report["code"] if what == "report" else None)
    for _ in range(2):
        assert admin.delete(f"/api/v1/admin/holds/{hold['id']}").status_code == 204
    assert look(sign_in("operator"), report).json()["contact"] == someone
    assert api.delete(f"/api/v1/reports/{report['code']}/contact", headers=secret).status_code == 204


def test_a_hold_is_on_one_thing_that_exists(sign_in, someone):
    admin = sign_in("admin")
    for body in ({}, {"phone": someone["phone"], "email": someone["email"]}):
        answer = admin.post("/api/v1/admin/holds", json=body | {"reason": "Công văn 5"})
        assert problem_of(answer, 422, "invalid")["errors"][0]["code"] == "one_of"
    nothing = "018f0000-0000-7000-8000-000000000000"
    problem_of(admin.post("/api/v1/admin/holds", json={"report": nothing, "reason": "Công văn 5"}), 404, "unknown_case")
    for path in (nothing, "x"):
        problem_of(admin.delete(f"/api/v1/admin/holds/{path}"), 404, "not_there")


def test_a_sender_is_forgotten_at_their_own_wish_with_the_secret_alone(api, sign_in, send, someone):
    report, other = send(contact=someone), send(contact=someone)
    path = f"/api/v1/reports/{report['code']}/contact"
    problem_of(api.delete(path), 401, "unauthenticated")
    problem_of(api.delete(path, headers={"Authorization": "Bearer " + other["secret"]}), 401, "unauthenticated")
    for _ in range(2):
        assert api.delete(path, headers={"Authorization": "Bearer " + report["secret"]}).status_code == 204
    problem_of(look(sign_in("operator"), report), 404, "no_contact")
    assert look(sign_in("operator"), other).json()["contact"] == someone
    case = sign_in("dispatcher").get(f"/api/v1/cases/{report['id']}").json()
    assert [event["type"] for event in case["history"]] == ["received", "contact_erased"]
    assert case["contact"] == {"can_write": False, "may_call": False}


# Redaction.

def test_words_are_taken_out_for_good_and_the_history_tells_of_it(sign_in, member, send, db, someone, seeded):
    staff, desk = member("staff", WARD), sign_in("dispatcher")
    report = send(description=f"Nhà ông {someone['name']} đổ rác", address=f"Cạnh nhà {someone['name']}", attributes={"a": someone["name"]})
    done(staff, report["id"], "accept")
    done(staff, report["id"], "note", version="", text=f"Gọi {someone['phone']}")
    case = done(staff, report["id"], "answer", text=f"Đã phạt {someone['name']}")
    note = next(event["id"] for event in case["history"] if event["type"] == "noted")
    why = {"reason": "Nêu tên người khác"}
    for body in ({"part": "description", "text": "Có người đổ rác"}, {"part": "address"}, {"part": "attributes"},
                 {"part": "answer", "text": "Đã phạt"}, {"part": "event", "event": note}):
        done(desk, report["id"], "redact", **body, **why)
    case = desk.get(f"/api/v1/cases/{report['id']}").json()
    assert case["description"] == "Có người đổ rác" and case["answer"] == "Đã phạt" and "address" not in case and "attributes" not in case
    history = {event["type"]: event for event in case["history"]}
    assert history["answered"]["text"] == "Đã phạt" and history["noted"]["text"] == "[đã xóa]"
    assert history["redacted"]["text"] == why["reason"] and history["redacted"]["actor"]["kind"] == "staff"
    assert not traces(dump(seeded), spellings(someone))
    wait_sealed(db)
    assert verified(db)


def test_a_redaction_that_is_asked_for_twice_is_done_once(sign_in, send):
    report, desk = send(), sign_in("dispatcher")
    body = {"part": "description", "text": "Đường lún", "reason": "Nêu tên người khác"}
    key = {"Idempotency-Key": secrets.token_hex(16), "If-Match": '"1"'}
    first, second = (desk.post(f"/api/v1/cases/{report['id']}/redact", json=body, headers=key) for _ in range(2))
    assert first.json() == second.json() and first.json()["version"] == 2
    problem_of(desk.post(f"/api/v1/cases/{report['id']}/redact", json=body | {"text": "Khác"}, headers=key), 422, "key_reused")


def test_what_does_not_stand_there_cannot_be_redacted(sign_in, send):
    report, other = send(), send()
    event = sign_in("dispatcher").get(f"/api/v1/cases/{other['id']}").json()["history"][0]["id"]
    for body, pointer in (({"part": "answer"}, "/part"), ({"part": "event"}, "/event"), ({"part": "event", "event": event}, "/event")):
        answer = act(sign_in("dispatcher"), report["id"], "redact", **body, reason="Nêu tên")
        assert problem_of(answer, 422, "invalid")["errors"][0]["pointer"] == pointer


# The canary.

def dump(seeded):
    """Everything in the database, as a backup would have it."""
    return subprocess.run(["pg_dump", "--inserts", seeded.cluster.conninfo("pakn_owner")], check=True, capture_output=True, text=True).stdout


def traces(text, words):
    return [word for word in words if word in text]


def files_below(folder):
    """What lies in a folder: logs, settings, spooled files; not the cluster's own, where a dead row stays until
    PostgreSQL writes over it, as deploy/README.md says."""
    found = ""
    for path in pathlib.Path(folder).rglob("*"):
        if path.is_file() and path.relative_to(folder).parts[0] != "pg" and path.name != "pakn":
            found += path.read_bytes().decode(errors="replace")
    return found


def wait_sealed(db):
    cursor, end = db.cursor(), time.monotonic() + 60
    while True:
        cursor.execute("select exists (select from pakn.event_unsealed)")
        if cursor.fetchone() == (False,):
            return
        assert time.monotonic() < end, "events wait for their seal"
        time.sleep(0.1)


def verified(db):
    cursor = db.cursor()
    cursor.execute("select bool_and(pakn.event_verify(tenant_id) is null) from pakn.tenant")
    return cursor.fetchone()[0]


def counts(client):
    answers = [client.get("/api/v1/stats/resolution", params={
        "from": "2020-01-01T00:00:00+07:00", "to": "2040-01-01T00:00:00+07:00", "group_by": group}).json()
        for group in ("agency", "area", "category", "channel", "month")]
    return [(answer["total"]["received"], answer["total"]["handled"], answer["total"]["in_progress"],
             [row["received"] for row in answer["rows"]]) for answer in answers]


def test_who_is_erased_is_found_nowhere_and_nothing_else_has_moved(cluster, seeded, daemon, api, sign_in, member, send, someone, db):
    """A canary: name, number and address in every place where a person may turn up."""
    admin, staff, desk = sign_in("admin"), member("staff", WARD), sign_in("dispatcher")
    local = someone["phone"].replace("+84", "0")
    spoken = f"{local[:4]}.{local[4:7]}.{local[7:]}"
    one = send(contact=someone | {"allow_call": True, "consent": "2026-01"}, description=f"Tôi, {someone['name']}, số {spoken}, báo cống tắc",
               address=f"Trước nhà bà {someone['name'].upper()}", attributes={"người báo": f"{someone['name']} <{someone['email']}>"})
    two = desk.post("/api/v1/reports", json={
        "category": "HTGT", "description": "Đèn hỏng", "area_code": "09187", "channel": "hotline", "call_id": "C-9",
        "on_behalf_of": someone["name"], "contact": {"phone": spoken}}, headers={"Idempotency-Key": secrets.token_hex(20)}).json()
    done(staff, one["id"], "request-info", text=f"Chị {someone['name']} cho biết vị trí?")
    answer = api.post(f"/api/v1/reports/{one['code']}/supplement", json={"text": f"Gọi {local}"}, headers={
        "Authorization": "Bearer " + one["secret"], "Idempotency-Key": secrets.token_hex(20)})
    assert answer.status_code == 200, answer.text
    done(staff, one["id"], "accept")
    done(staff, one["id"], "message", version="", text=f"Cảm ơn {someone['name']}")
    done(staff, one["id"], "note", version="", text=f"{someone['phone']}: đã gọi")
    case = done(staff, one["id"], "answer", text=f"Đã thông cống cho {someone['name']}")
    for client in (desk, staff):
        look(client, one)
    find(admin, "export", phone=local)
    api.get(f"/api/v1/reports/{one['code']}?who={someone['email']}")
    api.post("/api/v1/reports", json={"description": "x", "contact": someone})
    wait_sealed(db)
    before = counts(desk)
    assert traces(dump(seeded), spellings(someone)), "the canary sings"

    erased = find(admin, "erase", phone=spoken)
    assert erased.status_code == 200 and sorted(erased.json()["codes"]) == sorted([one["code"], two["code"]]), erased.text
    wait_sealed(db)
    for place, text in (("tables", dump(seeded)), ("the daemon's files", files_below(daemon.home)), ("the state", files_below(cluster.home())),
                        ("exports", "".join(find(admin, "export", **{what: someone[what]}).text for what in ("phone", "email"))),
                        ("cases", "".join(desk.get(f"/api/v1/cases/{r['id']}").text for r in (one, two))),
                        ("queues", staff.get("/api/v1/queue", params={"limit": 200}).text),
                        ("looks", admin.get("/api/v1/admin/looks", params={"limit": 200}).text),
                        ("the sender's view", api.get(f"/api/v1/reports/{one['code']}", headers={"Authorization": "Bearer " + one["secret"]}).text),
                        ("figures", desk.get("/api/v1/stats/resolution.csv", params={"from": "2020-01-01T00:00:00+07:00", "to": "2040-01-01T00:00:00+07:00"}).text)):
        assert text and not traces(text, spellings(someone)), place
    assert verified(db)
    assert counts(desk) == before
    after = desk.get(f"/api/v1/cases/{one['id']}").json()
    assert [event["type"] for event in after["history"]] == [event["type"] for event in case["history"]] + ["contact_erased"]
    assert after["history"][-1]["text"] == "Yêu cầu số 12" and after["status"] == case["status"]
    again = find(admin, "erase", phone=spoken)
    assert again.json() == {"erased": 0, "codes": []}


# Keeping for so long.

def test_time_makes_the_service_forget_once_a_province_says_so(seeded, sign_in, send, someone, db):
    report = send(contact=someone)
    cursor = db.cursor()
    assert seeded.command("identity", "retain", "--tenant", TENANT, "--days", "30") == \
        f"{TENANT} forgets who reported 30 days after a report is closed.\n"
    cursor.execute("select pakn.identity_retain(100)")
    assert look(sign_in("operator"), report).json()["contact"] == someone
    assert "keeps who reported until somebody asks" in seeded.command("identity", "retain", "--tenant", TENANT, "--days", "0")
    cursor.execute("select sender_days from pakn.tenant where code = %s", [TENANT])
    assert cursor.fetchone() == (None,)


def test_what_time_made_the_service_forget_is_counted(seeded, daemon):
    metrics = Api(daemon.admin_url).get("/metrics").text
    assert re.search(r"^pakn_senders_forgotten_total \d+$", metrics, re.MULTILINE)


# The doctor.

def test_the_doctor_tries_the_keys(seeded, send, someone):
    send(contact=someone)

    def doctor(**settings):
        environment = seeded._environment(PAKN_DATABASE=seeded.cluster.conninfo("pakn_owner"), **settings)
        return subprocess.run(seeded._command("doctor"), env=environment, text=True, capture_output=True, timeout=60).stdout

    assert "ok      seals\n" in doctor()
    assert re.search(r"FINDING seals: \d+ do not open with identity_keys", doctor(PAKN_IDENTITY_KEYS="1:" + secrets.token_hex(32)))
    assert "FINDING identity_keys is not set" in doctor(PAKN_IDENTITY_KEYS="")
