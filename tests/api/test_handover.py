"""Between agencies: offers and consent, returns, several at one case, too many hand-overs, and what nobody accepts."""

import secrets
import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import pytest

import pictures
from work import act, counted, done, problem_of, queue_items

HERE, OTHER, THIRD = "UB09190", "SXD", "SYT"
DESK = "TT1022"
WHY = "Thuộc thẩm quyền của đơn vị khác"


@pytest.fixture
def case(send):
    """A report that is with HERE, as its sender got it."""
    report = send("TTXD", HERE[2:])
    assert report["agency"]["code"] == HERE
    return report


def seen(client, case):
    return client.get(f"/api/v1/cases/{case['id']}").json()


def stands(client, case):
    """Where a case is: lead, status, whom it is offered."""
    shown = seen(client, case)
    return shown["agency"]["code"], shown["status"], shown.get("offered_to", {}).get("code")


def last_event(client, case):
    return seen(client, case)["history"][-1]


def in_queue(client, case, **question):
    return case["id"] in [item["id"] for item in queue_items(client, **question)]


def public(api, case, as_sender=False):
    headers = {"Authorization": "Bearer " + case["secret"]} if as_sender else {}
    return api.get(f"/api/v1/reports/{case['code']}", headers=headers).json()


# A transfer wants the other's consent.

def test_a_transfer_waits_until_the_other_agency_takes_it_on(case, member, sign_in, ask):
    head, other, desk = member("head", HERE), member("staff", OTHER), sign_in("dispatcher")
    due = seen(head, case)["due_at"]
    before = counted(desk, HERE)
    done(head, case["id"], "transfer", agency=OTHER, reason=WHY)
    assert stands(head, case) == (HERE, "assigned", OTHER)
    assert "transfer" not in seen(head, case)["allowed"] and "cancel-transfer" in seen(head, case)["allowed"]
    assert in_queue(head, case, role="lead") and in_queue(other, case, role="offered") and not in_queue(other, case, role="lead")
    assert case["id"] in [item["id"] for item in desk.get("/api/v1/cases", params={"state": "offered", "limit": 200}).json()["items"]]
    event = last_event(desk, case)
    assert (event["type"], event["agency"], event["from_agency"], event["other_agency"], event["text"]) == ("transfer_offered", HERE, HERE, OTHER, WHY)
    assert set(seen(other, case)["allowed"]) == {"accept-transfer", "decline-transfer", "note", "hand-to", "put-back"}
    done(head, case["id"], "accept")  # who has it may go on working meanwhile
    done(other, case["id"], "accept-transfer")
    assert stands(other, case) == (OTHER, "in_progress", None) and seen(other, case)["due_at"] == due
    event = last_event(desk, case)
    assert (event["type"], event["from_agency"], event["agency"], event["actor"]["kind"]) == ("transferred", HERE, OTHER, "staff")
    assert not in_queue(head, case) and in_queue(other, case, role="lead")
    after = counted(desk, HERE)
    assert (after["transferred"] - before["transferred"], after["received"] - before["received"]) == (1, -1)
    assert ask("select handovers from pakn.report where report_id = %s", case["id"]) == [(1,)]


def test_who_declines_says_why_and_the_case_stays_where_it_is(case, member, api):
    head, other = member("head", HERE), member("head", OTHER)
    done(head, case["id"], "transfer", agency=OTHER, reason=WHY)
    shown = done(other, case["id"], "decline-transfer", reason="Không thuộc ngành Xây dựng")
    assert shown["standing"] == "former" and shown["allowed"] == []
    assert stands(head, case) == (HERE, "assigned", None)
    event = last_event(head, case)
    assert (event["type"], event["agency"], event["other_agency"], event["text"]) == ("transfer_declined", HERE, OTHER, "Không thuộc ngành Xây dựng")
    assert not in_queue(other, case) and seen(head, case)["handovers"] == 0
    assert [event["type"] for event in public(api, case)["timeline"]] == ["received"]
    problem_of(act(other, case["id"], "accept-transfer"), 409, "not_allowed_now")


