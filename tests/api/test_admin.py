"""/api/v1/admin: an administrator changes the facts of a province, each change is seen at once and noted for ever."""

import concurrent.futures
import secrets
from urllib.parse import quote

import pytest

from support import TENANT, Api
from work import problem_of

SQUARE = {"type": "Polygon", "coordinates": [[[105.31, 21.11], [105.32, 21.11], [105.32, 21.12], [105.31, 21.12], [105.31, 21.11]]]}
# What may be put: every column, with a value that is fine.
BODIES = {
    "areas": {"code": "99001", "name": "Thử", "full_name": "Xã Thử", "level": "commune", "parent_code": "24",
              "valid_from": "2030-01-01", "valid_to": "2031-01-01", "lon": 106.1, "lat": 21.2},
    "boundaries": {"code": "99009", "source": "Đo đạc thử", "geometry": SQUARE,
                   "valid_from": "2035-01-01", "valid_to": None},
    "agencies": {"code": "THU1", "name": "Trung tâm Thử", "short_name": "TT Thử", "level": "province", "kind": "department",
                 "parent_code": "UBT", "area_code": None, "needs_approval": True, "publishes": False, "phone": "1022", "calendar": None,
                 "valid_from": "2030-01-01", "valid_to": None},
    "categories": {"code": "THU1", "name": "Lĩnh vực thử", "examples": "một, hai", "group": "Nhóm", "urgency": "urgent",
                   "deadline_class": "normal", "in_scope": True, "active": False},
    "attributes": {"category_code": "KHAC", "code": "co_nho", "name": "Cỡ nào?", "kind": "choice", "required": True,
                   "choices": "nho=Nhỏ; lon=Lớn", "place": 2, "valid_from": "2040-01-01", "valid_to": "2041-01-01"},
    "rules": {"rule_no": 7001, "category_code": "KHAC", "area_code": "*", "agency_code": "SXD", "reason": "Vì thử",
              "valid_from": "2040-01-01", "valid_to": "2041-01-01", "zone_code": "KCN1", "senders": "citizen app",
              "hours": "1-5 07:30-17:00; 6 07:30-11:30", "priority": 2, "coordinating": "commune SNNMT", "urgency": "urgent",
              "deadline_class": "urgent"},
    "zones": {"code": "KCN1", "name": "Khu công nghiệp thử", "kind": "industrial_park", "source": "Đo đạc thử", "geometry": SQUARE,
              "valid_from": "2030-01-01", "valid_to": None},
    "holidays": {"day": "2029-07-03", "kind": "off", "name": "Ngày thử", "status": "announced", "source": "Công văn thử",
                 "calendar": "office"},
    "calendars": {"code": "thu1", "name": "Lịch thử"},
    "office-hours": {"calendar": "thu1", "valid_from": "2040-01-01", "monday": "07:30-11:30, 13:30-17:00", "tuesday": "00:00-24:00",
                     "wednesday": None, "thursday": "07:30-11:30", "friday": "13:00-16:30, 18:00-20:00", "saturday": None, "sunday": None},
    "deadlines": {"class": "thu1", "stage": "answer", "unit": "working_days", "amount": 9, "calendar": "agency", "extensions": 2,
                  "extended_by": "dispatcher", "source": "Quyết định thử", "valid_from": "2040-01-01", "valid_to": "2041-01-01"},
    "deadline-rules": {"category_code": "KHAC", "kind": "business", "urgency": "urgent", "deadline_class": "long"},
    "duties": {"agency_code": "SXD", "username": "tongdai", "starts_at": "2040-01-01T17:00:00+07:00", "ends_at": "2040-01-02T07:30:00+07:00"},
    "answer-rules": {"category_code": "XB", "outcome": "information_given", "proof": "either", "approval": True},
    "answer-templates": {"code": "thu1", "category_code": "XB", "outcome": "planned", "name": "Mẫu thử", "text": "Kính gửi,\n{agency}: {planned}", "active": False},
    "targets": {"agency_code": "SXD", "figure": "p90_hours", "goal": "at_most", "value": 40.5, "source": "Quyết định thử", "valid_from": "2040-01-01",
                "valid_to": "2041-01-01"},
    "ladders": {"category_code": "KHAC", "urgency": "urgent", "stage": "review", "steps": "50% agency; 100% desk, head; +1d supervisor; every 2d"},
}
KEYS = {"areas": "99001@2030-01-01", "boundaries": "99009@2035-01-01", "agencies": "THU1", "categories": "THU1",
        "attributes": "KHAC:co_nho@2040-01-01", "rules": "7001", "zones": "KCN1", "holidays": "2029-07-03@office", "calendars": "thu1",
        "office-hours": "thu1@2040-01-01", "deadlines": "thu1:answer@2040-01-01", "deadline-rules": "KHAC:business:urgent",
        "duties": "SXD:tongdai@2040-01-01T17:00", "ladders": "KHAC:urgent:review", "targets": "SXD:p90_hours@2040-01-01",
        "answer-rules": "XB:information_given", "answer-templates": "thu1"}
NOUNS = list(BODIES)
OUTLINES = ("boundaries", "zones")
# What of each is changed here, and to what; of all others, words.
OTHERS = {"office-hours": ("monday", [f"07:30-11:{n}" for n in range(30, 34)]), "deadline-rules": ("deadline_class", ["normal", "urgent", "thu1", "long"]),
          "duties": ("ends_at", [f"2040-01-02T0{n}:00:00+07:00" for n in range(4)]),
          "ladders": ("steps", [f"50% agency; 100% desk, head; +1d supervisor; every {n}d" for n in range(3, 7)]),
          "answer-rules": ("proof", ["none", "photo", "signed", "either"])}
