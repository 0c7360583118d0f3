"""Answers worth having: words to begin with, what came of it, proof, the head's word, parts of several agencies, promises."""

import datetime

import pytest

import pictures
from attachments import sender_of
from work import act, done, photo_act, problem_of, queue_items

HERE, OTHER, THIRD = "UB09190", "SXD", "SYT"
FIELD = "XB"
TODAY = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=7))).date()


def day(n):
    return str(TODAY + datetime.timedelta(days=n))


def signed_pdf(contents=b"<3082010A0030820106>"):
    """A PDF with a signature dictionary, whose range leaves its contents out."""
    head = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n2 0 obj<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 "
    tail = b">>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    begins = len(head) + len(b"0000 0000 0000]/Contents")
    ends = begins + len(contents)
    return head + b"%04d %04d %04d]/Contents" % (begins, ends, len(tail)) + contents + tail


@pytest.fixture
def case(send):
    """A report that is with HERE, in the field for which rules are made here."""
    return send("TTXD", HERE[2:], address="12 Ngô Gia Tự")


@pytest.fixture
def rule(sign_in):
    """rule(outcome, **columns): what answers of buses must have; taken back at the end."""
    made = []

    def make(outcome, **columns):
        path = f"/api/v1/admin/answer-rules/{FIELD}:{outcome}"
        answer = sign_in("admin").put(path, json={"category_code": FIELD, "outcome": outcome} | columns)
        assert answer.status_code == 201, answer.text
        made.append(path)

    yield make
    for path in made:
        sign_in("admin").delete(path, headers={"If-Match": "*"})


@pytest.fixture
def template(sign_in):
    """template(code, text, **columns): words to begin with; not offered any more at the end."""
    made = {}

    def make(code, text, **columns):
        body = {"code": code, "name": "Mẫu thử", "text": text} | columns
        answer = sign_in("admin").put(f"/api/v1/admin/answer-templates/{code}", json=body, headers={"If-Match": "*"} if code in made else {})
        assert answer.status_code in (200, 201), answer.text
        made[code] = body

    yield make
    for code, body in made.items():
        sign_in("admin").put(f"/api/v1/admin/answer-templates/{code}", json=body | {"active": False}, headers={"If-Match": "*"})


def seen(client, case):
    return client.get(f"/api/v1/cases/{case['id']}").json()


def public(api, case, as_sender=False, lang="vi"):
    return api.get(f"/api/v1/reports/{case['code']}", headers=(sender_of(case) if as_sender else {}) | {"Accept-Language": lang}).json()


def parts(client, case):
    return {part["code"]: part for part in seen(client, case)["coordinating"]}


def bus(send, member):
    """A report about buses, where it has been accepted."""
    report = send(FIELD, HERE[2:])
    agency = report["agency"]["code"]
    staff, head = member("staff", agency), member("head", agency)
    done(staff, report["id"], "accept")
    return report, staff, head


def resolved(case, member, **answer):
    """The case, answered and let out."""
    staff, head = member("staff", HERE), member("head", HERE)
    done(staff, case["id"], "accept")
    done(staff, case["id"], "answer", **{"text": "Đã xem xét nội dung phản ánh."} | answer)
    return done(head, case["id"], "approve")


# Words to begin with.

def test_a_template_comes_filled_with_the_facts_of_the_case(case, member, template):
    staff = member("staff", HERE)
    template("thu-chung", "Về phản ánh {code} tại {address}, {area}:\n{agency} trả lời.\nXong trước {planned}.\nCùng với: {contributors}", outcome="planned")
    template("thu-khac", "Của lĩnh vực khác", category_code=FIELD)
    path = f"/api/v1/cases/{case['id']}/answer-templates"
    texts = {item["code"]: item["text"] for item in staff.get(path, params={"planned_on": "2026-12-15"}).json()["items"]}
    assert texts["thu-chung"] == (f"Về phản ánh {case['code']} tại 12 Ngô Gia Tự, {case['area']['name']}:\n"
                                  f"{case['agency']['name']} trả lời.\nXong trước 15/12/2026.")
    assert "thu-khac" not in texts and "len-ke-hoach" in texts
    assert "Xong trước" not in str(staff.get(path).json()), "what is not known leaves no gap"
    only = staff.get(path, params={"outcome": "fixed"}).json()["items"]
    assert only and {item.get("outcome", "fixed") for item in only} == {"fixed"}