@pytest.mark.parametrize("action, body, who", [
    ("cancel-transfer", {}, "head"), ("return", {"reason": WHY}, "staff"), ("request-info", {"text": "Ở đâu?"}, "staff"),
    ("assign", {"agency": THIRD}, "dispatcher"), ("transfer", {"agency": THIRD, "reason": WHY}, "dispatcher")])
def test_an_offer_ends_with_what_takes_the_case_elsewhere(case, member, sign_in, action, body, who):
    head, other = member("head", HERE), member("head", OTHER)
    done(head, case["id"], "transfer", agency=OTHER, reason=WHY)
    done(sign_in("dispatcher") if who == "dispatcher" else member(who, HERE), case["id"], action, **body)
    assert not in_queue(other, case) and seen(other, case)["standing"] == "former"
    problem_of(act(other, case["id"], "accept-transfer"), 409, "not_allowed_now")
    if action == "cancel-transfer":
        assert last_event(head, case)["other_agency"] == OTHER
        done(head, case["id"], "transfer", agency=THIRD, reason=WHY)


def test_the_desk_transfers_at_once_and_an_agency_cannot_transfer_to_the_desk(case, member, sign_in):
    head = member("head", HERE)
    errors = problem_of(act(head, case["id"], "transfer", agency=DESK, reason=WHY), 422, "invalid")["errors"]
    assert [(error["pointer"], error["code"]) for error in errors] == [("/agency", "desk_agency")]
    done(sign_in("dispatcher"), case["id"], "transfer", agency=OTHER, reason=WHY)
    assert stands(sign_in("dispatcher"), case) == (OTHER, "assigned", None)


def test_an_offer_is_for_the_agency_it_was_made_to(case, member, sign_in):
    done(member("head", HERE), case["id"], "transfer", agency=OTHER, reason=WHY)
    for client, status, code in ((member("head", THIRD), 404, "unknown_case"), (member("head", HERE), 409, "not_allowed_now"),
                                 (sign_in("dispatcher"), 409, "not_allowed_now"), (sign_in("operator"), 409, "not_allowed_now")):
        problem_of(act(client, case["id"], "accept-transfer", version='"2"'), status, code)
    problem_of(act(member("head", OTHER), case["id"], "accept-transfer", version='"1"'), 412, "stale_version")
    problem_of(act(member("head", OTHER), case["id"], "accept-transfer", version=""), 428, "version_required")


def test_of_all_who_answer_an_offer_at_once_one_does(case, member, add_account, client_of):
    done(member("head", HERE), case["id"], "transfer", agency=OTHER, reason=WHY)
    clients = [member("staff", OTHER), member("head", OTHER), member("head", HERE)]
    answers = ("accept-transfer", "decline-transfer", "cancel-transfer")
    with ThreadPoolExecutor(3) as pool:
        got = list(pool.map(lambda pair: act(pair[0], case["id"], pair[1], version='"2"', **({"reason": WHY} if pair[1] == "decline-transfer" else {})),
                            zip(clients, answers)))
    assert sorted(answer.status_code for answer in got)[0] == 200 and [a.status_code for a in got].count(200) == 1
    assert {answer.status_code for answer in got} <= {200, 409, 412}


def test_a_consent_that_is_sent_twice_is_given_once(case, member):
    done(member("head", HERE), case["id"], "transfer", agency=OTHER, reason=WHY)
    key = secrets.token_hex(16)
    first, second = (act(member("head", OTHER), case["id"], "accept-transfer", version='"2"', key=key) for _ in range(2))
    assert first.status_code == second.status_code == 200 and first.json() == second.json()
    assert first.json()["version"] == 3


# Returned: to the desk, and to nobody else.