WORDS = {"areas": "full_name", "boundaries": "source", "rules": "reason", "deadlines": "source", "targets": "source"}


def others(noun):
    """A column of a noun, and four values that it does not have."""
    return OTHERS.get(noun) or (WORDS.get(noun, "name"), [f"Của {n} {secrets.token_hex(4)}" for n in range(4)])


def address(noun, key):
    return f"/api/v1/admin/{noun}/{quote(str(key), safe='')}"


def put(client, noun, key, body, version=None, **headers):
    if version:
        headers["If-Match"] = version
    return client.put(address(noun, key), json=body, headers=headers)


def changed(client, noun, key, **members):
    """Reads one, changes it and puts it back."""
    read = client.get(address(noun, key))
    assert read.status_code == 200, read.text
    answer = put(client, noun, key, read.json() | members, read.headers["ETag"])
    assert answer.status_code == 200, answer.text
    return answer


def listed(client, path, **parameters):
    items, parameters = [], {"limit": 200} | parameters
    while True:
        page = client.get(path, params=parameters)
        assert page.status_code == 200, page.text
        items += page.json()["items"]
        parameters["cursor"] = page.json()["next_cursor"]
        if not parameters["cursor"]:
            return items


@pytest.fixture(scope="module")
def made(admin):
    """One of each noun, as BODIES has it; they stay, but for what may be deleted."""
    # Its own unit, which begins later: the other tests need the boundaries of today.
    unit = BODIES["areas"] | {"code": "99009", "valid_from": "2035-01-01", "valid_to": None}
    assert put(admin, "areas", "99009", unit, admin.get(address("areas", "99009")).headers.get("ETag")).status_code in (200, 201)
    for noun, body in sorted(BODIES.items(), key=lambda item: item[0] == "rules"):
        read = admin.get(address(noun, KEYS[noun]))
        answer = put(admin, noun, KEYS[noun], body, read.headers.get("ETag"))
        assert answer.status_code in (200, 201), answer.text
    return admin


@pytest.mark.parametrize("noun", NOUNS)
def test_what_is_put_is_read_again_at_its_key_and_in_the_list(made, noun):
    read = made.get(address(noun, KEYS[noun]))
    assert read.json() == (BODIES[noun] if noun not in OUTLINES else
                           BODIES[noun] | {"geometry": {"type": "MultiPolygon", "coordinates": [SQUARE["coordinates"]]}})
    [item] = [item for item in listed(made, f"/api/v1/admin/{noun}") if item["key"] == KEYS[noun]]
    assert f'"{item["etag"]}"' == read.headers["ETag"]
    again = made.get(address(noun, KEYS[noun]), headers={"If-None-Match": read.headers["ETag"]})
    assert again.status_code == 304
    same = put(made, noun, KEYS[noun], read.json(), read.headers["ETag"])
    assert same.status_code == 200 and same.headers["ETag"] == read.headers["ETag"] and same.json() == read.json()


@pytest.mark.parametrize("noun", NOUNS)
def test_everything_that_is_listed_can_be_put_back_and_stays_what_it_was(admin, noun):
    for item in listed(admin, f"/api/v1/admin/{noun}")[:5]:
        read = admin.get(address(noun, item["key"]))
        assert read.status_code == 200, item
        if noun != "boundaries" or "illustrative" not in item["source"]:
            answer = put(admin, noun, item["key"], read.json(), read.headers["ETag"])
            assert answer.status_code == 200 and answer.headers["ETag"] == read.headers["ETag"], answer.text


@pytest.mark.parametrize("noun", NOUNS)
def test_versions_decide_who_may_write(made, noun):
    key, body = KEYS[noun], BODIES[noun]
    new = body | {"categories": {"code": "THU2"}, "attributes": {"code": "co_nao"}, "agencies": {"code": "THU2"}, "rules": {"rule_no": 7002},
                  "areas": {"code": "99002"}, "holidays": {"day": "2029-07-04"}, "boundaries": {}, "zones": {"code": "KCN2"}, "calendars": {"code": "thu2"},
                  "office-hours": {"valid_from": "2042-01-01"}, "deadlines": {"class": "thu2"}, "deadline-rules": {"kind": "site"},
                  "duties": {"username": "chuyenvien"}, "ladders": {"stage": "sort"}, "targets": {"figure": "rate_handled"},
                  "answer-rules": {"outcome": "not_ours"}, "answer-templates": {"code": "thu2"}}[noun]
    new_key = {"categories": "THU2", "attributes": "KHAC:co_nao@2040-01-01", "agencies": "THU2", "rules": "7002", "areas": "99002", "zones": "KCN2", "holidays": "2029-07-04",
               "calendars": "thu2", "office-hours": "thu1@2042-01-01", "deadlines": "thu2:answer@2040-01-01", "deadline-rules": "KHAC:site:urgent",
               "duties": "SXD:chuyenvien@2040-01-01T17:00", "ladders": "KHAC:urgent:sort", "targets": "SXD:rate_handled@2040-01-01",
               "answer-rules": "XB:not_ours", "answer-templates": "thu2"}.get(noun)
    problem_of(put(made, noun, key, body), 428, "version_required")
    problem_of(put(made, noun, key, body, '"0"'), 412, "stale_version")
    problem_of(put(made, noun, key, body, **{"If-None-Match": "*"}), 412, "exists_already")
    assert put(made, noun, key, body, "*").status_code == 200
    if new_key:
        problem_of(put(made, noun, new_key, new, '"0"'), 412, "stale_version")
        problem_of(made.get(address(noun, new_key)), 404, "not_there")