def test_a_preview_tells_what_an_answer_would_be_and_changes_nothing(case, member, template, send):
    staff = member("staff", HERE)
    path, before = f"/api/v1/cases/{case['id']}/answer-preview", seen(staff, case)
    template("thu-xem", "{agency} hẹn xong {planned}, báo ông/bà {contributors}", outcome="planned")
    told = staff.post(path, json={"template": "thu-xem", "planned_on": "2026-12-15"}).json()
    assert told["left_out"] == ["contributors"] and told["text"] == "" and told["needs_approval"] is True and told["missing"] == []
    told = staff.post(path, json={"text": "{agency} hẹn xong {planned}", "outcome": "planned", "planned_on": "2026-12-15"},
                      headers={"Accept-Language": "en"}).json()
    assert (told["text"], told["outcome_name"], told["status_name"]) == (
        f"{case['agency']['name']} hẹn xong 15/12/2026", "Planned", "Answered: Planned for 15 December 2026")
    assert seen(staff, case) == before
    for body, pointer, code in (({}, "/text", "text_or_template"), ({"text": "a", "template": "thu-xem"}, "/text", "text_or_template"),
                                ({"template": "khong-co"}, "/template", "unknown_template")):
        errors = problem_of(staff.post(path, json=body), 422, "invalid")["errors"]
        assert [(error["pointer"], error["code"]) for error in errors] == [(pointer, code)]
    problem_of(member("staff", THIRD).post(path, json={"text": "a"}), 404, "unknown_case")


def test_words_with_a_gap_do_not_go_out(case, member):
    staff = member("staff", HERE)
    done(staff, case["id"], "accept")
    errors = problem_of(act(staff, case["id"], "answer", text="{agency} đã xong"), 422, "invalid")["errors"]
    assert [(error["pointer"], error["code"]) for error in errors] == [("/text", "unfilled")]
    assert done(staff, case["id"], "answer", text="Xem {tài liệu} và {x}")["status"] == "answered", "braces are no crime"


# What came of it.

@pytest.mark.parametrize("outcome, vi, en", [
    ("fixed", "Đã giải quyết", "Resolved"), ("not_ours", "Đã trả lời: Không thuộc thẩm quyền", "Answered: Not within our authority"),
    ("not_founded", "Đã trả lời: Kiểm tra không đúng như phản ánh", "Answered: Not found to be so"),
    ("information_given", "Đã trả lời: Đã giải thích, hướng dẫn", "Answered: Information given"), (None, "Đã trả lời", "Answered")])
def test_closed_means_fixed_only_where_it_was(case, member, api, sign_in, outcome, vi, en):
    answer = {"outcome": outcome} if outcome else {}
    assert resolved(case, member, **answer)["status_name"] == vi
    for as_sender in (False, True):
        shown = public(api, case, as_sender)
        assert (shown["status"], shown["status_name"], shown.get("outcome")) == ("resolved", vi, outcome)
        assert public(api, case, as_sender, "en")["status_name"] == en
    assert ("outcome_name" in shown) == (outcome is not None)


