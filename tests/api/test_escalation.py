"""Cases whose time is over, as those see them who answer and who supervise; letters that urge; several daemons at once."""

import datetime
import re
import threading

import psycopg2
import pytest

from support import TENANT, Api
from work import done, problem_of, queue_items

EVER = {"from": "2026-01-01T00:00:00+07:00", "to": "2100-01-01T00:00:00+07:00"}


def in_days(days):
    return str(datetime.date.today() + datetime.timedelta(days=days))


@pytest.fixture(scope="module")
def importer(seeded):
    """The key of somebody who brings in what was received earlier."""
    return seeded.command("token", "add", "--tenant", TENANT, "--name", "trễ hạn", "--role", "importer", "--dates-from", "2026-01-01").split()[-1]


@pytest.fixture
def overdue(daemon, importer, places, sign_in, ask):
    """overdue(days): a case that its agency has accepted, due some days more than that ago, known here for longer than a day.
    Closed afterwards: it would stand first in every queue."""
    made = []

    def make(days=30, **fields):
        # Four weeks have more than seven working days, also those around Tết.
        received = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=days + 28)
        body = {"category": "HTGT", "description": "Mặt đường sụt lún rất sâu", "location": places["09187"], "received_at": received.isoformat()}
        with Api(daemon.url) as api:
            answer = api.post("/api/v1/reports", json=body | fields, headers={"Authorization": f"Bearer {importer}"})
        assert answer.status_code == 201, answer.text
        done(sign_in("staff"), answer.json()["id"], "accept")
        ask("update pakn.work_item set given_at = now() - interval '3 days' where report_id = %s", answer.json()["id"])
        made.append(answer.json()["id"])
        return answer.json()

    yield make
    for report in made:
        done(sign_in("dispatcher"), report, "reject", reason="Đã xử lý ngoài hệ thống")


@pytest.fixture
def stepped(ask):
    """stepped(): the courier's chores, now."""
    return lambda: ask("select pakn.escalation_look(10000), pakn.escalation_step(10000)")


def test_what_is_long_overdue_is_seen_by_those_above(overdue, stepped, sign_in, ask):
    report = overdue()
    staff, supervisor = sign_in("staff"), sign_in("supervisor")
    version = staff.get(f"/api/v1/cases/{report['id']}").headers["ETag"]
    stepped()
    shown = staff.get(f"/api/v1/cases/{report['id']}")
    assert shown.headers["ETag"] == version and (shown.json()["escalation"]["level"], shown.json()["escalation"]["stage"]) == ("supervisor", "answer")
    told = [event for event in shown.json()["history"] if event["type"] == "escalated"]
    assert len(told) == 1 and told[0]["text"].startswith("Quá hạn ") and "Văn phòng UBND tỉnh" in told[0]["text"]
    [item] = [item for item in queue_items(staff, state="escalated") if item["id"] == report["id"]]
    assert item["escalated"] == "supervisor"
    [item] = [item for item in supervisor.get("/api/v1/escalations", params={"level": "supervisor", "agency": "UB09187", "limit": 200}).json()["items"]
              if item["id"] == report["id"]]
    assert item["time"].startswith("quá hạn") and item["next_at"] > item["last_at"]
    assert not supervisor.get("/api/v1/escalations", params={"agency": "SXD"}).json()["items"]
    assert "escalated" not in str(Api(staff.base).get(f"/api/v1/reports/{report['code']}").json())


def test_a_queue_that_is_polled_changes_when_a_case_is_escalated(overdue, stepped, sign_in):
    overdue()
    staff = sign_in("staff")
    before = staff.get("/api/v1/queue", params={"limit": 200})
    assert staff.get("/api/v1/queue", params={"limit": 200}, headers={"If-None-Match": before.headers["ETag"]}).status_code == 304
    stepped()
    assert staff.get("/api/v1/queue", params={"limit": 200}, headers={"If-None-Match": before.headers["ETag"]}).status_code == 200