@pytest.mark.parametrize("noun", NOUNS)
def test_of_two_who_write_on_one_version_one_wins(made, sign_in, add_account, client_of, noun):
    member, values = others(noun)
    read = made.get(address(noun, KEYS[noun]))
    clients = [client_of(*add_account("admin", "TT1022")) for _ in range(4)]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda i: put(clients[i], noun, KEYS[noun], read.json() | {member: values[i]},
                                              read.headers["ETag"]), range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]
    [winner] = [answer for answer in answers if answer.status_code == 200]
    assert made.get(address(noun, KEYS[noun])).json() == winner.json()
    changed(made, noun, KEYS[noun], **{member: BODIES[noun][member]})


def test_who_reads_while_a_file_is_imported_does_not_write_over_it(made, db):
    read = made.get(address("categories", "THU1"))
    cursor = db.cursor()
    cursor.execute("begin; select pakn.facts_lock(24); update pakn.category set name = 'Từ tệp' where tenant_id = 24 and code = 'THU1'")
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        write = pool.submit(put, made, "categories", "THU1", read.json() | {"name": "Của người"}, read.headers["ETag"])
        waiting = [(0,)]
        while waiting == [(0,)] and not write.done():
            cursor.execute("select count(*) from pg_locks where not granted and pg_backend_pid() = any (pg_blocking_pids(pid))")
            waiting = cursor.fetchall()
        assert not write.done()
        cursor.execute("commit")
    problem_of(write.result(), 412, "stale_version")
    assert changed(made, "categories", "THU1", name=BODIES["categories"]["name"]).status_code == 200


def test_a_repeated_put_answers_what_it_answered_first(admin):
    key, headers = "THU" + secrets.token_hex(3), {"Idempotency-Key": secrets.token_hex(16)}
    body = BODIES["categories"] | {"code": key}
    first = put(admin, "categories", key, body, **headers)
    assert first.status_code == 201
    again = put(admin, "categories", key, body, **headers)
    assert (again.status_code, again.content) == (201, first.content)
    problem_of(put(admin, "categories", key, body | {"name": "Khác"}, **headers), 422, "key_reused")
    [act] = listed(admin, "/api/v1/admin/acts", noun="categories", key=key)
    assert act["action"] == "add"