def test_what_is_planned_has_a_day_and_the_citizen_reads_it(case, member, api):
    staff = member("staff", HERE)
    done(staff, case["id"], "accept")
    for body, code in (({"outcome": "planned"}, "required"), ({"outcome": "planned", "planned_on": day(-1)}, "in_the_past"),
                       ({"outcome": "fixed", "planned_on": day(9)}, "not_planned"), ({"planned_on": day(9)}, "not_planned")):
        errors = problem_of(act(staff, case["id"], "answer", text="Sẽ làm vỉa hè.", **body), 422, "invalid")["errors"]
        assert [(error["pointer"], error["code"]) for error in errors] == [("/planned_on", code)]
    done(staff, case["id"], "answer", text="Sẽ làm vỉa hè.", outcome="planned", planned_on=day(9))
    done(member("head", HERE), case["id"], "approve")
    for as_sender in (False, True):
        shown = public(api, case, as_sender)
        assert (shown["outcome"], shown["outcome_name"], shown["planned_on"]) == ("planned", "Đã lên kế hoạch", day(9))
        assert shown["status_name"].startswith("Đã trả lời: Đã lên kế hoạch, xong trước hết ngày ")


def test_outcomes_are_counted(case, member, sign_in):
    # Two hours: the full hour after this one may begin while the test runs.
    until = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=2)).strftime("%Y-%m-%dT%H:00:00Z")
    period = {"from": "2026-01-01T00:00:00+07:00", "to": until, "group_by": "category"}

    def counted():
        body = sign_in("supervisor").get("/api/v1/stats/resolution", params=period).json()
        assert "outcomes" in body["formula"] and sum(body["total"]["outcomes"].values()) == body["total"]["handled"]
        row = next((row for row in body["rows"] if row["code"] == "TTXD"), {"outcomes": {"planned": 0, "fixed": 0}, "on_time": 0})
        return row["outcomes"]["planned"], row["outcomes"]["fixed"], row["on_time"]

    planned, fixed, on_time = counted()
    resolved(case, member, outcome="planned", planned_on=day(5))
    assert counted() == (planned + 1, fixed, on_time + 1)
    done(member("head", HERE), case["id"], "fulfil", text="Đã làm xong vỉa hè.")
    assert counted() == (planned, fixed + 1, on_time + 1)
    done(sign_in("dispatcher"), case["id"], "send-back", reason="Ảnh không rõ")
    assert counted() == (planned, fixed, on_time)
    csv = sign_in("supervisor").get("/api/v1/stats/resolution.csv", params=period).text
    assert csv.splitlines()[0].endswith(",fixed,planned,not_ours,not_founded,information_given,other")


# Proof.

@pytest.mark.parametrize("proof, taken", [("photo", {"photo"}), ("signed", {"signed"}), ("either", {"photo", "signed"})])
def test_where_the_field_wants_proof_an_answer_waits_for_it(send, member, rule, upload, proof, taken):
    rule("fixed", proof=proof)
    files = {"photo": pictures.jpeg(), "pdf": pictures.pdf(), "unfilled": signed_pdf(b"<00000000000000000000>"), "signed": signed_pdf(), "video": pictures.mp4()}
    for name, data in files.items():
        report, staff, _ = bus(send, member)
        told = upload(data, client=staff)
        assert told.get("signed") == {"pdf": False, "unfilled": False, "signed": True}.get(name)
        problem = problem_of(act(staff, report["id"], "answer", text="Đã thêm chuyến xe.", outcome="fixed"), 409, "answer_incomplete")
        assert [(item["what"], item["proof"]) for item in problem["missing"]] == [("proof", proof)] and problem["detail"].startswith("Còn thiếu: ")
        preview = staff.post(f"/api/v1/cases/{report['id']}/answer-preview", json={"text": "Xong", "outcome": "fixed", "attachments": [told["id"]]}).json()
        assert (preview["missing"] == []) == (name in taken)
        answer = act(staff, report["id"], "answer", text="Đã thêm chuyến xe.", outcome="fixed", attachments=[told["id"]])
        assert answer.status_code == (200 if name in taken else 409), name
    assert act(staff, report["id"], "answer", text="Không có tuyến ấy.", outcome="not_founded").status_code == 200, "of that outcome alone"