def test_what_is_returned_is_the_desks_and_its_reason_stays_inside(case, member, sign_in, api):
    done(member("staff", HERE), case["id"], "return", reason=WHY)
    desk = sign_in("dispatcher")
    assert stands(desk, case) == (DESK, "received", None)
    [item] = [item for item in queue_items(desk, state="returned") if item["id"] == case["id"]]
    assert item["came_back"] == "returned"
    for as_sender in (False, True):
        shown = public(api, case, as_sender)
        assert [(event["type"], event.get("text")) for event in shown["timeline"]] == [("received", None), ("returned", None)]
        assert WHY not in str(shown)
    done(desk, case["id"], "assign", agency=OTHER, reason="Giao Sở Xây dựng")
    assert WHY not in str(public(api, case, True)) and "Giao Sở Xây dựng" not in str(public(api, case, True))
    assert not in_queue(desk, case)


def test_who_had_a_case_sees_its_own_time_and_where_it_is_now(case, member, sign_in):
    staff = member("staff", HERE)
    done(staff, case["id"], "note", text="Đã xem hiện trường")
    done(staff, case["id"], "return", reason=WHY)
    desk = sign_in("dispatcher")
    done(desk, case["id"], "note", text="Trao đổi riêng của bộ phận tiếp nhận")
    done(desk, case["id"], "assign", agency=OTHER)
    done(member("staff", OTHER), case["id"], "accept")
    shown = seen(staff, case)
    assert (shown["standing"], shown["agency"]["code"], shown["status"], shown["allowed"]) == ("former", OTHER, "in_progress", [])
    assert [event["type"] for event in shown["history"]] == ["received", "noted", "returned"]
    assert "Trao đổi riêng" not in str(shown) and not {"contact", "answer", "attachments"} & set(shown)
    problem_of(act(staff, case["id"], "note", version="", text="Còn gì không?"), 409, "not_allowed_now")
    problem_of(staff.post(f"/api/v1/cases/{case['id']}/identity", json={"reason": "Gọi lại"}), 404, "unknown_case")


# Several at one case, and one lead.

def test_agencies_coordinate_beside_one_lead(case, member, sign_in, ask):
    head, first, second = member("head", HERE), member("staff", OTHER), member("staff", THIRD)
    for agency in (OTHER, THIRD):
        done(head, case["id"], "coordinate", agency=agency, reason="Kiểm tra phần của mình")
    shown = seen(head, case)
    assert [agency["code"] for agency in shown["coordinating"]] == [OTHER, THIRD] and shown["agency"]["code"] == HERE
    for client in (first, second):
        assert in_queue(client, case, role="coordinating") and not in_queue(client, case, role="lead")
        assert seen(client, case)["standing"] == "coordinating" and set(seen(client, case)["allowed"]) == {"note", "contribute", "hand-to", "put-back"}
        problem_of(act(client, case["id"], "accept"), 409, "not_allowed_now")
    done(first, case["id"], "note", text="Sẽ đi xem ngày mai")
    assert last_event(head, case)["other_agency"] == OTHER
    done(first, case["id"], "contribute", text="Đường đã sửa, phần cống của xã")
    event = last_event(head, case)
    assert (event["type"], event["other_agency"], event["text"]) == ("contributed", OTHER, "Đường đã sửa, phần cống của xã")
    assert not in_queue(first, case) and in_queue(second, case, role="coordinating")
    assert ["done_at" in agency for agency in seen(head, case)["coordinating"]] == [True, False]
    done(head, case["id"], "coordinate", agency=OTHER, reason="Xem lại giúp")
    assert in_queue(first, case, role="coordinating")
    done(head, case["id"], "end-coordination", agency=OTHER)
    assert not in_queue(first, case) and seen(first, case)["standing"] == "former"
    assert ask("select agency_id, part from pakn.work_item where report_id = %s and part = 'lead'", case["id"]) == ask(
        "select agency_id, 'lead' from pakn.agency where tenant_id = 24 and code = %s", HERE)


