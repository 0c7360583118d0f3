"""An agency's own matters: who is in charge, who approves in the head's place, who is away."""

import datetime
import uuid

import pytest

from support import DATABASE
from work import act, done, problem_of, queue_items

UUID = "018f0000-0000-7000-8000-000000000000"
AGENCY = "UB09193"
OTHER = "UB09190"


def in_hours(hours):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=hours)).isoformat()


def name_of(client):
    return client.username


@pytest.fixture(scope="module")
def people(seeded, add_account, client_of):
    """A head and two members of staff of the agency, and a head of another one.  Nobody was in charge of it before."""
    seeded.cluster.call("psql", "-d", DATABASE, "-qc", f"""delete from pakn.agency_head h using pakn.agency a
        where (a.tenant_id, a.agency_id) = (h.tenant_id, h.agency_id) and a.code = '{AGENCY}'""")
    made = {}
    for who, role, agency in [("head", "head", AGENCY), ("one", "staff", AGENCY), ("two", "staff", AGENCY),
                              ("stranger", "head", OTHER)]:
        username, password = add_account(role, agency)
        made[who] = client_of(username, password)
        made[who].username = username
    return made


@pytest.fixture(autouse=True)
def nobody_away(people):
    """Ends what a test left behind."""
    yield
    for head in (people["head"], people["stranger"]):
        agency = head.get("/api/v1/agency").json()
        for kind in ("delegations", "leaves"):
            for entry in agency[kind]:
                assert head.delete(f"/api/v1/agency/{kind}/{entry['id']}").status_code == 204


@pytest.fixture
def answered(send, people, db):
    """A case of the agency whose answer waits for the head."""
    with db.cursor() as cursor:
        cursor.execute("update pakn.agency set needs_approval = true where code = %s", (AGENCY,))
    case = send("HTGT", AGENCY[2:])["id"]
    done(people["one"], case, "accept")
    done(people["one"], case, "answer", text="Đã sửa xong trong ngày.")
    return case


def delegate(people, **changes):
    body = {"deputy": people["two"].username, "until": in_hours(2)} | changes
    return people["head"].post("/api/v1/agency/delegations", json={k: v for k, v in body.items() if v})


def test_the_first_head_of_an_agency_is_in_charge_and_the_agency_says_so(people):
    agency = people["one"].get("/api/v1/agency").json()
    assert agency["code"] == AGENCY
    assert agency["heads"][0]["who"]["username"] == people["head"].username
    assert agency["heads"][0]["until"] is None
    assert {m["username"] for m in agency["members"]} >= {people[who].username for who in ("head", "one", "two")}
    assert people["stranger"].username not in str(agency)


def test_only_who_was_delegated_approves_in_the_heads_place_and_only_meanwhile(people, answered):
    problem = problem_of(act(people["two"], answered, "approve"), 409, "not_allowed_now")
    assert "approve" not in problem["allowed"]
    entry = delegate(people)
    assert entry.status_code == 201 and entry.json()["deputy"]["username"] == people["two"].username
    assert {"approve", "send-back"} <= set(people["two"].get(f"/api/v1/cases/{answered}").json()["allowed"])
    assert "transfer" not in people["two"].get(f"/api/v1/cases/{answered}").json()["allowed"]
    problem_of(act(people["one"], answered, "approve"), 409, "not_allowed_now")
    done(people["two"], answered, "send-back", reason="Chưa nói khi nào xong")
    done(people["one"], answered, "answer", text="Đã sửa xong lúc 15 giờ.")
    assert people["head"].delete(f"/api/v1/agency/delegations/{entry.json()['id']}").status_code == 204
    problem_of(act(people["two"], answered, "approve"), 409, "not_allowed_now")
    assert delegate(people).status_code == 201
    assert done(people["two"], answered, "approve")["status"] == "resolved"


def test_a_delegation_that_begins_later_does_not_hold_yet(people, answered):
    assert delegate(people, **{"from": in_hours(1)}).status_code == 201
    problem_of(act(people["two"], answered, "approve"), 409, "not_allowed_now")


def test_history_names_who_was_in_charge_then(people, answered, db, add_account):
    case = people["head"].get(f"/api/v1/cases/{answered}").json()
    assert [e.get("in_charge", {}).get("username") for e in case["history"]] == [people["head"].username] * len(case["history"])
    successor, _ = add_account("head", AGENCY)
    with db.cursor() as cursor:
        cursor.execute("select pakn.agency_head_set(tenant_id, staff_id, now()) from pakn.staff where username = %s", (successor,))
    done(people["head"], answered, "approve")
    history = people["head"].get(f"/api/v1/cases/{answered}").json()["history"]
    assert history[-1]["in_charge"]["username"] == successor
    assert history[0]["in_charge"]["username"] == people["head"].username
    with db.cursor() as cursor:
        cursor.execute("select pakn.agency_head_set(tenant_id, staff_id, now()) from pakn.staff where username = %s",
                       (people["head"].username,))
    assert [h["who"]["username"] for h in people["head"].get("/api/v1/agency").json()["heads"]] == [
        people["head"].username, successor, people["head"].username]


