"""Between agencies: offers and consent, returns, several at one case, too many hand-overs, and what nobody accepts."""

import collections
import datetime
import random
import secrets
import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import pytest

import pictures
from work import act, done, problem_of, queue_items

HERE, OTHER, THIRD = "UB09190", "SXD", "SYT"
AGENCIES = (HERE, OTHER, THIRD, "SNNMT")
DESK = "TT1022"
WHY = "Thuộc thẩm quyền của đơn vị khác"


@pytest.fixture
def case(send):
    """A report that is with HERE, as its sender got it."""
    report = send("TTXD", HERE[2:])
    assert report["agency"]["code"] == HERE
    return report


@pytest.fixture
def ask(db):
    """ask(statement, *values): rows of the database."""
    def rows(statement, *values):
        with db.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []
    return rows


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


def counted(client, agency):
    """How often an agency gave away or lost what it had, of all reports of this year."""
    now = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=7)))
    until = now.replace(minute=0, second=0, microsecond=0) + datetime.timedelta(hours=2)
    body = client.get("/api/v1/stats/resolution", params={"from": f"{now.year}-01-01T00:00:00+07:00", "to": until.isoformat()}).json()
    row = next((row for row in body["rows"] if row["code"] == agency), collections.Counter())
    return {name: row[name] for name in ("received", "returned", "transferred", "unaccepted")}


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
    assert set(seen(other, case)["allowed"]) == {"accept-transfer", "decline-transfer", "note"}
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
        assert seen(client, case)["standing"] == "coordinating" and set(seen(client, case)["allowed"]) == {"note", "contribute"}
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


# Whatever several do at once: a slow and obvious reference, told in the order of the versions.

class Reference:
    """What a report must be after each thing that was done to it."""

    def __init__(self):
        self.lead, self.status, self.offered, self.beside = HERE, "assigned", None, {}
        self.counts, self.events = collections.Counter(), [("received", None, HERE)]

    def give(self, agency, status, event, counts=False):
        self.events.append((event, self.lead, agency))
        if counts:
            self.counts[event, self.lead] += 1
        self.lead, self.status, self.offered = agency, status, None
        self.beside.pop(agency, None)

    def hand_overs(self):
        return sum(n for (event, _), n in self.counts.items() if event != "unaccepted")

    def do(self, action, actor, target):
        desk = actor == DESK
        if action in ("return", "transfer", "accept-transfer"):
            assert desk or self.hand_overs() < 3, "handed over too often"
        if action in ("accept", "return", "coordinate", "end-coordination", "cancel-transfer"):
            assert actor in (self.lead, DESK)
        if action == "return":
            self.give(DESK, "received", "returned", True)
        elif action == "assign":
            assert desk and target != self.lead
            self.give(target, "received" if target == DESK else "assigned", "assigned")
        elif action == "transfer" and desk:
            self.give(target, "received" if target == DESK else "assigned", "transferred", True)
        elif action == "accept-transfer":
            assert actor == self.offered
            self.give(actor, "in_progress", "transferred", True)
        elif action == "lapse":
            assert self.status == "assigned" and self.lead != DESK
            self.give(DESK, "received", "unaccepted", True)
        else:
            self.stay(action, actor, target)

    def stay(self, action, actor, target):
        names = {"accept": "accepted", "note": "noted", "transfer": "transfer_offered", "decline-transfer": "transfer_declined",
                 "cancel-transfer": "transfer_cancelled", "coordinate": "coordination_begun", "end-coordination": "coordination_ended",
                 "contribute": "contributed"}
        self.events.append((names[action], self.lead, self.lead))
        if action == "accept":
            assert self.status == "assigned"
            self.status = "in_progress"
        elif action == "transfer":
            assert actor == self.lead and self.offered is None and target not in (DESK, self.lead)
            self.offered = target
        elif action in ("decline-transfer", "cancel-transfer"):
            assert self.offered is not None and (action == "cancel-transfer" or actor == self.offered)
            self.offered = None
        elif action == "coordinate":
            assert target != self.lead and self.beside.get(target) is not False
            self.beside[target] = False
        elif action == "end-coordination":
            del self.beside[target]
        elif action == "contribute":
            assert actor in self.beside
            self.beside[actor] = True

    def work(self):
        """Who has something to do on it, and as what."""
        items = {agency: "coordinate" for agency, given in self.beside.items() if not given}
        return items | ({self.offered: "offer"} if self.offered else {}) | {self.lead: "lead"}


STEPS = ("accept", "return", "assign", "transfer", "accept-transfer", "decline-transfer", "cancel-transfer", "coordinate",
         "end-coordination", "contribute", "note")


