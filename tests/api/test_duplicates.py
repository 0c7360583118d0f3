"""Reports that are one matter, word of how a case comes on, and all that happened to a case, page by page."""

import re
import uuid

from attachments import until
from support import Api
from work import act, done, problem_of, queue_items, refused_field

WORDS = "Cột đèn gãy nằm ngang đường trước cổng trường tiểu học"


def report_of(daemon, report):
    return Api(daemon.url).get(f"/api/v1/reports/{report['code']}", headers={"Authorization": "Bearer " + report["secret"]}).json()


def events(client, report):
    return [event["type"] for event in client.get(f"/api/v1/cases/{report['id']}").json()["history"]]


def test_two_reports_of_one_matter_are_found_merged_and_answered_at_once(daemon, send, member, dispatcher):
    staff = member("staff", "UB09187")
    first, second = send(description=WORDS), send(description=WORDS + ", rất nguy hiểm")
    done(staff, first["id"], "accept")

    def candidates():
        items = staff.get(f"/api/v1/cases/{second['id']}/similar").json()["items"]
        return [item for item in items if item["code"] == first["code"] and item["words_shared"] > 0.5]

    assert until(candidates), "the courier lays words and places out"
    [told] = candidates()
    assert told["keeps"] is True and told["distance"] < 10 and told["agency"]["code"] == "UB09187"
    merged = done(staff, second["id"], "duplicate", of=first["code"].lower().replace("-", " "), reason="Cùng cột đèn")
    assert (merged["status"], merged["status_name"]) == ("duplicate", "Trùng phản ánh khác")
    assert merged["follow_up"]["duplicate_of"]["code"] == first["code"] and merged["follow_up"]["duplicate_of"]["counts_as"] == "refused"
    assert merged["allowed"] == ["message", "note", "separate"] and second["id"] not in [item["id"] for item in queue_items(staff)]
    kept = staff.get(f"/api/v1/cases/{first['id']}").json()
    assert [other["code"] for other in kept["follow_up"]["duplicates"]] == [second["code"]] and kept["me_too"] == 1
    done(staff, first["id"], "answer", text="Đã dựng lại cột, gọi 0903 123 456.", outcome="fixed")
    done(member("head", "UB09187"), first["id"], "approve")
    theirs = report_of(daemon, second)["duplicate_of"]
    assert (theirs["status"], theirs["answer"], theirs["outcome"]) == ("resolved", "Đã dựng lại cột, gọi [số điện thoại].", "fixed")
    assert [step["type"] for step in theirs["timeline"]] == ["received", "accepted", "approved"] and "code" not in theirs
    anybody = Api(daemon.url).get(f"/api/v1/reports/{second['code']}").json()
    assert "answer" not in anybody["duplicate_of"] and anybody["duplicate_of"]["status_name"] == "Đã giải quyết"
    assert first["code"] not in str(anybody), "whose report it is joined to is theirs"
    late = send(description=WORDS)
    done(dispatcher, late["id"], "duplicate", of=second["code"])
    assert dispatcher.get(f"/api/v1/cases/{late['id']}").json()["follow_up"]["duplicate_of"]["code"] == first["code"], "never a chain"


def test_what_is_no_duplicate_is_said_why(send, member, dispatcher):
    staff = member("staff", "UB09187")
    first, second, theirs = send(), send(), send("TTXD", "09190")
    for of, code in (("KHONG-CO", "unknown_case"), (str(uuid.uuid4()), "unknown_case"), (theirs["code"], "unknown_case"),
                     (second["code"], "came_first"), (first["id"], "same_case")):
        refused_field(act(staff, first["id"], "duplicate", of=of), "/of", code)
    problem_of(act(staff, second["id"], "duplicate", version='"7"', of=first["code"]), 412, "stale_version")
    done(dispatcher, second["id"], "coordinate", agency="UB09190")
    other = send("TTXD", "09190")
    problem_of(act(member("staff", "UB09190"), other["id"], "duplicate", of=second["code"]), 409, "of_another_agency")
    done(dispatcher, other["id"], "duplicate", of=second["code"])
    assert staff.get(f"/api/v1/cases/{other['id']}").json()["agency"]["code"] == "UB09187", "it lies where the other does"
    done(dispatcher, first["id"], "reject", reason="Không thuộc phạm vi")
    refused_field(act(dispatcher, second["id"], "duplicate", of=first["code"]), "/of", "refused_case")