def test_a_supervisor_urges_reads_the_letter_and_the_reply(overdue, sign_in):
    report = overdue(description="Rác <b>ùn ứ</b> đầu ngõ")
    supervisor, head = sign_in("supervisor"), sign_in("head")
    made = supervisor.post("/api/v1/urgings", json={"cases": [report["id"]], "reply_by": in_days(10), "text": "Khẩn trương <script>xử lý</script>"})
    assert made.status_code == 201 and made.json()["cases"] == 1
    [urging] = made.json()["urgings"]
    letter = head.get(urging["letter"])
    assert letter.headers["Content-Type"] == "text/html; charset=utf-8" and letter.headers["X-Content-Type-Options"] == "nosniff"
    assert "Khẩn trương &lt;script&gt;xử lý" in letter.text and "<script" not in letter.text and report["code"] in letter.text
    assert [event["text"] for event in head.get(f"/api/v1/cases/{report['id']}").json()["history"] if event["type"] == "urged"] == ["Khẩn trương <script>xử lý</script>"]
    assert [one["id"] for one in head.get("/api/v1/urgings", params={"state": "waiting", "limit": 200}).json()["items"]][0] == urging["id"]
    assert report["id"] in [item["id"] for item in queue_items(head, state="urged")]
    replied = head.post(f"/api/v1/urgings/{urging['id']}/reply", json={"text": "Đã thuê xe, xong ngày mai"})
    assert (replied.status_code, replied.json()["state"], replied.json()["reply"]["text"]) == (200, "replied", "Đã thuê xe, xong ngày mai")
    assert report["id"] not in [item["id"] for item in queue_items(head, state="urged")]
    problem_of(head.post(f"/api/v1/urgings/{urging['id']}/reply", json={"text": "Lần nữa"}), 409, "replied_already")
    shown = supervisor.get(f"/api/v1/urgings/{urging['id']}").json()
    assert (shown["state"], shown["open"], [item["code"] for item in shown["items"]]) == ("replied", 1, [report["code"]])
    assert supervisor.get(f"/api/v1/cases/{report['id']}").json()["escalation"]["urged"][0]["replied_at"]
    counts = supervisor.get("/api/v1/urgings/counts", params=EVER).json()
    rows = {row["agency"]["code"]: row for row in counts["rows"]}
    assert rows["UB09187"]["urgings"] >= 1 and rows["UB09187"]["replied"] >= 1
    assert all(counts["total"][name] == sum(row[name] for row in rows.values()) for name in counts["total"])


def test_all_that_is_overdue_is_urged_in_a_letter_to_each_agency_and_the_same_request_is_one(overdue, sign_in, ask):
    reports = {overdue(days)["id"] for days in (3, 5)}
    supervisor = sign_in("supervisor")
    body, key = {"agency": "UB09187", "reply_by": in_days(5)}, {"Idempotency-Key": "5a1f8f0e-55aa-4a10-9c7b-0f1d2c3b4a59"}
    first, second = (supervisor.post("/api/v1/urgings", json=body, headers=key).json() for _ in range(2))
    assert first == second and len(first["urgings"]) == 1
    named = {item["id"] for item in supervisor.get(f"/api/v1/urgings/{first['urgings'][0]['id']}").json()["items"]}
    assert reports <= named and first["cases"] == len(named)


@pytest.mark.parametrize("body, status, code, pointer", [
    ({"reply_by": "2026-01-05"}, 422, "invalid", "/reply_by"), ({"reply_by": "2030-02-30"}, 422, "invalid", "/reply_by"),
    ({"agency": "XX", "reply_by": "2030-01-07"}, 422, "invalid", "/agency"), ({"agency": "STP", "reply_by": "2030-01-07"}, 409, "nothing_to_urge", None),
    ({"cases": ["018f0000-0000-7000-8000-000000000000"], "reply_by": "2030-01-07"}, 409, "nothing_to_urge", None)])