def clerk_at_work(client, agency, cases, dice, steps):
    """Does something to some case again and again, on the version that was read; returns what succeeded."""
    did, statuses = [], collections.Counter()
    for _ in range(steps):
        case = dice.choice(cases)
        shown = client.get(f"/api/v1/cases/{case}")
        allowed = [step for step in STEPS if step in shown.json()["allowed"]] if shown.status_code == 200 else []
        action = dice.choice(allowed) if allowed and dice.random() < 0.9 else dice.choice(STEPS)
        target = dice.choice([*AGENCIES, DESK])
        body = {"agency": target} if action in ("assign", "transfer", "coordinate", "end-coordination") else {}
        body |= {"text": "Nội dung"} if action in ("contribute", "note") else {"reason": WHY} if action in ("return", "transfer", "decline-transfer") else {}
        key = secrets.token_hex(16)
        version = shown.headers.get("ETag") or '"1"'
        answer = act(client, case, action, version=version, key=key, **body)
        statuses[answer.status_code] += 1
        if dice.random() < 0.2:  # a retry finds what the first one did
            again = act(client, case, action, version=version, key=key, **body)
            assert answer.status_code != 200 or (again.status_code, again.text) == (200, answer.text)
            answer = again
        if answer.status_code == 200:
            did.append((case, answer.json()["version"], action, agency, body.get("agency")))
    return did, statuses


def test_whatever_several_clerks_do_at_once_every_report_has_one_lead(send, daemon, member, sign_in, add_account, client_of, seeded, ask):
    seed = random.randrange(2**32)
    cases = [send("TTXD", HERE[2:])["id"] for _ in range(10)]
    clerks = [(member(role, agency), agency) for agency in AGENCIES for role in ("staff", "head")]
    clerks += [(client_of(*add_account("dispatcher", DESK)), DESK) for _ in range(2)]
    supervisor, over = sign_in("supervisor"), threading.Event()
    before = {agency: counted(supervisor, agency) for agency in (*AGENCIES, DESK)}

    def time_passes():
        dice = random.Random(seed)
        with psycopg2.connect(seeded.cluster.conninfo("pakn_owner")) as connection, connection.cursor() as cursor:
            while not over.wait(0.3):
                cursor.execute("update pakn.work_item set given_at = now() - interval '30 days' where report_id = %s", [dice.choice(cases)])
                connection.commit()
                cursor.execute("select pakn.unaccepted_chore(5)")
                connection.commit()

    with ThreadPoolExecutor(len(clerks) + 1) as pool:
        passing = pool.submit(time_passes)
        runs = [pool.submit(clerk_at_work, client, agency, cases, random.Random(seed + n), 40) for n, (client, agency) in enumerate(clerks)]
        results = [run.result() for run in runs]
        over.set()
        passing.result()

    did = [step for steps, _ in results for step in steps]
    lapses = ask("""select report_id::text, at, event_id::text from pakn.report_event where type = 'unaccepted' and report_id = any (%s::uuid[])""", cases)
    names = dict(ask("select agency_id, code from pakn.agency where tenant_id = 24"))
    totals = collections.Counter({agency: 0 for agency in before})
    marks = collections.Counter()
    for case in cases:
        told = f"seed {seed}, case {case}"
        events = ask("""select e.type, e.from_agency_id, e.agency_id from pakn.report_event e where e.report_id = %s order by e.at, e.event_id""", case)
        version, lead, status, offered, handovers = ask(
            "select version, agency_id, status, offered_to, handovers from pakn.report where report_id = %s", case)[0]
        steps = {v: (action, agency, target) for c, v, action, agency, target in did if c == case}
        assert len(steps) == sum(c == case for c, *_ in did), told + ": one version was given to two"
        missing = set(range(2, version + 1)) - set(steps)
        assert len(missing) == sum(c == case for c, *_ in lapses), told + ": a step got lost"
        steps |= {v: ("lapse", None, None) for v in missing}
        reference = Reference()
        for _, step in sorted(steps.items()):
            reference.do(*step)
        assert len(events) == version
        assert [(kind, names.get(a), names[b]) for kind, a, b in events] == reference.events, told
        assert (names[lead], status, names.get(offered), handovers) == (reference.lead, reference.status, reference.offered, reference.hand_overs()), told
        work = ask("select agency_id, part from pakn.work_item where report_id = %s", case)
        assert {names[agency]: part for agency, part in work} == reference.work() and len(work) == len(reference.work()), told
        beside = ask("select agency_id, done_at is not null from pakn.report_agency where report_id = %s", case)
        assert {names[agency]: given for agency, given in beside} == reference.beside, told
        totals[reference.lead] += 1
        marks += reference.counts
    for agency, figures in before.items():
        now = counted(supervisor, agency)
        assert now["received"] - figures["received"] == totals[agency] - (len(cases) if agency == HERE else 0), agency
        for kind in ("returned", "transferred", "unaccepted"):
            assert now[kind] - figures[kind] == marks[kind, agency], (agency, kind)
    assert len(did) > 80 and sum((statuses for _, statuses in results), collections.Counter())[412] > 0, "nobody was in another's way"
