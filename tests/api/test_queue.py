"""The queue: order, filters, pages, versions, long polls, claims."""

import asyncio
import datetime
import itertools
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import pytest

from pollers import Crowd, sessions
from support import Api
from work import act, done, queue_items

QUEUE = "/api/v1/queue"


def fresh_area(connection, but=()):
    """A commune whose committee has nothing to do: one that never had a case, or all of whose cases are over."""
    cursor = connection.cursor()
    cursor.execute("""select a.code from pakn.area a join pakn.agency g on g.area_id = a.area_id and g.tenant_id = 24
        where a.tenant_id = 24 and a.level = 'commune' and a.code <> all (%s)
            and not exists (select from pakn.work_item w where w.tenant_id = 24 and w.agency_id = g.agency_id)
        order by exists (select from pakn.report_event e where e.tenant_id = 24 and e.agency_id = g.agency_id), a.code desc limit 1""", [list(but)])
    return cursor.fetchone()[0]


@pytest.fixture
def ward(db, add_account, client_of):
    """A ward of its own for a test: code of the commune, its staff."""
    area = fresh_area(db)
    return area, client_of(*add_account("staff", "UB" + area))


def due_later(db, report, hours):
    """Moves a due instant, as an extension would."""
    cursor = db.cursor()
    for table in ("report", "work_item"):
        cursor.execute(f"update pakn.{table} set due_at = due_at + make_interval(hours => %s) where report_id = %s", [hours, report["id"]])


def test_the_nearest_deadline_comes_first(ward, send, db):
    area, staff = ward
    long, normal, last, first = send("DD", area), send("HTGT", area), send("TTXD", area), send("VSMT", area)
    due_later(db, last, 24 * 365)
    due_later(db, first, -24 * 365)
    items = queue_items(staff)
    assert [item["id"] for item in items] == [r["id"] for r in (first, normal, long, last)]
    assert [item["overdue"] for item in items] == [True, False, False, False]
    instants = [datetime.datetime.fromisoformat(item["due_at"]) for item in items]
    assert instants == sorted(instants)


def test_an_item_shows_what_the_case_is_about(ward, send):
    area, staff = ward
    report = send("VSMT", area, description="Rác ùn ứ " * 40, address="Ngõ 5")
    [item] = queue_items(staff)
    case = staff.get(f"/api/v1/cases/{report['id']}").json()
    for name in ("id", "code", "status", "version", "category", "category_name", "area", "urgency", "received_at", "due_at", "overdue", "address"):
        assert item[name] == case[name], name
    assert item["summary"] == case["description"][:120]


@pytest.mark.parametrize("question, expected", [
    ({}, "abcde"), ({"category": "VSMT"}, "bd"), ({"category": "DIEN"}, ""), ({"area": "{area}"}, "abcde"), ({"area": "09187"}, ""),
    ({"state": "open"}, "abcde"), ({"state": "assigned"}, "ade"), ({"state": "in_progress"}, "b"), ({"state": "info_requested"}, "c"),
    ({"state": "answered"}, ""), ({"state": "received"}, ""), ({"state": "overdue"}, "e"), ({"state": "mine"}, "e"),
    ({"state": "unclaimed"}, "abcd"), ({"state": "assigned", "category": "VSMT"}, "d"), ({"due_before": "2020-01-01T00:00:00Z"}, ""),
    ({"due_before": "2099-01-01T00:00:00Z"}, "abcde"), ({"due_before": "{now}"}, "e")])
def test_the_queue_can_be_filtered(filtered, question, expected):
    area, staff, names = filtered
    question = {name: value.replace("{area}", area).replace("{now}", datetime.datetime.now(datetime.timezone.utc).isoformat())
                for name, value in question.items()}
    assert {names[item["id"]] for item in queue_items(staff, **question)} == set(expected)