def test_what_cannot_be_urged_is_named(sign_in, body, status, code, pointer):
    problem = problem_of(sign_in("supervisor").post("/api/v1/urgings", json=body), status, code)
    assert [error["pointer"] for error in problem.get("errors", [])] == ([pointer] if pointer else [])
    assert problem.get("cases", []) == (body.get("cases", []) if code == "nothing_to_urge" else [])


def test_a_case_that_is_closed_is_not_urged_and_another_agencys_letter_is_not_there(send, sign_in, member):
    report, open_one = send(), send()
    done(sign_in("dispatcher"), report["id"], "reject", reason="Không thuộc thẩm quyền")
    supervisor = sign_in("supervisor")
    answer = supervisor.post("/api/v1/urgings", json={"cases": [report["id"], open_one["id"]], "reply_by": in_days(5)})
    assert problem_of(answer, 409, "nothing_to_urge")["cases"] == [report["id"]]
    urging = supervisor.post("/api/v1/urgings", json={"cases": [open_one["id"]], "reply_by": in_days(5)}).json()["urgings"][0]
    other = member("head", "SXD")
    for answer in (other.get(f"/api/v1/urgings/{urging['id']}"), other.get(urging["letter"]), other.post(f"/api/v1/urgings/{urging['id']}/reply", json={"text": "Của Sở"})):
        problem_of(answer, 404, "not_there")
    assert urging["id"] not in str(other.get("/api/v1/urgings").json())


def test_each_step_is_taken_once_however_many_take_it_and_whoever_dies_half_way(overdue, ask, seeded):
    """Beside the courier of the daemon, which takes part."""
    reports = [overdue()["id"] for _ in range(12)]
    conninfo = seeded.cluster.conninfo("pakn_owner")
    dies = psycopg2.connect(conninfo)
    cursor = dies.cursor()
    cursor.execute("select pakn.escalation_look(5), pakn.escalation_step(5), pg_backend_pid()")
    assert ask("select pg_terminate_backend(%s, 60000)", cursor.fetchone()[2]) == [(True,)], "what it had taken is free again"

    def take():
        with psycopg2.connect(conninfo) as connection:
            connection.autocommit = True
            for _ in range(20):
                connection.cursor().execute("select pakn.escalation_look(7), pakn.escalation_step(3)")

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counts = ask("select report_id::text, count(*) from pakn.report_event where type = 'escalated' and report_id = any (%s::uuid[]) group by 1", reports)
    assert sorted(counts) == sorted((report, 1) for report in reports)


def test_the_doctor_says_when_steps_do_not_come(overdue, ask, seeded, stepped):
    report = overdue()
    stepped()
    with psycopg2.connect(seeded.cluster.conninfo("pakn_owner")) as held:  # so that no chore takes it meanwhile
        held.cursor().execute("select from pakn.report where report_id = %s for update", [report["id"]])
        ask("update pakn.escalation set next_at = now() - interval '1 hour' where report_id = %s", report["id"])
        assert re.search("FINDING escalations: bacninh: [0-9]+ cases wait for a step that has come", seeded.doctor())
    stepped()
    assert "ok      escalations" in seeded.doctor()


def test_a_ladder_of_a_field_is_a_fact_of_the_province(sign_in, overdue, stepped, ask):
    admin, address = sign_in("admin"), "/api/v1/admin/ladders/HTGT:normal:answer"
    body = {"category_code": "HTGT", "urgency": "normal", "stage": "answer", "steps": "100% agency; every 1d"}
    made = admin.put(address, json=body, headers={"If-None-Match": "*"})
    assert made.status_code == 201 and made.json() == body
    try:
        report = overdue(40)
        stepped()
        history = sign_in("staff").get(f"/api/v1/cases/{report['id']}").json()
        [told] = [event["text"] for event in history["history"] if event["type"] == "escalated"]
        assert told.endswith("Đã báo: UBND P. Kinh Bắc.") and "level" not in history["escalation"]
    finally:
        assert admin.delete(address, headers={"If-Match": made.headers["ETag"]}).status_code == 204