def test_proof_that_was_given_need_not_be_given_again(send, member, rule, upload):
    rule("fixed", proof="photo", approval=True)
    report, staff, head = bus(send, member)
    done(staff, report["id"], "answer", text="Đã thêm chuyến xe.", outcome="fixed", attachments=[upload(client=staff)["id"]])
    done(head, report["id"], "send-back", reason="Viết rõ giờ chạy")
    assert done(staff, report["id"], "answer", text="Thêm chuyến 6 giờ.", outcome="fixed")["status"] == "answered"


def test_a_photo_before_and_one_after_are_told_apart(send, member, upload, sign_in, api):
    report = send("TTXD", HERE[2:], attachments=[upload()["id"], upload(pictures.pdf())["id"]], publish=True)
    case = resolved(report, member, outcome="fixed", attachments=[upload(client=member("staff", HERE))["id"]])
    assert [(file["part"], file.get("shows")) for file in case["attachments"]] == [("report", "before"), ("report", None), ("answer", "after")]
    desk = sign_in("dispatcher")
    for file in case["attachments"][::2]:
        assert photo_act(desk, report, file["id"], "release").status_code == 200
    done(desk, report["id"], "publish")
    assert [file["shows"] for file in public(api, report)["attachments"]] == ["before", "after"]


# The head's word.

def test_the_head_releases_the_draft_or_sends_it_back_and_the_clock_runs_on(case, member, api):
    staff, head = member("staff", HERE), member("head", HERE)
    done(staff, case["id"], "accept")
    due = seen(staff, case)["due_at"]
    drafted = done(staff, case["id"], "answer", text="Bản dự thảo thứ nhất.", outcome="fixed")
    assert drafted["awaits_approval"] is True and "released_at" not in drafted and drafted["due_at"] == due
    assert case["id"] in [item["id"] for item in queue_items(head, state="answered")]
    assert not {"answer", "outcome"} & set(public(api, case, True))
    problem_of(act(staff, case["id"], "approve"), 409, "not_allowed_now")
    back = done(head, case["id"], "send-back", reason="Chưa nói khi nào làm")
    assert (back["status"], back["due_at"], back["history"][-1]["text"]) == ("in_progress", due, "Chưa nói khi nào làm")
    done(staff, case["id"], "answer", text="Đã làm ngày 20/11.", outcome="fixed")
    assert done(head, case["id"], "approve")["status"] == "resolved"
    assert public(api, case, True)["answer"] == "Đã làm ngày 20/11."


def test_a_field_may_want_the_heads_word_where_the_agency_does_not(send, member, rule, sign_in):
    rule("*", approval=True)
    sign_in("dispatcher")
    report = send(FIELD, HERE[2:])
    done(sign_in("dispatcher"), report["id"], "assign", agency="PCBN")
    staff, head = member("staff", "PCBN"), member("head", "PCBN")
    done(staff, report["id"], "accept")
    assert done(staff, report["id"], "answer", text="Đã thêm chuyến xe.")["awaits_approval"] is True
    problem_of(act(sign_in("dispatcher"), report["id"], "approve"), 409, "not_allowed_now")
    assert done(head, report["id"], "approve")["status"] == "resolved"


def test_the_desk_sends_an_unsuitable_answer_back_before_it_is_public(case, member, sign_in, api):
    resolved(case, member, outcome="fixed")
    desk = sign_in("dispatcher")
    shown = done(desk, case["id"], "send-back", reason="Không trả lời điều được hỏi")
    assert (shown["status"], shown["publication"]["answer"]) == ("in_progress", "hidden")
    assert "answer" not in public(api, case, True) and shown["history"][-1]["name"] == "Trả lời bị trả lại"


# Several agencies, one answer.