def test_what_was_merged_by_mistake_goes_on_where_it_stood(send, member, dispatcher):
    staff = member("staff", "UB09187")
    first, second = send(), send()
    done(staff, second["id"], "accept")
    key = uuid.uuid4().hex
    once = act(staff, second["id"], "duplicate", key=key, of=first["code"])
    again = act(staff, second["id"], "duplicate", version='"2"', key=key, of=first["code"])
    assert (once.status_code, again.status_code) == (200, 200) and once.text == again.text, "a retry finds what the first one did"
    apart = done(staff, second["id"], "separate", reason="Hai cột khác nhau")
    assert apart["status"] == "in_progress" and "duplicate_of" not in apart.get("follow_up", {})
    assert events(dispatcher, second) == ["received", "accepted", "marked_duplicate", "separated"]
    assert events(dispatcher, first) == ["received", "absorbed", "parted"]
    problem_of(act(staff, second["id"], "separate", reason="Lần nữa"), 409, "not_allowed_now")


def test_a_note_of_progress_is_for_the_sender_and_fits_any_version(daemon, send, member, dispatcher):
    staff = member("staff", "UB09187")
    report = send()
    problem_of(act(staff, report["id"], "progress", text="Đã đặt cột mới"), 409, "not_allowed_now")
    done(staff, report["id"], "accept")
    noted = done(staff, report["id"], "progress", version="", text="Đã đặt cột mới, thứ Sáu dựng.")
    assert noted["status"] == "in_progress" and noted["version"] == 3
    [told] = [step for step in report_of(daemon, report)["timeline"] if step["type"] == "progressed"]
    assert (told["name"], told["text"]) == ("Đơn vị báo tiến độ", "Đã đặt cột mới, thứ Sáu dựng.")
    [seen] = [step for step in Api(daemon.url).get(f"/api/v1/reports/{report['code']}").json()["timeline"] if step["type"] == "progressed"]
    assert "text" not in seen, "others learn that there is word, not which"
    refused_field(act(staff, report["id"], "progress", version=""), "/text", "required")
    problem_of(act(dispatcher, report["id"], "progress", text="Thay đơn vị báo"), 409, "not_allowed_now")
    done(staff, report["id"], "answer", text="Sẽ thay cả tuyến.", outcome="planned", planned_on="2090-01-05")
    done(member("head", "UB09187"), report["id"], "approve")
    assert done(staff, report["id"], "progress", version="", text="Đã mời thầu.")["status"] == "resolved", "what is planned comes on, too"


def test_the_history_has_every_seal_and_who_held_the_clock_page_by_page(send, member, dispatcher):
    report, path = send(), None
    staff = member("staff", "UB09187")
    done(staff, report["id"], "accept")
    done(staff, report["id"], "note", version="", text="Đã gọi điện lực")
    done(dispatcher, report["id"], "transfer", agency="SXD", reason="Của Sở")
    path = f"/api/v1/cases/{report['id']}/history"
    assert until(lambda: all("seq" in event for event in dispatcher.get(path).json()["items"])), "sealed within a second"
    whole = dispatcher.get(path).json()
    assert [event["type"] for event in whole["items"]] == ["received", "accepted", "noted", "transferred"] and whole["next_cursor"] is None
    numbers = [event["seq"] for event in whole["items"]]
    assert numbers == sorted(set(numbers)) and all(re.fullmatch("[0-9a-f]{64}", event["hash"]) for event in whole["items"])
    assert [[(held["agency"]["code"], held["part"]) for held in event["held"]] for event in whole["items"]] == [
        [("UB09187", "accept")], [("UB09187", "answer")], [("UB09187", "answer")], [("SXD", "accept")]]
    shown = dispatcher.get(f"/api/v1/cases/{report['id']}").json()["history"]
    assert [event["id"] for event in shown] == [event["id"] for event in whole["items"]]
    pages, cursor = [], None
    while len(pages) < 9:
        page = dispatcher.get(path, params={"limit": 1} | ({"cursor": cursor} if cursor else {})).json()
        pages += page["items"]
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert [event["seq"] for event in pages] == numbers
    former = staff.get(path).json()["items"]
    assert {held["agency"]["code"] for event in former for held in event.get("held", [])} == {"UB09187"}, "who had it once sees their own time"
    problem_of(member("staff", "UB09190").get(path), 404, "unknown_case")
    [error] = problem_of(dispatcher.get(path, params={"cursor": "x"}), 422, "invalid")["errors"]
    assert error["pointer"] == "?cursor"