# noun, what is put instead, the pointer, the code, words of the detail in English.
WRONG = [
    ("categories", {"code": "A B"}, "/code", "bad_format", "letters"),
    ("categories", {"code": "THU9"}, "/code", "not_the_key", 'Not what the path says, "THU1"'),
    ("categories", {"code": None}, "/code", "required", "required"),
    ("categories", {"name": " "}, "/name", "required", "required"),
    ("categories", {"name": "ệ" * 201}, "/name", "too_long", "200"),
    ("categories", {"name": "a\nb"}, "/name", "bad_character", "control"),
    ("categories", {"urgency": "now"}, "/urgency", "bad_choice", "normal, urgent"),
    ("categories", {"active": "true"}, "/active", "wrong_type", "true or false"),
    ("categories", {"deadline_class": "soon"}, "/deadline_class", "unknown", '"soon" is not known in this province.'),
    ("categories", {"nam": "x"}, "/nam", "unknown_field", "name"),
    ("agencies", {"level": "ward"}, "/level", "bad_choice", "utility"),
    ("agencies", {"parent_code": "NONE"}, "/parent_code", "unknown", '"NONE" is not known'),
    ("agencies", {"area_code": "99999"}, "/area_code", "unknown", '"99999" is not known'),
    ("agencies", {"kind": "committee", "area_code": "09187"}, "/area_code", "committee_taken", "UB09187 is the committee"),
    ("agencies", {"valid_from": "2025-02-29"}, "/valid_from", "bad_format", "a day that exists"),
    ("agencies", {"valid_to": "2030-01-01"}, "/valid_to", "not_after_valid_from", "Not after valid_from."),
    ("agencies", {"parent_code": "THU1"}, "/parent_code", "agency_circle", "stands above itself"),
    ("attributes", {"category_code": "XX"}, "/code", "not_the_key", "KHAC:co_nho@2040-01-01"),
    ("attributes", {"code": "to"}, "/code", "not_the_key", "KHAC:co_nho"),
    ("attributes", {"kind": "colour"}, "/kind", "bad_choice", "boolean"),
    ("attributes", {"kind": "text", "choices": None}, "/kind", "kind_stands", "Cannot change from choice"),
    ("attributes", {"choices": None}, "/choices", "needed_by_kind", "the kind is choice"),
    ("attributes", {"choices": "nho"}, "/choices", "not_choices", "small=Small; big=Big"),
    ("attributes", {"choices": "nho=Nhỏ; nho=Lớn"}, "/choices", "not_choices", "each code once"),
    ("attributes", {"choices": "nhỏ=Nhỏ"}, "/choices", "not_choices", "small=Small"),
    ("attributes", {"place": 0}, "/place", "too_small", "1"),
    ("attributes", {"valid_to": "2040-01-01"}, "/valid_to", "not_after_valid_from", "Not after"),
    ("rules", {"rule_no": 0}, "/rule_no", "too_small", "1"),
    ("rules", {"rule_no": 7003}, "/rule_no", "not_the_key", "7001"),
    ("rules", {"category_code": "XX"}, "/category_code", "unknown", '"XX" is not known'),
    ("rules", {"area_code": "24000"}, "/area_code", "unknown", '"24000" is not known'),
    ("rules", {"agency_code": "*"}, "/agency_code", "bad_format", "letters"),
    ("rules", {"agency_code": "XX"}, "/agency_code", "unknown", '"XX" is not known'),
    ("rules", {"category_code": "HTGT", "valid_from": None, "valid_to": None, "zone_code": None, "senders": None, "hours": None,
               "priority": 0}, "/rule_no", "same_as_rule",
     "Rule 7001 is for the same field, area and time as rule 1"),
    ("rules", {"zone_code": "KCN9"}, "/zone_code", "unknown", '"KCN9" is not known'),
    ("rules", {"area_code": "09187"}, "/zone_code", "area_and_zone", "must have *"),
    ("rules", {"senders": "citizen, king"}, "/senders", "unknown", '"king" is not known'),
    ("rules", {"hours": "8 07:30-11:30"}, "/hours", "not_hours", "1 is Monday"),
    ("rules", {"hours": "5-1 07:30-11:30"}, "/hours", "not_hours", "1 is Monday"),
    ("rules", {"hours": "1-5 07:30"}, "/hours", "not_hours", "office, !office"),
    ("rules", {"priority": 1001}, "/priority", "too_large", "1000"),
    ("rules", {"coordinating": "commune XX"}, "/coordinating", "unknown", '"XX" is not known'),
    ("rules", {"coordinating": "SNNMT SXD"}, "/coordinating", "is_the_lead", "with itself"),
    ("rules", {"urgency": "soon"}, "/urgency", "bad_choice", "urgent"),
    ("rules", {"deadline_class": "XX"}, "/deadline_class", "unknown", '"XX" is not known'),
    ("rules", {"effective_at": "2026-01-01T00:00:00+07:00"}, "/effective_at", "in_the_past", "past"),
    ("rules", {"valid_to": "2040-01-01"}, "/valid_to", "not_after_valid_from", "Not after"),
    ("holidays", {"day": "2029-07-05"}, "/day", "not_the_key", "2029-07-03"),
    ("holidays", {"day": "2029-13-01"}, "/day", "bad_format", "a day that exists"),
    ("holidays", {"kind": "holiday"}, "/kind", "bad_choice", "swap_work"),
    ("holidays", {"status": "sure"}, "/status", "bad_choice", "announced"),
    ("holidays", {"calendar": "lunar"}, "/day", "not_the_key", "2029-07-03@office"),
    ("calendars", {"code": "thu3"}, "/code", "not_the_key", "thu1"),
    ("calendars", {"name": None}, "/name", "required", "required"),
    ("office-hours", {"monday": "7:30-11:30"}, "/monday", "not_blocks", "07:30-11:30, 13:30-17:00"),
    ("office-hours", {"friday": "13:00-16:30, 16:00-20:00"}, "/friday", "not_blocks", "without overlaps"),
    ("office-hours", {"sunday": "22:00-06:00"}, "/sunday", "not_blocks", "in order"),
    ("office-hours", {day: None for day in ("monday", "tuesday", "thursday", "friday")}, "/monday", "no_hours", "some working hours"),
    ("office-hours", {"calendar": "thu9"}, "/calendar", "not_the_key", "thu1@2040-01-01"),
    ("deadlines", {"amount": 0}, "/amount", "too_small", "1"),
    ("deadlines", {"unit": "weeks"}, "/unit", "bad_choice", "working_hours"),
    ("deadlines", {"stage": "sleep"}, "/stage", "bad_choice", "accept"),
    ("deadlines", {"calendar": "lunar"}, "/calendar", "unknown", '"lunar" is not known'),
    ("deadlines", {"extended_by": "staff"}, "/extended_by", "bad_choice", "dispatcher"),
    ("deadlines", {"valid_to": "2039-01-01"}, "/valid_to", "not_after_valid_from", "Not after"),
    ("deadline-rules", {"kind": "letter"}, "/kind", "bad_choice", "procedure"),
    ("deadline-rules", {"deadline_class": "soon"}, "/deadline_class", "unknown", '"soon" is not known'),
    ("duties", {"username": "khong.co.ai"}, "/starts_at", "not_the_key", "SXD:tongdai@2040-01-01T17:00"),
    ("duties", {"ends_at": "2040-01-01T17:00:00+07:00"}, "/ends_at", "not_after_field", "Not after starts_at"),
    ("answer-rules", {"proof": "stamp"}, "/proof", "bad_choice", "signed"),
    ("answer-rules", {"outcome": "not_ours"}, "/category_code", "not_the_key", "XB:information_given"),
    ("answer-templates", {"text": "Kính gửi {nguoi_gui}"}, "/text", "unknown_name", "{nguoi_gui} stands for nothing"),
    ("answer-templates", {"category_code": "XYZ"}, "/category_code", "unknown", '"XYZ" is not known'),
    ("targets", {"agency_code": "*"}, "/agency_code", "not_the_key", "SXD:p90_hours"),
    ("targets", {"goal": "about"}, "/goal", "bad_choice", "at_least"),
    ("targets", {"value": -1}, "/value", "too_small", "0"),
    ("targets", {"valid_to": "2039-01-01"}, "/valid_to", "not_after_valid_from", "Not after"),
    ("ladders", {"stage": "wait"}, "/stage", "bad_choice", "review"),
    ("ladders", {"category_code": "XX"}, "/category_code", "not_the_key", "KHAC:urgent:review"),
    *(("ladders", {"steps": steps}, "/steps", "not_a_ladder", "75% agency; 100% agency, head") for steps in (
        "agency", "75% agency", "75% agency; every 1d", "100% agency; every 0d", "100% boss; every 1d", "100%; every 1d", "0% agency; 100% agency; every 1d",
        "100% agency; 75% agency; every 1d", "100% agency; 100% head; every 1d", "+1d head; 100% agency; every 1d", "+2d head; +1d desk; every 1d", "+0d desk; every 1d",
        "100% head; every 1d; every 2d", "every 1d", "100% head; every 1w", "100% head head; every 1d", "101% head; every 1d", "every 1d; 100% head", ";")),
    ("areas", {"code": "9002"}, "/code", "not_the_key", "99001"),
    ("areas", {"valid_from": "2030-02-01"}, "/code", "not_the_key", "99001@2030-01-01"),
    ("areas", {"level": "ward"}, "/level", "bad_choice", "district"),
    ("areas", {"parent_code": "99"}, "/parent_code", "unknown", '"99" is not known'),
    ("areas", {"parent_code": "09187"}, "/parent_code", "wrong_level", "A commune cannot be below a commune."),
    ("areas", {"lon": 181}, "/lon", "too_large", "180"),
    ("areas", {"valid_to": "2030-01-01"}, "/valid_to", "not_after_valid_from", "Not after"),
    ("zones", {"code": "KCN3"}, "/code", "not_the_key", "KCN1"),
    ("zones", {"name": None}, "/name", "required", "required"),
    ("zones", {"valid_to": "2030-01-01"}, "/valid_to", "not_after_valid_from", "Not after"),
    ("zones", {"geometry": {"type": "Point", "coordinates": [106, 21]}}, "/geometry", "not_a_polygon", "Polygon"),
    ("boundaries", {"code": "07210"}, "/code", "not_the_key", "99009"),
    ("boundaries", {"geometry": None}, "/geometry", "required", "required"),
    ("boundaries", {"geometry": {"type": "Point", "coordinates": [106, 21]}}, "/geometry", "not_a_polygon", "Polygon"),
    ("boundaries", {"geometry": {"type": "Polygon", "coordinates": []}}, "/geometry", "not_a_polygon", "Polygon"),
    ("boundaries", {"geometry": {"type": "Polygon", "coordinates": "x"}}, "/geometry", "not_valid", "Not valid: "),
    ("boundaries", {"geometry": {"type": "Polygon", "coordinates": [[[106, 21], [106.1, 21.1], [106.1, 21], [106, 21.1], [106, 21]]]}},
     "/geometry", "not_valid", "Not valid: Self-intersection[106.05 21.05]."),
    ("boundaries", {"geometry": {"type": "Polygon", "coordinates": [[[5e5, 2e6], [6e5, 2e6], [6e5, 3e6], [5e5, 2e6]]]}},
     "/geometry", "not_valid", "degrees"),
]