def test_who_coordinates_goes_on_when_the_lead_changes_and_ends_with_the_case(case, member, sign_in):
    desk, beside = sign_in("dispatcher"), member("staff", THIRD)
    done(desk, case["id"], "coordinate", agency=THIRD)
    done(desk, case["id"], "coordinate", agency=OTHER)
    done(desk, case["id"], "assign", agency=OTHER)
    shown = seen(member("staff", OTHER), case)
    assert shown["standing"] == "lead" and [agency["code"] for agency in shown["coordinating"]] == [THIRD]
    assert in_queue(beside, case, role="coordinating") and [i["status"] for i in queue_items(beside, role="coordinating") if i["id"] == case["id"]] == ["assigned"]
    done(member("staff", OTHER), case["id"], "accept")
    assert in_queue(beside, case, state="in_progress")
    done(desk, case["id"], "reject", reason="Đã có quyết định của tòa án")
    assert not in_queue(beside, case)


def test_who_coordinates_sees_the_files_and_not_who_sent_it(send, api, member):
    picture = api.post("/api/v1/attachments", data=pictures.jpeg(), headers={"Content-Type": "image/jpeg"}).json()
    report = send("TTXD", HERE[2:], attachments=[picture["id"]], contact={"phone": "0912345678", "allow_call": True})
    other = member("staff", OTHER)
    path = f"/api/v1/attachments/{picture['id']}"
    assert other.get(path).status_code == 404
    done(member("head", HERE), report["id"], "coordinate", agency=OTHER)
    assert other.get(path).status_code == 200
    problem_of(other.post(f"/api/v1/cases/{report['id']}/identity", json={"reason": "Gọi lại"}), 404, "unknown_case")
    done(member("head", HERE), report["id"], "end-coordination", agency=OTHER)
    assert other.get(path).status_code == 404


# To and fro.

def test_after_too_many_hand_overs_only_the_desk_decides_and_supervisors_see_it(case, member, sign_in):
    desk, supervisor = sign_in("dispatcher"), sign_in("supervisor")
    before = counted(supervisor, HERE)
    for _ in range(2):
        done(member("staff", HERE), case["id"], "return", reason=WHY)
        done(desk, case["id"], "assign", agency=HERE)
    done(member("head", HERE), case["id"], "transfer", agency=OTHER, reason=WHY)
    done(member("head", OTHER), case["id"], "accept-transfer")
    head = member("head", OTHER)
    assert seen(head, case)["contested"] is True and not {"return", "transfer"} & set(seen(head, case)["allowed"])
    for action, body in (("return", {}), ("transfer", {"agency": THIRD})):
        problem = problem_of(act(head, case["id"], action, reason=WHY, **body), 409, "desk_decides")
        assert "chỉ bộ phận tiếp nhận quyết định" in problem["title"] and action not in problem["allowed"] and "note" in problem["allowed"]
    [item] = [item for item in supervisor.get("/api/v1/cases", params={"state": "contested", "limit": 200}).json()["items"] if item["id"] == case["id"]]
    assert (item["handovers"], item["contested"], item["agency"]["code"]) == (3, True, OTHER)
    assert in_queue(head, case, state="contested")
    after = counted(supervisor, HERE)
    assert (after["returned"] - before["returned"], after["transferred"] - before["transferred"]) == (2, 1)
    done(desk, case["id"], "assign", agency=THIRD, reason="Văn phòng quyết định giao Sở Y tế")
    problem_of(act(member("staff", THIRD), case["id"], "return", reason=WHY), 409, "desk_decides")


# What nobody accepts.

def aged(ask, *cases):
    """Has cases be with their agency since long ago."""
    ask("update pakn.work_item set given_at = now() - interval '30 days' where report_id = any (%s::uuid[])", [case["id"] for case in cases])


