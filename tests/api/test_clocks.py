"""Working time through the interface: pauses, extensions, calendars that change, people on call, and the words for it."""

import datetime
import time

import pytest

from support import Api
from work import act, done, problem_of


@pytest.fixture
def case(daemon, sign_in):
    """A case that its agency has accepted, and its sender's view."""
    report = Api(daemon.url).post("/api/v1/reports", json={"category": "HTGT", "description": "Ổ gà trước cổng", "area_code": "09187"}).json()
    done(sign_in("staff"), report["id"], "accept")
    return report


def shown(daemon, report, language="vi"):
    return Api(daemon.url).get(f"/api/v1/reports/{report['code']}", headers={"Accept-Language": language}).json()


def in_days(days):
    return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)


def test_a_report_says_from_when_its_time_counts_and_in_words_until_when(daemon, case):
    assert datetime.datetime.fromisoformat(case["clock_starts_at"]) >= datetime.datetime.fromisoformat(case["received_at"])
    view = shown(daemon, case)
    due = datetime.datetime.fromisoformat(case["due_at"])
    assert view["due_words"] == f"trước 17 giờ thứ {'Hai Ba Tư Năm Sáu Bảy'.split()[due.weekday()]}, {due:%d/%m/%Y}"
    assert view["time_left"].startswith("còn ") and view["time_left"].endswith(" ngày làm việc")
    assert shown(daemon, case, "en")["time_left"].endswith(" working days left")


def test_a_case_that_waits_has_no_time_left_to_tell_and_goes_on_where_it_stood(daemon, sign_in, case):
    staff = sign_in("staff")
    waiting = done(staff, case["id"], "pause", reason="Chờ điện lực cắt điện", until=in_days(30).isoformat())
    assert (waiting["status"], waiting["clock"]["stage"], "left" in waiting["clock"]) == ("paused", "answer", False)
    assert waiting["due_at"] > case["due_at"] and "resume" in waiting["allowed"]
    assert shown(daemon, case)["status_name"] == "Tạm dừng" and "time_left" not in shown(daemon, case)
    assert case["code"] in [item["code"] for item in staff.get("/api/v1/queue", params={"state": "paused", "limit": 200}).json()["items"]]
    going = done(staff, case["id"], "resume")
    assert (going["status"], going["due_at"]) == ("in_progress", case["due_at"]), "less than a minute of it was working time"


def test_more_time_is_asked_once_and_granted_by_the_head(daemon, sign_in, case):
    staff, head = sign_in("staff"), sign_in("head")
    day = (in_days(40)).date()
    asked = done(staff, case["id"], "extend", reason="Chờ vật tư", due_on=str(day))
    assert (asked["due_at"], asked["clock"]["asked_due"], asked["clock"]["decided_by"]) == (case["due_at"], str(day), "head")
    problem_of(act(staff, case["id"], "grant"), 409, "not_allowed_now")
    granted = done(head, case["id"], "grant")
    assert granted["due_at"] >= f"{day}T17:00:00" and granted["clock"]["extensions"] == 1
    assert problem_of(act(staff, case["id"], "extend", reason="Vẫn chờ", due_on=str(in_days(80).date())), 409, "extension_limit")["extensions"] == 1
    assert [event["type"] for event in shown(daemon, case)["timeline"]][-1] == "extended"


@pytest.mark.parametrize("action, body, pointer, code", [
    ("pause", {"reason": "Chờ", "until": "2026-01-01T00:00:00+07:00"}, "/reason", "too_short"),
    ("pause", {"reason": "Chờ điện lực", "until": "2026-01-01T00:00:00+07:00"}, "/until", "in_the_past"),
    ("pause", {"reason": "Chờ điện lực", "until": "2099-01-01"}, "/until", "bad_format"),
    ("extend", {"reason": "Chờ vật tư", "due_on": "2026-01-01"}, "/due_on", "not_after_due"),
    ("extend", {"reason": "Chờ vật tư", "due_on": "2027-02-30"}, "/due_on", "bad_format")])
def test_what_is_wrong_with_a_pause_or_an_extension_is_named(sign_in, case, action, body, pointer, code):
    body = body | ({"reason": "Ch"} if code == "too_short" else {})
    answer = act(sign_in("staff"), case["id"], action, **body)
    assert [(error["pointer"], error["code"]) for error in problem_of(answer, 422, "invalid")["errors"]] == [(pointer, code)]


def waited_for(what, seconds=60):
    """The first answer that is not empty; chores run every few seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := what():
            return found
        time.sleep(0.1)
    raise AssertionError("the chore has not come")


def test_a_holiday_that_is_announced_moves_open_deadlines_and_their_histories_say_so(daemon, sign_in, case):
    day = case["due_at"][:10]
    admin, staff = sign_in("admin"), sign_in("staff")
    address = f"/api/v1/admin/holidays/{day}"
    body = {"day": day, "kind": "off", "name": "Nghỉ đột xuất", "status": "announced"}
    version = admin.put(address, json=body, headers={"If-None-Match": "*"}).headers["ETag"]
    try:
        moved = waited_for(lambda: [e for e in staff.get(f"/api/v1/cases/{case['id']}").json()["history"] if e["type"] == "due_moved"])
        assert moved[0]["actor"] == {"kind": "system"} and "hạn trả lời trước 17 giờ" in moved[0]["text"]
        assert shown(daemon, case)["due_at"] > case["due_at"]
    finally:
        assert admin.delete(address, headers={"If-Match": version}).status_code == 204
    waited_for(lambda: shown(daemon, case)["due_at"] == case["due_at"])


def test_what_is_urgent_alerts_who_is_on_call_and_is_in_nobodys_way(daemon, sign_in, client_of, add_account):
    admin = sign_in("admin")
    username, password = add_account("staff", "PCBN")
    begins = in_days(-1).replace(second=0, microsecond=0)
    duty = {"agency_code": "PCBN", "username": username, "starts_at": begins.isoformat(), "ends_at": in_days(1).isoformat()}
    key = f"PCBN:{username}@{begins.astimezone(datetime.timezone(datetime.timedelta(hours=7))):%Y-%m-%dT%H:%M}"
    assert admin.put(f"/api/v1/admin/duties/{key}", json=duty, headers={"If-None-Match": "*"}).status_code == 201
    report = Api(daemon.url).post("/api/v1/reports", json={"category": "DIEN", "description": "Dây điện đứt", "area_code": "09187"}).json()
    staff = client_of(username, password)
    version = staff.get(f"/api/v1/cases/{report['id']}").headers["ETag"]
    alerts = waited_for(lambda: [e for e in staff.get(f"/api/v1/cases/{report['id']}").json()["history"] if e["type"] == "alerted"])
    name = admin.get(f"/api/v1/admin/accounts/{username}").json()["name"]
    assert [alert["text"] for alert in alerts] == [f"Báo người trực: {name}."]
    assert act(staff, report["id"], "accept", version=version).status_code == 200
