"""The ledger through the interface: whose time it was, of a case and in sums, and who may read what of it."""

import datetime

import pytest

from support import TENANT, Api
from work import done, problem_of

HERE, OTHER, DESK = "UB09190", "SXD", "TT1022"
WHY = "Thuộc thẩm quyền của đơn vị khác"
OCTOBER = {"from": "2026-10-01T00:00:00+07:00", "to": "2026-11-01T00:00:00+07:00"}


@pytest.fixture(scope="module")
def importer(daemon, seeded):
    """A client that tells what somebody did, and when."""
    key = seeded.command("token", "add", "--tenant", TENANT, "--name", "sổ", "--role", "importer", "--scopes",
                         "reports:write,cases:read,cases:write", "--dates-from", "2026-01-01").split()[-1]
    with Api(daemon.url) as client:
        client.headers["Authorization"] = "Bearer " + key
        yield client


@pytest.fixture(scope="module")
def case(importer):
    """A case of October: an hour at the desk, a day and a half with the ward, then with the department, answered a day late."""
    body = {"description": "Cột đèn nghiêng", "area_code": HERE[2:], "received_at": "2026-10-05T09:00:00+07:00"}
    report = importer.post("/api/v1/reports", json=body).json()
    for action, at, role, more in (
            ("assign", "05T10:00", "dispatcher", {"agency": HERE}), ("accept", "05T11:00", "staff", {}),
            ("transfer", "06T15:00", "dispatcher", {"agency": OTHER, "reason": WHY}), ("accept", "07T07:30", "staff", {}),
            ("pause", "08T07:30", "staff", {"reason": "Chờ điện lực", "until": "2026-10-08T11:30:00+07:00"}), ("resume", "08T11:30", "staff", {}),
            ("answer", "16T09:30", "staff", {"text": "Đã dựng lại cột"}), ("approve", "16T10:30", "head", {})):
        done(importer, report["id"], action, at=f"2026-10-{at}:00+07:00", **{"as": role}, **more)
    return report


def ledger(client, case):
    return client.get(f"/api/v1/cases/{case['id']}/ledger").json()


def told(span):
    return span["from"][8:16], span.get("until", "")[8:16], span["agency"]["code"], span["part"], span["minutes"], span.get("minutes_late", 0)


def test_a_case_tells_who_held_its_clock_for_how_many_working_minutes_against_which_deadline(case, sign_in):
    shown = ledger(sign_in("supervisor"), case)
    assert [told(span) for span in shown["spans"]] == [
        ("05T09:00", "05T10:00", DESK, "sort", 60, 0), ("05T10:00", "05T11:00", HERE, "accept", 60, 0),
        ("05T11:00", "06T15:00", HERE, "answer", 30 + 210 + 240 + 90, 0), ("06T15:00", "07T07:30", OTHER, "accept", 120, 0),
        ("07T07:30", "08T07:30", OTHER, "answer", 450, 0), ("08T07:30", "08T11:30", OTHER, "wait", 240, 0),
        ("08T11:30", "16T09:30", OTHER, "answer", 210 + 450 * 5 + 120, 210 + 120), ("16T09:30", "16T10:30", OTHER, "approve", 60, 60)]
    first, accepted, waits = shown["spans"][0], shown["spans"][1], shown["spans"][5]
    assert (first["part_name"], first["due_at"][:16], first["stage_due_at"][:16]) == ("Phân loại", "2026-10-14T17:00", "2026-10-06T09:30")
    assert accepted["stage_due_at"][:16] == "2026-10-06T17:00"
    assert (waits["counts"], "due_at" in waits, waits["part_name"]) == (False, False, "Tạm dừng, không tính giờ")
    assert [(agency["code"], agency["minutes"]) for agency in shown["agencies"]] == [(DESK, 60), (HERE, 630), (OTHER, 3210)]
    assert (shown["minutes"], shown["minutes_late"], shown["minutes_stopped"]) == (60 + 630 + 3210, 390, 240)