def test_what_nobody_accepts_goes_back_to_the_desk_by_itself(send, member, sign_in, api, ask):
    waits, accepted, asked, young = (send("TTXD", HERE[2:], contact={"phone": "0912345678"}) for _ in range(4))
    staff, desk, supervisor = member("staff", HERE), sign_in("dispatcher"), sign_in("supervisor")
    done(staff, accepted["id"], "accept")
    done(staff, asked["id"], "request-info", text="Ở đâu?")
    before = counted(supervisor, HERE)
    aged(ask, waits, accepted, asked)
    ask("select pakn.unaccepted_chore(100)")
    assert [stands(desk, case)[:2] for case in (waits, accepted, asked, young)] == [
        (DESK, "received"), (HERE, "in_progress"), (HERE, "info_requested"), (HERE, "assigned")]
    event = last_event(desk, waits)
    assert (event["type"], event["actor"], event["from_agency"], event["agency"]) == ("unaccepted", {"kind": "system"}, HERE, DESK)
    assert in_queue(desk, waits, state="unaccepted") and not in_queue(staff, waits)
    assert waits["id"] in [item["id"] for item in supervisor.get("/api/v1/cases", params={"state": "unaccepted", "limit": 200}).json()["items"]]
    assert public(api, waits)["timeline"][-1]["name"] == "Đơn vị chưa nhận xử lý; đã chuyển lại bộ phận tiếp nhận"
    assert counted(supervisor, HERE)["unaccepted"] - before["unaccepted"] == 1
    assert seen(desk, waits)["handovers"] == 0
    # The wait for the citizen's answer was not the agency's.
    done(staff, asked["id"], "resume")
    ask("select pakn.unaccepted_chore(100)")
    assert stands(desk, asked)[:2] == (HERE, "assigned")


def test_two_daemons_and_a_clerk_who_accepts_give_a_case_one_fate(send, member, sign_in, seeded, ask):
    cases = [send("TTXD", HERE[2:]) for _ in range(24)]
    staff, desk, barrier = member("staff", HERE), sign_in("dispatcher"), threading.Barrier(3)

    def chore(_):
        with psycopg2.connect(seeded.cluster.conninfo("pakn_owner")) as connection:
            barrier.wait()
            moved = 0
            for _ in range(12):
                with connection.cursor() as cursor:
                    cursor.execute("select pakn.unaccepted_chore(3)")
                    done_now = cursor.fetchone()[0]
                    connection.commit()
                assert done_now <= 3
                moved += done_now
            return moved

    def clerk(_):
        barrier.wait()
        return [case["id"] for case in reversed(cases) if act(staff, case["id"], "accept", version='"1"').status_code == 200]

    aged(ask, *cases)
    with ThreadPoolExecutor(3) as pool:
        chores, accepted = [pool.submit(chore, n) for n in range(2)], pool.submit(clerk, 0)
        moved, accepted = sum(run.result() for run in chores), accepted.result()
    for case in cases:
        assert stands(desk, case)[:2] == ((HERE, "in_progress") if case["id"] in accepted else (DESK, "received"))
        assert [event["type"] for event in seen(desk, case)["history"]] == ["received", "accepted" if case["id"] in accepted else "unaccepted"]
    assert moved <= len(cases) - len(accepted)  # the daemon's own courier may have taken some, too
    assert ask("select count(*) from pakn.work_item where part = 'lead' and report_id = any (%s::uuid[])", [c["id"] for c in cases]) == [(len(cases),)]


def test_a_province_that_sets_no_time_waits(case, sign_in, ask):
    aged(ask, case)
    ask("update pakn.tenant set accept_minutes = null where tenant_id = 24")
    try:
        ask("select pakn.unaccepted_chore(100)")
        assert stands(sign_in("dispatcher"), case)[:2] == (HERE, "assigned")
    finally:
        ask("update pakn.work_item set given_at = now() where report_id = %s", case["id"])
        ask("update pakn.tenant set accept_minutes = 450 where tenant_id = 24")