def test_each_who_works_along_has_work_due_before_the_leads(case, member):
    head, other = member("head", HERE), member("staff", OTHER)
    done(member("staff", HERE), case["id"], "accept")
    done(head, case["id"], "coordinate", agency=OTHER, reason="Đo vỉa hè")
    [item] = [item for item in queue_items(other, role="coordinating") if item["id"] == case["id"]]
    assert item["due_at"] < seen(head, case)["due_at"] and item["due_at"] == parts(head, case)[OTHER]["due_at"]
    done(member("staff", HERE), case["id"], "extend", reason="Chờ vật tư", due_on=day(45))
    done(head, case["id"], "grant")
    [moved] = [item for item in queue_items(other, role="coordinating") if item["id"] == case["id"]]
    assert item["due_at"] < moved["due_at"] < seen(head, case)["due_at"]
    taken = other.post("/api/v1/queue/claim", json={"limit": 50}).json()["items"]
    assert [item["due_at"] for item in taken if item["id"] == case["id"]] in ([moved["due_at"]], []), "with the same instant"
    other.post("/api/v1/queue/release", json={})


def test_the_lead_answers_when_the_parts_are_in_or_waived(case, member, api, sign_in, upload):
    staff, head, first = member("staff", HERE), member("head", HERE), member("staff", OTHER)
    done(staff, case["id"], "accept")
    for agency in (OTHER, THIRD):
        done(head, case["id"], "coordinate", agency=agency)
    problem = problem_of(act(staff, case["id"], "answer", text="Đã xong hết."), 409, "answer_incomplete")
    assert [(item["what"], item["agency"]["code"]) for item in problem["missing"]] == [("part", OTHER), ("part", THIRD)]
    assert "phần việc của" in problem["detail"] and problem["missing"][0]["due_at"] == parts(head, case)[OTHER]["due_at"]
    photo = upload(client=first)["id"]
    done(first, case["id"], "contribute", text="Đã lát lại 40 m vỉa hè.", attachments=[photo])
    problem_of(act(staff, case["id"], "waive", agency=THIRD, reason="Không cần"), 409, "not_allowed_now")
    problem_of(act(head, case["id"], "waive", agency=THIRD), 422, "invalid")
    waived = done(head, case["id"], "waive", agency=THIRD, reason="Không có rác thải y tế")
    event = waived["history"][-1]
    assert (event["type"], event["other_agency"], event["text"]) == ("part_waived", THIRD, "Không có rác thải y tế")
    assert case["id"] not in [item["id"] for item in queue_items(member("staff", THIRD))]
    shown = parts(head, case)
    assert shown[OTHER]["text"] == "Đã lát lại 40 m vỉa hè." and shown[THIRD]["waived_why"] == "Không có rác thải y tế"
    texts = {item["code"]: item["text"] for item in staff.get(f"/api/v1/cases/{case['id']}/answer-templates").json()["items"]}
    assert f"Đơn vị phối hợp: {shown[OTHER]['name']}\n- {shown[OTHER]['name']}: Đã lát lại 40 m vỉa hè." in texts["da-khac-phuc"]
    done(staff, case["id"], "answer", text="Vỉa hè đã lát lại.", outcome="fixed")
    done(head, case["id"], "approve")
    own = public(api, case, True)
    assert own["contributors"] == [{"code": OTHER, "name": shown[OTHER]["name"]}]
    assert photo not in str(own) and "40 m" not in str(own) and "y tế" not in str(own), "what agencies say to each other stays there"
    assert api.get(f"/api/v1/attachments/{photo}", headers=sender_of(case)).status_code == 404
    assert "contributors" not in public(api, case) and "answer" not in public(api, case)


def test_who_is_asked_once_more_is_waited_for_once_more(case, member):
    staff, head, other = member("staff", HERE), member("head", HERE), member("staff", OTHER)
    done(staff, case["id"], "accept")
    done(head, case["id"], "coordinate", agency=OTHER)
    done(other, case["id"], "contribute", text="Phần thứ nhất.")
    done(head, case["id"], "coordinate", agency=OTHER, reason="Còn thiếu số liệu")
    problem_of(act(staff, case["id"], "answer", text="Đã xong hết."), 409, "answer_incomplete")
    done(other, case["id"], "contribute", text="Phần thứ hai.")
    assert parts(head, case)[OTHER]["text"] == "Phần thứ hai."
    assert done(staff, case["id"], "answer", text="Đã xong hết.")["status"] == "answered"