@pytest.mark.parametrize("noun, members, pointer, code, words", WRONG, ids=lambda value: str(value)[:24])
def test_what_is_wrong_is_named_by_field_and_rule_and_changes_nothing(made, noun, members, pointer, code, words):
    before = made.get(address(noun, KEYS[noun]))
    acts = len(listed(made, "/api/v1/admin/acts"))
    body = BODIES[noun] | members
    for answer in (put(made, noun, KEYS[noun], body, before.headers["ETag"], **{"Accept-Language": "en"}),
                   made.post(f"/api/v1/admin/{noun}/check", json=body, headers={"Accept-Language": "en"})):
        if code == "not_the_key" and answer.request.method == "POST":
            continue  # nothing to differ from
        assert answer.status_code == 422, answer.text
        [error] = answer.json()["errors"]
        assert (error["pointer"], error["code"]) == (pointer, code) and words in error["detail"], error
    vietnamese = put(made, noun, KEYS[noun], body, before.headers["ETag"]).json()["errors"][0]["detail"]
    assert vietnamese and vietnamese != error["detail"]
    assert made.get(address(noun, KEYS[noun])).content == before.content
    assert len(listed(made, "/api/v1/admin/acts")) == acts


@pytest.mark.parametrize("noun, key, members, pointer, code", [
    ("areas", "HUYEN", {"level": "commune"}, "/level", "level_below"),
    ("agencies", "TT1022", {"valid_to": "2030-01-01"}, "/valid_to", "is_the_desk"),
    ("holidays", "2026-09-02", {"calendar": "lunar"}, "/calendar", "unknown")])
def test_a_check_names_what_others_would_suffer(admin, noun, key, members, pointer, code):
    district = {"code": "HUYEN", "name": "Thử", "full_name": "Huyện Thử", "level": "district", "parent_code": "24",
                "valid_from": "2025-07-01", "valid_to": "2025-08-01"}
    for body in (district, district | {"code": "XATHU", "level": "commune", "parent_code": "HUYEN"}):
        assert put(admin, "areas", body["code"], body, admin.get(address("areas", body["code"])).headers.get("ETag")).status_code in (200, 201)
    read = admin.get(address(noun, key)).json()
    answer = admin.post(f"/api/v1/admin/{noun}/check", json=read | members)
    assert [(e["pointer"], e["code"]) for e in problem_of(answer, 422, "invalid")["errors"]] == [(pointer, code)]