def test_a_leave_hands_claimed_cases_over_at_once_and_says_so_in_their_history(people, send):
    case = send("HTGT", AGENCY[2:])["id"]
    claimed = people["one"].post("/api/v1/queue/claim", json={"limit": 50}).json()["items"]
    assert case in [item["id"] for item in claimed]
    answer = people["one"].post("/api/v1/agency/leaves", json={"deputy": people["two"].username, "until": in_hours(8)})
    assert answer.status_code == 201
    mine = queue_items(people["two"], state="mine")
    assert {item["id"] for item in claimed} <= {item["id"] for item in mine}
    assert not queue_items(people["one"], state="mine")
    last = people["two"].get(f"/api/v1/cases/{case}").json()["history"][-1]
    assert last["type"] == "handed_over" and last["actor"]["kind"] == "system" and "giao cho" in last["text"]
    people["two"].post("/api/v1/queue/release", json={})


def test_a_leave_that_begins_later_hands_over_when_it_begins(people, send, db):
    case = send("HTGT", AGENCY[2:])["id"]
    people["one"].post("/api/v1/queue/claim", json={"limit": 50})
    entry = people["head"].post("/api/v1/agency/leaves", json={
        "who": people["one"].username, "deputy": people["two"].username, "from": in_hours(1), "until": in_hours(8)}).json()
    assert case in [item["id"] for item in queue_items(people["one"], state="mine")]
    with db.cursor() as cursor:
        cursor.execute("update pakn.leave set valid_from = now() where leave_id = %s", (entry["id"],))
        cursor.execute("select pakn.leave_chore(100)")
    assert case in [item["id"] for item in queue_items(people["two"], state="mine")]
    people["two"].post("/api/v1/queue/release", json={})


def test_the_same_leave_sent_twice_is_one(people):
    body = {"deputy": people["two"].username, "until": in_hours(8)}
    key = {"Idempotency-Key": str(uuid.uuid4())}
    first, second = (people["one"].post("/api/v1/agency/leaves", json=body, headers=key) for _ in range(2))
    assert first.status_code == second.status_code == 201 and first.json() == second.json()
    assert len(people["one"].get("/api/v1/agency").json()["leaves"]) == 1


@pytest.mark.parametrize("changes, pointer, code", [
    ({"deputy": "khong.co.ai"}, "/deputy", "unknown_colleague"),
    ({"deputy": "STRANGER"}, "/deputy", "unknown_colleague"),
    ({"deputy": "HEAD"}, "/deputy", "oneself"),
    ({"deputy": None}, "/deputy", "required"),
    ({"until": None}, "/until", "required"),
    ({"until": in_hours(-1)}, "/until", "not_after_from"),
    ({"from": in_hours(-1)}, "/from", "in_the_past"),
    ({"from": in_hours(3)}, "/until", "not_after_from"),
    ({"until": in_hours(24 * 400)}, "/until", "longer_than_a_year"),
    ({"until": "mai"}, "/until", "bad_format"),
])
def test_a_delegation_says_what_is_wrong_with_it(people, changes, pointer, code):
    if changes.get("deputy") in ("STRANGER", "HEAD"):
        changes = changes | {"deputy": people[changes["deputy"].lower()].username}
    problem = problem_of(delegate(people, **changes), 422, "invalid")
    assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [(pointer, code)]
    assert problem["errors"][0]["detail"]
    assert not people["head"].get("/api/v1/agency").json()["delegations"]


def test_staff_note_only_their_own_leave(people):
    problem = problem_of(people["one"].post("/api/v1/agency/leaves", json={
        "who": people["two"].username, "deputy": people["one"].username, "until": in_hours(8)}), 403, "forbidden")
    assert problem["errors"][0]["pointer"] == "/who"


@pytest.mark.parametrize("kind", ["delegations", "leaves"])
def test_another_agencys_entry_is_as_unknown_as_one_that_is_not_there(people, kind):
    entry = people["head"].post(f"/api/v1/agency/{kind}", json={"deputy": people["two"].username, "until": in_hours(2)}).json()
    for id in (entry["id"], UUID, "none"):
        problem_of(people["stranger"].delete(f"/api/v1/agency/{kind}/{id}"), 404, "not_there")
    assert [e["id"] for e in people["head"].get("/api/v1/agency").json()[kind]] == [entry["id"]]