@pytest.mark.parametrize("way", ["offered", "by the desk"])
def test_who_works_along_and_takes_the_lead_is_named_once(case, member, sign_in, way):
    head, other = member("head", HERE), member("head", OTHER)
    done(head, case["id"], "coordinate", agency=OTHER)
    done(head if way == "offered" else sign_in("dispatcher"), case["id"], "transfer", agency=OTHER, reason="Việc chính của Sở")
    if way == "offered":
        done(other, case["id"], "accept-transfer")
    shown = seen(other, case)
    assert (shown["agency"]["code"], shown["standing"], shown["coordinating"]) == (OTHER, "lead", [])
    assert [item.get("role", "lead") for item in queue_items(other) if item["id"] == case["id"]] == ["lead"]


# What was promised.

def promised(client, **question):
    return {item["id"]: item for item in client.get("/api/v1/promises", params={"limit": 200} | question).json()["items"]}


def test_a_promise_is_watched_until_it_is_kept(case, member, api, sign_in, ask):
    head, supervisor = member("head", HERE), sign_in("supervisor")
    resolved(case, member, outcome="planned", planned_on=day(3))
    assert promised(head)[case["id"]]["planned_on"] == day(3) and case["id"] in promised(supervisor)
    assert case["id"] not in promised(head, state="overdue") and case["id"] not in promised(member("head", THIRD))
    ask("update pakn.report set planned_on = current_date - 1 where report_id = %s", case["id"])
    ask("update pakn.promise set planned_on = current_date - 1, remind_on = current_date where report_id = %s", case["id"])
    ask("select pakn.promise_chore(100)")
    assert seen(head, case)["history"][-1]["type"] == "plan_due"
    assert promised(head, state="overdue")[case["id"]]["overdue"] is True
    problem_of(act(head, case["id"], "replan", planned_on=day(-1), reason="Chờ vốn"), 422, "invalid")
    moved = done(head, case["id"], "replan", planned_on=day(20), reason="Chờ vốn đợt hai")
    assert (moved["planned_on"], moved["history"][-1]["type"]) == (day(20), "replanned")
    own = public(api, case, True)
    assert (own["planned_on"], own["timeline"][-1]["name"], own["timeline"][-1]["text"]) == (day(20), "Ngày hẹn thay đổi", "Chờ vốn đợt hai")
    assert public(api, case, False, "en")["timeline"][-1]["name"] == "The day planned has moved"
    problem_of(act(member("staff", HERE), case["id"], "fulfil", text="Đã làm xong."), 409, "not_allowed_now")
    done(head, case["id"], "fulfil", text="Đã làm xong vỉa hè.")
    own = public(api, case, True)
    assert (own["status_name"], own["outcome"], "planned_on" in own) == ("Đã giải quyết", "fixed", False)
    assert own["timeline"][-1]["text"] == "Đã làm xong vỉa hè." and case["id"] not in promised(head)
    assert not {"fulfil", "replan"} & set(seen(head, case)["allowed"])


def test_what_is_sent_back_promises_nothing(case, member, sign_in):
    resolved(case, member, outcome="planned", planned_on=day(3))
    done(sign_in("dispatcher"), case["id"], "send-back", reason="Ngày hẹn quá xa")
    assert case["id"] not in promised(member("head", HERE))


def test_promises_come_a_page_at_a_time(send, member, sign_in):
    cases = [send("TTXD", HERE[2:]) for _ in range(3)]
    for n, report in enumerate(cases):
        resolved(report, member, outcome="planned", planned_on=day(300 - n))
    head, found, cursor = member("head", HERE), [], None
    while True:
        page = head.get("/api/v1/promises", params={"limit": 1} | ({"cursor": cursor} if cursor else {})).json()
        found += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert [report for report in found if report in {c["id"] for c in cases}] == [c["id"] for c in reversed(cases)]
    assert len(found) == len(set(found))