@pytest.mark.parametrize("noun", NOUNS)
def test_a_check_tells_what_would_become_and_keeps_nothing(made, noun):
    before = listed(made, f"/api/v1/admin/{noun}")
    member, values = others(noun)
    for members, action in (({}, "none"), ({member: values[0]}, "change")):
        told = made.post(f"/api/v1/admin/{noun}/check", json=BODIES[noun] | members)
        assert told.status_code == 200 and (told.json()["action"], told.json()["key"]) == (action, KEYS[noun]), told.text
        assert (told.json()["after"] or {}).get(member) == (BODIES[noun] | members)[member]
    assert listed(made, f"/api/v1/admin/{noun}") == before


# Deleting and ending.

@pytest.mark.parametrize("noun", [noun for noun in NOUNS if noun not in ("rules", "holidays", "office-hours", "deadline-rules", "duties", "ladders", "answer-rules")])
def test_what_is_ended_is_not_deleted(made, noun):
    answer = made.delete(address(noun, KEYS[noun]), headers={"If-Match": "*", "Accept-Language": "en"})
    assert problem_of(answer, 405, "ended_not_deleted")["title"] == "This is not deleted but ended: set valid_to, or active to false"
    assert answer.headers["Allow"] == "GET, HEAD, PUT"


def test_a_rule_that_never_held_can_be_taken_back_and_one_that_did_cannot(made):
    answer = made.delete(address("rules", 1), headers={"If-Match": "*"})
    problem_of(answer, 405, "ended_not_deleted")
    assert answer.headers["Allow"] == "GET, HEAD, PUT"
    body = BODIES["rules"] | {"rule_no": 7009, "valid_from": "2050-01-01", "valid_to": None}
    version = put(made, "rules", 7009, body).headers["ETag"]
    problem_of(made.delete(address("rules", 7009)), 428, "version_required")
    headers = {"If-Match": version, "Idempotency-Key": secrets.token_hex(16)}
    for _ in range(2):
        assert made.delete(address("rules", 7009), headers=headers).status_code == 204
    problem_of(made.get(address("rules", 7009)), 404, "not_there")
    problem_of(made.delete(address("rules", 7009), headers={"If-Match": version}), 404, "not_there")
    assert [act["action"] for act in listed(made, "/api/v1/admin/acts", noun="rules", key="7009")] == ["delete", "add"]


# What is changed is seen at once.

def test_a_rule_that_is_added_routes_the_next_report(admin, send):
    versions = "/api/v1/admin/rules/versions"
    before = admin.get(versions).json()["items"][0]["version"]
    assert send("KHAC", "09187")["agency"]["code"] == "TT1022"
    body = {"rule_no": 7100, "category_code": "KHAC", "area_code": "09187", "agency_code": "SXD", "reason": "Thử quy tắc"}
    assert put(admin, "rules", 7100, body).status_code == 201
    after = send("KHAC", "09187")
    assert (after["agency"]["code"], after["routing"]["rule"], after["routing"]["reason"]) == ("SXD", 7100, "Thử quy tắc")
    changed(admin, "rules", 7100, valid_to="2026-01-01")
    assert send("KHAC", "09187")["agency"]["code"] == "TT1022"
    assert admin.post(f"{versions}/{before}/restore", json={"note": "Hết thử"}, headers={"If-Match": "*"}).json()["restores"] == before


def test_a_field_that_is_switched_off_is_gone_from_the_list_and_what_names_it_is_reviewed(admin, api):
    report = {"category": "THUTAT", "description": "Thử lĩnh vực mới", "area_code": "09187"}
    seen = api.get("/api/v1/categories").headers["ETag"]
    assert put(admin, "categories", "THUTAT", BODIES["categories"] | {"code": "THUTAT", "active": True}).status_code == 201
    told = api.get("/api/v1/categories", headers={"If-None-Match": seen})
    assert told.status_code == 200 and "THUTAT" in {item["code"] for item in told.json()["items"]}
    assert api.post("/api/v1/reports", json=report).status_code == 201
    changed(admin, "categories", "THUTAT", active=False)
    late = api.post("/api/v1/reports", json=report)
    assert late.status_code == 201 and late.json()["agency"]["code"] == "TT1022" and "không còn dùng" in late.json()["routing"]["reason"]
    assert api.get("/api/v1/categories", headers={"If-None-Match": seen}).status_code == 304


def test_a_holiday_lays_the_calendar_out_anew_and_taking_it_back_does_again(admin, api):
    def due():
        question = {"category": "HTGT", "area_code": "09187", "at": "2028-03-06T08:00:00+07:00"}
        return api.get("/api/v1/route", params=question).json()["due_at"]

    before = due()
    body = {"day": "2028-03-08", "kind": "off", "name": "Nghỉ thử", "status": "proposed"}
    version = put(admin, "holidays", "2028-03-08", body).headers["ETag"]
    assert due() == before
    version = put(admin, "holidays", "2028-03-08", body | {"status": "announced"}, version).headers["ETag"]
    assert due() > before
    assert admin.delete(address("holidays", "2028-03-08"), headers={"If-Match": version}).status_code == 204
    assert due() == before