def test_the_clock_of_an_open_case_is_held_by_whom_it_is_with(send, sign_in, member):
    report = send("TTXD", HERE[2:])
    done(member("staff", HERE), report["id"], "accept")
    spans = ledger(sign_in("dispatcher"), report)["spans"]
    assert [(span["part"], "until" in span) for span in spans] == [("accept", True), ("answer", False)]
    english = sign_in("dispatcher").get(f"/api/v1/cases/{report['id']}/ledger", headers={"Accept-Language": "en"}).json()
    assert [span["part_name"] for span in english["spans"]] == ["Not yet accepted", "Working on it"]


def test_whoever_had_it_once_reads_their_own_time(case, member, sign_in):
    assert {span["agency"]["code"] for span in ledger(member("staff", HERE), case)["spans"]} == {HERE}
    assert ledger(member("staff", HERE), case)["minutes"] == 630
    assert len(ledger(member("head", OTHER), case)["spans"]) == 8
    problem_of(member("staff", "SYT").get(f"/api/v1/cases/{case['id']}/ledger"), 404, "unknown_case")


def rows(client, **question):
    answer = client.get("/api/v1/ledger", params=OCTOBER | question)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_sums_of_a_period_are_ones_own_or_of_all_agencies(case, member, sign_in):
    own = rows(member("staff", HERE))
    assert [row["agency"]["code"] for row in own["rows"]] == [HERE]
    everybody = rows(sign_in("supervisor"))
    found = {row["agency"]["code"]: row for row in everybody["rows"]}
    assert {DESK, HERE, OTHER} <= set(found) and found[HERE] == own["rows"][0]
    assert found[OTHER]["fell_due"] >= 1 and found[OTHER]["minutes_late"] >= 390 and found[OTHER]["parts"]["approve"] >= 60
    assert everybody["total"]["minutes"] == sum(row["minutes"] for row in everybody["rows"])
    assert "phút làm việc" in everybody["formula"]["minutes"] and everybody["group_by"] == "agency"
    assert [row["agency"]["code"] for row in rows(sign_in("dispatcher"), agency=OTHER)["rows"]] == [OTHER]
    problem_of(member("head", HERE).get("/api/v1/ledger", params=OCTOBER | {"agency": OTHER}), 403, "forbidden")


def test_people_are_told_to_their_head_and_to_supervisors_and_to_themselves(send, member, sign_in, add_account, client_of):
    report, since = send("TTXD", HERE[2:]), datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=10)
    (first, password), (second, _) = add_account("staff", HERE), add_account("staff", HERE)
    one = client_of(first, password)
    done(one, report["id"], "hand-to")
    done(one, report["id"], "accept")
    done(member("head", HERE), report["id"], "hand-to", assignee=second)
    spans = ledger(sign_in("supervisor"), report)["spans"]
    assert [(span["part"], span.get("person", {}).get("username")) for span in spans] == [("accept", None), ("accept", first), ("answer", first), ("answer", second)]
    period = {"from": since.isoformat(), "to": "2090-01-01T00:00:00+07:00", "group_by": "person", "agency": HERE}

    def people(client):
        return {row["person"]["username"] for row in client.get("/api/v1/ledger", params=period).json()["rows"] if row["person"]}

    assert {first, second} <= people(member("head", HERE)) and {first, second} <= people(sign_in("supervisor"))
    assert people(one) == {first}
    assert people(member("staff", HERE)) == people(sign_in("dispatcher")) == set()


@pytest.mark.parametrize("question, pointer, code", [
    ({"to": "2026-10-01T00:00:00+07:00"}, "?to", "not_after_from"), ({"from": "2090-01-01T00:00:00+07:00", "to": "2091-01-01T00:00:00+07:00"}, "?from", "in_future"),
    ({"agency": "KHONGCO"}, "?agency", "unknown_agency"), ({"group_by": "month"}, "?group_by", "bad_choice")])
def test_a_question_that_cannot_be_answered_says_why(sign_in, question, pointer, code):
    [error] = problem_of(sign_in("supervisor").get("/api/v1/ledger", params=OCTOBER | question), 422, "invalid")["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)