@pytest.fixture(scope="module")
def filtered(daemon, seeded, places, add_account, client_of):
    """Five cases in different states: a new, b accepted, c waits for the citizen, d new, e overdue and claimed."""
    with psycopg2.connect(seeded.cluster.conninfo("pakn_owner")) as connection:
        area = fresh_area(connection)
    staff, api, reports = client_of(*add_account("staff", "UB" + area)), Api(daemon.url), {}
    for letter, category in zip("abcde", ("HTGT", "VSMT", "TTXD", "VSMT", "TTDT")):
        reports[letter] = api.post("/api/v1/reports", json={"category": category, "description": "Thử bộ lọc", "location": places[area]}).json()
    done(staff, reports["b"]["id"], "accept")
    done(staff, reports["c"]["id"], "request-info", text="Ở chỗ nào?")
    with connection:
        due_later(connection, reports["e"], -24 * 365)
    connection.close()
    claimed = staff.post("/api/v1/queue/claim", json={"limit": 1}).json()["items"]
    assert [item["id"] for item in claimed] == [reports["e"]["id"]]
    return area, staff, {report["id"]: letter for letter, report in reports.items()}


def test_pages_follow_each_other_without_gap_or_repetition(ward, send):
    area, staff = ward
    sent = {send("HTGT", area)["id"] for _ in range(11)}  # equal deadlines: the id decides
    for limit in (1, 2, 5, 10, 11, 12, 200):
        pages, path = [], f"{QUEUE}?limit={limit}&state=open"
        while path:
            answer = staff.get(path)
            pages.append([item["id"] for item in answer.json()["items"]])
            link = answer.links.get("next", {}).get("url")
            assert bool(link) == bool(answer.json()["next_cursor"])
            if link:
                assert answer.json()["next_cursor"] in link and f"limit={limit}&state=open&cursor=" in link
            path = link
        ids = list(itertools.chain(*pages))
        assert len(ids) == 11 and set(ids) == sent
        assert [len(page) for page in pages] == [limit] * (11 // limit) + ([11 % limit] if 11 % limit else [])


def test_a_page_is_of_20_where_nothing_else_is_asked(ward, send):
    area, staff = ward
    for _ in range(21):
        send("HTGT", area)
    assert len(staff.get(QUEUE).json()["items"]) == 20


def test_what_comes_while_pages_are_read_shifts_none(ward, send, db):
    area, staff = ward
    sent = [send("HTGT", area)["id"] for _ in range(4)]
    first = staff.get(QUEUE, params={"limit": 2}).json()
    due_later(db, send("HTGT", area), -24 * 365)  # before all of them
    second = staff.get(QUEUE, params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [item["id"] for item in first["items"] + second["items"]] == sorted(sent)


def test_a_list_that_has_not_changed_is_304(ward, send):
    area, staff = ward
    send("HTGT", area)
    first = staff.get(QUEUE)
    for etag in (first.headers["ETag"], "W/" + first.headers["ETag"]):
        again = staff.get(QUEUE, headers={"If-None-Match": etag})
        assert again.status_code == 304 and again.content == b"" and again.headers["ETag"] == first.headers["ETag"]
    assert staff.get(QUEUE, headers={"If-None-Match": '"other"'}).status_code == 200
    report = send("HTGT", area)
    changed = staff.get(QUEUE, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200 and changed.headers["ETag"] != first.headers["ETag"]
    assert report["id"] in [item["id"] for item in changed.json()["items"]]


def answers_kept(daemon):
    lines = Api(daemon.admin_url).get("/metrics").text.splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith("pakn_answers_kept_total"))


SHOWN = {
    "a report that comes": lambda it: it.send("VSMT", it.area),
    "an acceptance": lambda it: done(it.staff, it.report, "accept"),
    "a question to its sender": lambda it: done(it.staff, it.report, "request-info", text="Ở đâu?"),
    "words taken out": lambda it: done(it.desk, it.report, "redact", part="address", reason="Nêu tên"),
    "a claim": lambda it: it.staff.post(QUEUE + "/claim", json={"limit": 1}),
    "a claim that is given back": lambda it: it.staff.post(QUEUE + "/release", json={}),
    "a short claim": lambda it: it.db.execute(
        "update pakn.work_item set claimed_by = 1, lease_until = now() + interval '8 seconds' where report_id = %s", [it.report]),
    "its end": lambda it: time.sleep(8),
    "a due instant that passes": lambda it: it.db.execute(
        "update pakn.work_item set due_at = now() where report_id = %s; update pakn.report set due_at = now() where report_id = %s",
        [it.report, it.report]),
    "another name of its field": lambda it: it.rename(),
    "a question withdrawn": lambda it: done(it.staff, it.report, "resume"),
    "a report that leaves": lambda it: done(it.staff, it.report, "return", reason="Không thuộc thẩm quyền"),
}


def test_a_poll_shows_every_change_though_answers_are_kept(ward, send, db, sign_in, daemon):
    """What the daemon keeps of the same question is what it answers to one that was never asked before."""
    class It:
        area, staff = ward
        desk, admin, was = sign_in("dispatcher"), sign_in("admin"), None

        def rename(self):
            field = self.admin.get("/api/v1/admin/categories/VSMT")
            self.was = field.json()["name"]
            self.name(self.was + " (mới)")

        def name(self, name):
            field = self.admin.get("/api/v1/admin/categories/VSMT")
            answer = self.admin.put("/api/v1/admin/categories/VSMT", json=field.json() | {"name": name}, headers={"If-Match": field.headers["ETag"]})
            assert answer.status_code == 200, answer.text

    it, unasked = It(), itertools.count(1)
    it.send, it.db, it.report = send, db.cursor(), send("VSMT", it.area, address="Ngõ 5, nhà ông Tám")["id"]
    try:
        for what, change in SHOWN.items():
            before = it.staff.get(QUEUE)
            kept = answers_kept(daemon)
            assert it.staff.get(QUEUE).content == before.content and answers_kept(daemon) > kept
            change(it)
            for _ in range(2):  # as it comes, and as it is kept
                after = it.staff.get(QUEUE)
                assert after.content != before.content and after.headers["ETag"] != before.headers["ETag"], what
                anew = it.staff.get(QUEUE, params={"due_before": f"2099-01-01T00:00:00.{next(unasked):06d}Z"})
                assert after.content == anew.content and after.headers["ETag"] == anew.headers["ETag"], what
    finally:
        if it.was:
            it.name(it.was)


# Long polls.

def poll(client, etag, wait):
    headers = {"Prefer": f"wait={wait}"}
    if etag:
        headers["If-None-Match"] = etag
    started = time.monotonic()
    answer = client.get(QUEUE, headers=headers)
    return answer, time.monotonic() - started


def test_a_poll_of_an_unchanged_queue_ends_with_304_when_its_time_is_up(ward, send):
    area, staff = ward
    send("HTGT", area)
    answer, seconds = poll(staff, staff.get(QUEUE).headers["ETag"], 2)
    assert answer.status_code == 304 and 1.9 <= seconds < 20
    assert answer.headers["Preference-Applied"] == "wait=2"


def test_a_poll_of_an_empty_queue_waits_too(ward):
    _, staff = ward
    answer, seconds = poll(staff, None, 1)
    assert answer.status_code == 200 and answer.json()["items"] == [] and 0.9 <= seconds < 20


@pytest.mark.parametrize("change", ["a report comes", "a colleague accepts", "the citizen answers", "a case is transferred here"])
def test_a_poll_is_answered_soon_after(ward, send, member, api, change):
    area, staff = ward
    report = send("HTGT", area)
    if change == "the citizen answers":
        done(staff, report["id"], "request-info", text="Ở đâu?")
    if change == "a case is transferred here":
        report = send("TTXD", "09190")
    etag = staff.get(QUEUE).headers["ETag"]
    changed = []

    def make_change():
        time.sleep(0.5)
        if change == "a report comes":
            send("HTGT", area)
        elif change == "a colleague accepts":
            done(member("head", "UB" + area), report["id"], "accept")
        elif change == "the citizen answers":
            api.post(f"/api/v1/reports/{report['code']}/supplement", json={"text": "Ở đây"},
                     headers={"Authorization": "Bearer " + report["secret"]}).raise_for_status()
        else:
            done(member("head", "UB09190"), report["id"], "transfer", agency="UB" + area, reason="Thuộc xã này")
        changed.append(time.monotonic())

    member("head", "UB" + area), member("head", "UB09190")
    thread = threading.Thread(target=make_change)
    thread.start()
    answer, _ = poll(staff, etag, 25)
    answered = time.monotonic()
    thread.join()
    assert answer.status_code == 200 and answer.headers["ETag"] != etag
    assert answered - changed[0] < 15, "the poll slept on"


def test_a_change_elsewhere_does_not_end_a_poll(ward, send):
    area, staff = ward
    send("HTGT", area)
    etag = staff.get(QUEUE).headers["ETag"]
    timer = threading.Timer(0.5, lambda: send("TTXD", "09190"))
    timer.start()
    answer, seconds = poll(staff, etag, 2)
    timer.join()
    assert answer.status_code == 304 and seconds >= 1.9


def test_a_poll_of_what_the_client_has_not_seen_is_answered_at_once(ward, send):
    area, staff = ward
    send("HTGT", area)
    for etag in (None, '"old"'):
        answer, seconds = poll(staff, etag, 25)
        assert answer.status_code == 200 and seconds < 15


@pytest.mark.parametrize("prefer", ["wait=0", "wait=-5", "wait=x", "return=minimal", "wait"])
def test_a_preference_that_is_none_does_not_wait(ward, send, prefer):
    area, staff = ward
    send("HTGT", area)
    started = time.monotonic()
    answer = staff.get(QUEUE, headers={"Prefer": prefer, "If-None-Match": staff.get(QUEUE).headers["ETag"]})
    assert answer.status_code == 304 and time.monotonic() - started < 10
    assert "Preference-Applied" not in answer.headers


def test_many_polls_wait_together_and_are_all_woken(ward, send, daemon):
    area, staff = ward
    send("HTGT", area)
    etag, authorization = staff.get(QUEUE).headers["ETag"], staff.headers["Authorization"]

    def wait(_):
        with Api(daemon.url) as client:
            client.headers["Authorization"] = authorization
            return poll(client, etag, 25)

    with ThreadPoolExecutor(30) as pool:
        polls = [pool.submit(wait, i) for i in range(30)]
        time.sleep(1)
        assert Api(daemon.url).get("/api/v1/categories").elapsed.total_seconds() < 10  # they hold nobody up
        send("HTGT", area)
        answers = [future.result() for future in polls]
    assert {answer.status_code for answer, _ in answers} == {200}
    assert max(seconds for _, seconds in answers) < 20


def waits(pool, daemon, client, seconds, **question):
    """A poll for something to take, as a machine asks it, on a connection of its own: without an ETag."""
    def ask():
        with Api(daemon.url) as own:
            own.headers["Authorization"] = client.headers["Authorization"]
            return own.get(QUEUE, params={"state": "unclaimed"} | question, headers={"Prefer": f"wait={seconds}"}).json()["items"]

    return pool.submit(ask)


def test_all_who_wait_for_work_are_told_of_what_nobody_takes(ward, send, daemon):
    """One first, since it may take it; the others one after the other (server/watch.h)."""
    area, staff = ward
    with ThreadPoolExecutor(7) as pool:
        polls = [waits(pool, daemon, staff, 25) for _ in range(7)]
        time.sleep(1)
        report = send("HTGT", area)
        started = time.monotonic()
        assert [[item["id"] for item in poll.result()] for poll in polls] == [[report["id"]]] * 7
        assert time.monotonic() - started < 20, "some slept on"


def test_who_waits_for_what_is_theirs_is_told_though_others_find_nothing(ward, send, daemon, add_account, client_of):
    area, staff = ward
    name, password = add_account("staff", "UB" + area)
    colleague = client_of(name, password)
    report = send("HTGT", area)
    with ThreadPoolExecutor(2) as pool:
        first = waits(pool, daemon, staff, 6, assignee="me")
        time.sleep(0.5)
        second = waits(pool, daemon, colleague, 25, assignee="me")
        time.sleep(0.5)
        done(staff, report["id"], "hand-to", assignee=name, reason="Tuyến của chị")
        started = time.monotonic()
        assert [item["id"] for item in second.result()] == [report["id"]] and time.monotonic() - started < 20
        assert first.result() == []


# Claims.

def claim(client, **body):
    answer = client.post(QUEUE + "/claim", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def test_a_claim_takes_the_nearest_deadlines_and_shows_who_has_them(ward, send, db, add_account, client_of):
    area, staff = ward
    reports = [send("HTGT", area) for _ in range(4)]
    due_later(db, reports[3], -24)
    due_later(db, reports[1], 24)
    assert [item["id"] for item in claim(staff)] == [reports[3]["id"]]
    assert [item["id"] for item in claim(staff, limit=2)] == [reports[0]["id"], reports[2]["id"]]
    colleague_name, password = add_account("staff", "UB" + area)
    colleague = client_of(colleague_name, password)
    assert [item["id"] for item in claim(colleague, limit=50)] == [reports[1]["id"]]
    assert claim(staff, limit=50) == []
    items = {item["id"]: item for item in queue_items(staff)}
    assert items[reports[1]["id"]]["claimed_by"] == colleague_name
    assert {item["id"] for item in queue_items(staff, state="mine")} == {r["id"] for r in (reports[3], reports[0], reports[2])}
    lease = datetime.datetime.fromisoformat(items[reports[1]["id"]]["lease_until"]) - datetime.datetime.now(datetime.timezone.utc)
    assert 840 < lease.total_seconds() <= 900


def test_parallel_claims_never_give_an_item_twice(ward, send, daemon, add_account, client_of):
    area, staff = ward
    sent = {send("HTGT", area)["id"] for _ in range(30)}
    clients = [client_of(*add_account("staff", "UB" + area)) for _ in range(6)]

    def take(client):
        taken = []
        while items := claim(client, limit=3):
            taken += [item["id"] for item in items]
        return taken

    with ThreadPoolExecutor(6) as pool:
        taken = list(itertools.chain(*pool.map(take, clients)))
    assert len(taken) == len(set(taken)) and set(taken) == sent


def test_a_lease_runs_out_by_itself(ward, send, db, add_account, client_of):
    area, staff = ward
    report = send("HTGT", area)
    assert len(claim(staff, lease_seconds=600)) == 1
    colleague = client_of(*add_account("staff", "UB" + area))
    assert claim(colleague) == [] and queue_items(colleague, state="unclaimed") == []
    db.cursor().execute("update pakn.work_item set lease_until = now() + interval '1 second' where report_id = %s", [report["id"]])
    end = time.monotonic() + 60
    while not (unclaimed := queue_items(colleague, state="unclaimed")):
        assert time.monotonic() < end, "the lease goes on"
        time.sleep(0.1)
    assert [item["id"] for item in unclaimed] == [report["id"]]
    assert "claimed_by" not in queue_items(colleague)[0]
    assert [item["id"] for item in claim(colleague)] == [report["id"]]


def test_what_is_released_can_be_claimed_again(ward, send, add_account, client_of):
    area, staff = ward
    reports = [send("HTGT", area)["id"] for _ in range(3)]
    claim(staff, limit=3)
    colleague = client_of(*add_account("staff", "UB" + area))
    assert staff.post(QUEUE + "/release", json={"ids": reports[:1]}).json() == {"released": 1}
    assert [item["id"] for item in claim(colleague, limit=3)] == reports[:1]
    assert staff.post(QUEUE + "/release", json={"ids": reports}).json() == {"released": 2}
    assert staff.post(QUEUE + "/release").json() == {"released": 0}
    assert {item["id"] for item in claim(colleague, limit=3)} == set(reports[1:])


def test_a_claim_does_not_keep_colleagues_from_acting(ward, send, add_account, client_of):
    """A claim says who works on it; the version decides."""
    area, staff = ward
    report = send("HTGT", area)
    claim(staff)
    colleague = client_of(*add_account("staff", "UB" + area))
    assert act(colleague, report["id"], "accept").status_code == 200
    assert act(staff, report["id"], "request-info", version='"1"', text="Ở đâu?").status_code == 412


def test_of_two_who_act_on_the_same_version_one_wins(ward, send, add_account, client_of):
    area, staff = ward
    report = send("HTGT", area)
    clients = [client_of(*add_account("staff", "UB" + area)) for _ in range(5)]
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda client: act(client, report["id"], "accept", version='"1"').status_code, clients))
    assert sorted(answers) == [200, 409, 409, 409, 409]


def test_an_answer_to_head_is_that_to_get_without_a_body(ward, send):
    area, staff = ward
    send("HTGT", area)
    head, get = staff.head(QUEUE), staff.get(QUEUE)
    assert head.status_code == 200 and head.content == b""
    assert head.headers["ETag"] == get.headers["ETag"] and head.headers["Content-Length"] == str(len(get.content))


# Claims of machines: by name, kept, and told apart.

def test_a_claim_is_kept_for_as_long_as_it_is_renewed_and_tells_what_it_has_lost(ward, send, db, add_account, client_of):
    area, staff = ward
    reports = [send("HTGT", area)["id"] for _ in range(3)]
    taken = staff.post(QUEUE + "/claim", json={"limit": 3, "lease_seconds": 10}).json()
    assert {item["id"] for item in taken["items"]} == set(reports)
    renewed = staff.post(QUEUE + "/renew", json={"claim": taken["claim"], "lease_seconds": 600}).json()
    assert {item["id"] for item in renewed["items"]} == set(reports) and min(i["lease_until"] for i in renewed["items"]) > taken["items"][0]["lease_until"]
    db.cursor().execute("update pakn.work_item set lease_until = now() - interval '1 second' where report_id = any (%s::uuid[])", [reports[:2]])
    colleague = client_of(*add_account("staff", "UB" + area))
    assert [item["id"] for item in claim(colleague)] == reports[:1]
    left = staff.post(QUEUE + "/renew", json={"claim": taken["claim"]}).json()["items"]
    assert {item["id"] for item in left} == set(reports[1:]), "what ran out is had again, what somebody else took is not"
    assert staff.post(QUEUE + "/release", json={"claim": taken["claim"]}).json() == {"released": 2}
    assert staff.post(QUEUE + "/renew", json={"claim": taken["claim"]}).json()["items"] == []


def test_two_claims_of_one_account_are_told_apart(ward, send):
    area, staff = ward
    reports = [send("HTGT", area)["id"] for _ in range(2)]
    first, second = (staff.post(QUEUE + "/claim", json={}).json() for _ in range(2))
    assert [first["items"][0]["id"], second["items"][0]["id"]] == reports and first["claim"] != second["claim"]
    assert staff.post(QUEUE + "/release", json={"claim": first["claim"]}).json() == {"released": 1}
    assert {item["id"] for item in queue_items(staff, state="mine")} == {reports[1]}


def test_who_picks_a_case_by_name_gets_it_or_not_at_all(ward, send, add_account, client_of):
    area, staff = ward
    reports = [send("HTGT", area)["id"] for _ in range(3)]
    colleague = client_of(*add_account("staff", "UB" + area))
    assert [item["id"] for item in claim(staff, ids=[reports[2]])] == [reports[2]]
    assert [item["id"] for item in claim(colleague, ids=reports[1:])] == [reports[1]]


@pytest.mark.parametrize("how", ["a release", "the end of a lease"])
def test_what_becomes_free_wakes_a_poll_of_what_is_free(ward, send, db, how):
    area, staff = ward
    report = send("HTGT", area)
    claim(staff, lease_seconds=10)
    if how == "the end of a lease":
        db.cursor().execute("update pakn.work_item set lease_until = now() + interval '1 second' where report_id = %s", [report["id"]])
    else:
        threading.Timer(0.5, lambda: staff.post(QUEUE + "/release", json={})).start()
    started = time.monotonic()
    answer = staff.get(QUEUE, params={"state": "unclaimed"}, headers={"Prefer": "wait=20"})
    assert [item["id"] for item in answer.json()["items"]] == [report["id"]] and time.monotonic() - started < 19


# Whom a case is given to.

@pytest.fixture
def colleagues(ward, add_account, client_of):
    """Two more of the ward's staff: user name and client of each."""
    names = [add_account("staff", "UB" + ward[0]) for _ in range(2)]
    return [(name, client_of(name, password)) for name, password in names]


def given_to(client, report):
    return client.get(f"/api/v1/cases/{report['id']}").json().get("assignee", {}).get("username")


def test_a_case_that_is_given_to_somebody_stays_theirs_whatever_becomes_of_claims(ward, send, colleagues, db):
    area, staff = ward
    (name, clerk), (_, other) = colleagues
    report, free = send("HTGT", area), send("HTGT", area)
    case = done(staff, report["id"], "hand-to", assignee=name, reason="Tuyến của anh")
    assert case["assignee"]["username"] == name and case["history"][-1]["text"].endswith("Tuyến của anh")
    assert [item["id"] for item in claim(other, limit=5)] == [free["id"]], "nobody else is given it"
    assert [item["id"] for item in claim(clerk, lease_seconds=10)] == [report["id"]]
    db.cursor().execute("update pakn.work_item set lease_until = now() - interval '1 second' where report_id = %s", [report["id"]])
    assert given_to(staff, report) == name and claim(other, limit=5) == [], "a lease that runs out takes nothing from them"
    for client, assignee, ids in ((clerk, "me", [report["id"]]), (staff, name, [report["id"]]), (staff, "none", [free["id"]]), (other, "me", [])):
        assert [item["id"] for item in queue_items(client, assignee=assignee)] == ids
    assert done(clerk, report["id"], "put-back").get("assignee") is None
    assert [item["id"] for item in claim(other, limit=5)] == [report["id"]]


def test_who_had_a_case_has_it_again_when_the_answer_is_sent_back(ward, send, colleagues, sign_in, member):
    area, staff = ward
    (name, clerk), _ = colleagues
    report = send("HTGT", area)
    assert done(clerk, report["id"], "hand-to")["assignee"]["username"] == name, "oneself, where nobody is named"
    done(clerk, report["id"], "accept")
    done(clerk, report["id"], "answer", text="Đã sửa")
    done(member("head", "UB" + area), report["id"], "approve")
    assert queue_items(clerk) == []
    done(sign_in("dispatcher"), report["id"], "send-back", reason="Chưa rõ")
    assert [item.get("assignee") for item in queue_items(clerk)] == [name]


def test_a_case_goes_to_colleagues_alone_and_an_agency_that_works_along_has_its_own(ward, send, member, colleagues):
    area, staff = ward
    report = send("HTGT", area)
    answer = act(staff, report["id"], "hand-to", assignee="chuyenvien")
    assert answer.status_code == 422 and answer.json()["errors"][0]["code"] == "unknown_colleague"
    done(member("head", "UB" + area), report["id"], "coordinate", agency="SXD")
    done(member("staff", "SXD"), report["id"], "hand-to")
    done(staff, report["id"], "hand-to", assignee=colleagues[0][0])
    assert given_to(staff, report) == colleagues[0][0] and given_to(member("staff", "SXD"), report).startswith("staff.sxd")


def test_what_a_locked_account_had_goes_back_to_the_queue(ward, send, colleagues, sign_in):
    area, staff = ward
    (name, clerk), _ = colleagues
    report = send("HTGT", area)
    done(clerk, report["id"], "hand-to")
    sign_in("admin").post(f"/api/v1/admin/accounts/{name}/lock", json={}).raise_for_status()
    case = staff.get(f"/api/v1/cases/{report['id']}").json()
    assert "assignee" not in case and case["history"][-1]["type"] == "handed_over" and case["history"][-1]["actor"]["kind"] == "system"


def test_what_many_machines_claim_while_reports_come_in_is_claimed_once(daemon, seeded, api_key, places):
    """In short; tests/bench/pollers has 200 agencies, and says how long it takes."""
    with psycopg2.connect(seeded.cluster.conninfo("pakn_owner")) as connection, connection.cursor() as cursor:
        agencies = []
        for _ in range(6):
            area = fresh_area(connection, [body["area_code"] for body, _ in agencies])
            tokens = sessions(cursor, 24, "UB" + area, 5)
            agencies.append(({"category": "HTGT", "description": "Mặt đường sụt lún", "area_code": area, "location": places[area]}, tokens))
    connection.close()
    crowd = asyncio.run(Crowd(daemon.url, api_key, agencies).run(rate=60, seconds=3))
    assert len(crowd.sent) == 180 and not any(crowd.faults().values()), crowd.faults()