def test_a_boundary_decides_where_the_next_point_lies(admin, api):
    place = {"lat": 21.0155, "lon": 105.3155}  # outside the province
    problem_of(api.get("/api/v1/areas/locate", params=place), 422, "out_of_area")
    read = admin.get(address("boundaries", "09496"))
    island = [[[105.31, 21.01], [105.32, 21.01], [105.32, 21.02], [105.31, 21.02], [105.31, 21.01]]]
    body = read.json()["geometry"] | {"coordinates": read.json()["geometry"]["coordinates"] + [island]}
    answer = put(admin, "boundaries", "09496", {"code": "09496", "source": "Thử", "geometry": body}, read.headers["ETag"])
    assert answer.status_code == 200, answer.text
    assert api.get("/api/v1/areas/locate", params=place).json()["code"] == "09496"
    assert put(admin, "boundaries", "09496", read.json(), answer.headers["ETag"]).headers["ETag"] == read.headers["ETag"]
    problem_of(api.get("/api/v1/areas/locate", params=place), 422, "out_of_area")


def test_a_boundary_may_be_as_large_as_body_large_max_and_other_facts_may_not(made):
    ring = [[106.3 + i * 1e-6, 21.3] for i in range(60000)] + [[106.36, 21.31], [106.3, 21.31], [106.3, 21.3]]
    body = BODIES["boundaries"] | {"geometry": {"type": "Polygon", "coordinates": [ring]}}
    answer = made.post("/api/v1/admin/boundaries/check", json=body)
    assert len(answer.request.body) > 1_000_000 and answer.status_code == 200, answer.text
    problem_of(made.post("/api/v1/admin/categories/check", data=b" " * 70000, headers={"Content-Type": "application/json"}),
               413, "body_too_large")
    problem_of(made.post("/api/v1/admin/boundaries/check", data=b" " * 4194305, headers={"Content-Type": "application/json"}),
               413, "body_too_large")


# Lists.

def test_a_list_has_what_ended_too_and_its_filters_leave_out(made):
    def keys(noun, **parameters):
        return {item["key"] for item in listed(made, f"/api/v1/admin/{noun}", **parameters)}

    assert len(keys("agencies")) >= 131 and "THU1" in keys("agencies", active="false") and "THU1" not in keys("agencies", active="true")
    assert "THU1" in keys("agencies", at="2030-06-01T00:00:00+07:00")
    assert KEYS["areas"] not in keys("areas", at="2029-06-01T00:00:00+07:00")
    assert keys("areas", q="kinh bac") == {"09187@2025-07-01"} == keys("areas", q="Phường KINH")
    assert keys("holidays", at="2029-07-03T12:00:00+07:00") == {KEYS["holidays"]}
    assert keys("rules", q="vì thử") == {"7001"}
    assert keys("categories", active="false") >= {"THU1"}


@pytest.mark.parametrize("noun", NOUNS)
def test_the_pages_of_a_list_make_the_whole(made, noun):
    whole = listed(made, f"/api/v1/admin/{noun}")
    assert listed(made, f"/api/v1/admin/{noun}", limit=7) == whole
    assert len({item["key"] for item in whole}) == len(whole)
    first = made.get(f"/api/v1/admin/{noun}?limit=1").headers.get("Link", "")
    assert (len(whole) > 1) == first.startswith(f"</api/v1/admin/{noun}?limit=1&cursor=")


@pytest.mark.parametrize("path", ["areas", "acts"])
@pytest.mark.parametrize("cursor", ["x", "eA", "AA", "-", "a.b", "_" * 40])
def test_a_cursor_of_others_is_refused_or_an_end(admin, path, cursor):
    answer = admin.get(f"/api/v1/admin/{path}", params={"cursor": cursor})
    assert answer.status_code in (200, 422), answer.text
    if answer.status_code == 422:
        assert [e["pointer"] for e in answer.json()["errors"]] == ["?cursor"]


# What a key may be.

@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("key", ["NONE", "99999", "a b", "@", "09187@", "09187@2020-13-45", "09187@x", "2026-09-02@always", "%",
                                 "ệ", "'", "1 or 1=1", "99999999999999999999", "check@"])
def test_not_theres_answer_404_and_make_nothing(admin, noun, key):
    problem_of(admin.get(address(noun, key)), 404, "not_there")
    answer = put(admin, noun, key, BODIES[noun])
    assert answer.status_code == 422 and answer.json()["errors"][0]["code"] in ("not_the_key", "unknown"), answer.text


@pytest.mark.parametrize("raw", ["%00", "%FF", "%", "%4"])
def test_keys_that_are_no_text_answer_404(admin, raw):
    assert admin.get("/api/v1/admin/areas/" + raw).status_code in (400, 404)


def test_a_unit_may_follow_one_of_the_same_code(admin):
    old = BODIES["areas"] | {"code": "99005", "valid_from": "2027-01-01", "valid_to": "2028-01-01"}
    assert put(admin, "areas", "99005", old).status_code == 201
    new = old | {"valid_from": "2028-01-01", "valid_to": None, "full_name": "Phường Thử"}
    assert put(admin, "areas", "99005@2028-01-01", new, **{"If-None-Match": "*"}).status_code == 201
    assert admin.get(address("areas", "99005")).json() == new
    assert admin.get(address("areas", "99005@2027-01-01")).json() == old
    between = put(admin, "areas", "99005@2027-06-01", old | {"valid_from": "2027-06-01"})
    assert [e["code"] for e in problem_of(between, 422, "invalid")["errors"]] == ["taken_then"]
    # What the address says need not be said again.
    del old["valid_from"]
    version = admin.get(address("areas", "99005@2027-01-01")).headers["ETag"]
    assert put(admin, "areas", "99005@2027-01-01", old, version).headers["ETag"] == version


# Provinces apart.

def test_another_provinces_facts_are_as_unknown_as_what_is_not_there(admin, db):
    cursor = db.cursor()
    cursor.execute("""insert into pakn.tenant (tenant_id, code, name) values (95, 'khac', 'Tỉnh khác') on conflict do nothing;
        insert into pakn.agency (tenant_id, agency_id, code, name, short_name, level, kind)
        values (95, 1, 'CUANGUOI', 'Của người', 'CN', 'province', 'office') on conflict do nothing""")
    problem_of(admin.get(address("agencies", "CUANGUOI")), 404, "not_there")
    assert "CUANGUOI" not in {item["code"] for item in listed(admin, "/api/v1/admin/agencies")}
    body = BODIES["rules"] | {"agency_code": "CUANGUOI"}
    answer = admin.post("/api/v1/admin/rules/check", json=body)
    assert [e["code"] for e in problem_of(answer, 422, "invalid")["errors"]] == ["unknown"]


# Acts.

def test_every_change_is_an_act_that_says_who_what_before_and_after(made, accounts):
    key = "THU" + secrets.token_hex(3)
    body = BODIES["categories"] | {"code": key}
    put(made, "categories", key, body)
    changed(made, "categories", key, name="Tên khác")
    changed(made, "categories", key)  # nothing
    change, add = listed(made, "/api/v1/admin/acts", noun="categories", key=key)
    assert (add["action"], add["before"], add["after"]) == ("add", None, body)
    assert (change["action"], change["before"], change["after"]) == ("change", body, body | {"name": "Tên khác"})
    assert change["who"] == {"username": accounts["admin"]["username"], "name": "Vũ Đức Anh"} and change["noun"] == "categories"
    assert change in listed(made, "/api/v1/admin/acts", who=accounts["admin"]["username"], limit=1)
    assert listed(made, "/api/v1/admin/acts", who="khong.ai.ca") == []
    assert listed(made, "/api/v1/admin/acts", key=key, to=add["at"]) == []
    assert change in listed(made, "/api/v1/admin/acts", key=key, **{"from": change["at"]})
    assert listed(made, "/api/v1/admin/acts", **{"from": "2100-01-01T00:00:00+07:00"}) == []
    acts = listed(made, "/api/v1/admin/acts")
    assert [act["id"] for act in acts] == sorted((act["id"] for act in acts), reverse=True)


def test_an_act_on_a_boundary_tells_its_digest_and_not_its_points(made):
    act = listed(made, "/api/v1/admin/acts", noun="boundaries", key=KEYS["boundaries"])[-1]
    assert act["after"]["points"] == 5 and len(act["after"]["digest"]) == 32 and "geometry" not in act["after"]


def test_a_file_that_is_imported_is_one_act(admin, seeded):
    file = seeded.home / "given.tsv"
    file.write_text("day\tkind\tname\tstatus\n2029-11-20\toff\tNgày thử\tproposed\n")
    run = ["import", "holidays", file, "--tenant", TENANT]
    seeded.command(*run, "--dry-run")
    assert "2029-11-20@office" not in {item["key"] for item in listed(admin, "/api/v1/admin/holidays")}
    seeded.command(*run)
    act = admin.get("/api/v1/admin/acts?limit=1").json()["items"][0]
    assert (act["noun"], act["key"], act["action"], act["who"]) == ("holidays", None, "import", {"command": "pakn import", "database_role": "pakn_owner"})
    assert act["after"] == {"file": "given.tsv", "added": 1, "changed": 0, "same": 0}
    assert len([a for a in listed(admin, "/api/v1/admin/acts", noun="holidays") if a["action"] == "import"]) == 1


def test_acts_cannot_be_changed_by_the_daemon(seeded, db):
    cursor = db.cursor()
    cursor.execute("select has_table_privilege('pakn_app', 'pakn.admin_act', 'select, insert, update, delete, truncate')")
    assert cursor.fetchone() == (False,)


@pytest.mark.parametrize("role", ["operator", "dispatcher", "staff", "head", "supervisor"])
def test_nobody_else_gets_past_the_right_even_with_what_is_wrong(sign_in, role):
    for answer in (sign_in(role).get("/api/v1/admin/accounts"), sign_in(role).get(address("areas", "24")),
                   put(sign_in(role), "categories", "THU1", BODIES["categories"]),
                   sign_in(role).delete(address("rules", 1))):
        problem_of(answer, 403, "forbidden")


def test_an_administrator_of_before_is_nobody_now(seeded, add_account, client_of):
    username, password = add_account("admin", "TT1022")
    client = client_of(username, password)
    assert client.get(address("areas", "24")).status_code == 200
    seeded.command("user", "lock", "--tenant", TENANT, "--username", username)
    problem_of(put(client, "categories", "THU1", BODIES["categories"], "*"), 401, "unauthenticated")
    assert Api(client.base).get("/api/v1/admin/areas").status_code == 401
