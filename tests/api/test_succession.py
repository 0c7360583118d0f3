"""Agencies that end: by the interface, by the command, when the day comes; who reads and does what afterwards."""

import datetime
import secrets
import subprocess
import time

import pytest

from support import TENANT
from work import done, problem_of, queue_items

TODAY = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=7))).date()
COURIER_SECONDS = 60  # an end, not a measure


def path_of(code):
    return f"/api/v1/admin/agencies/{code}/succession"


@pytest.fixture
def pair(db):
    """Two agencies of their own, which end with the test: codes of who ends and who goes on."""
    codes = [f"KT{secrets.token_hex(3).upper()}" for _ in range(2)]
    cursor = db.cursor()
    for code in codes:
        cursor.execute("""insert into pakn.agency (tenant_id, agency_id, code, name, short_name, level, kind, valid_from)
            select 24, max(agency_id) + 1, %s, %s, %s, 'province', 'department', '2025-07-01' from pakn.agency where tenant_id = 24""",
                       (code, "Sở " + code, "Sở " + code))
    yield codes
    cursor.execute("""update pakn.agency set valid_to = current_date where code = any (%s);
        delete from pakn.agency_head h using pakn.agency a where a.tenant_id = h.tenant_id and a.agency_id = h.agency_id and a.code = any (%s)""",
                   (codes, codes))


@pytest.fixture
def case_of(send, sign_in):
    """case_of(agency): a case that the desk has given to it."""
    def make(agency):
        case = send("KHAC")["id"]
        done(sign_in("dispatcher"), case, "assign", agency=agency)
        return case

    return make


@pytest.fixture
def pakn(seeded):
    def run(*arguments):
        return subprocess.run(seeded._command("agency", *arguments, "--tenant", TENANT), text=True, capture_output=True, timeout=60,
                              env=seeded._environment(PAKN_DATABASE=seeded.cluster.conninfo("pakn_owner")))

    return run


def test_a_plan_is_recorded_listed_and_taken_back(admin, pair):
    old, new = pair
    body = {"successor": new, "at": str(TODAY + datetime.timedelta(days=30))}
    assert admin.post(path_of(old) + "/check", json=body).json() == {
        "cases": 0, "claimed": 0, "coordinated": 0, "rules": 0, "accounts": 0, "heads": 0, "below": 0}
    problem_of(admin.get(path_of(old)), 404, "not_there")
    planned = admin.put(path_of(old), json=body)
    assert planned.status_code == 200 and planned.json()["state"] == "planned", planned.text
    assert admin.put(path_of(old), json=body).json() == planned.json(), "again is the same"
    assert admin.get(path_of(old)).json() == planned.json()
    assert [s["agency"]["code"] for s in admin.get("/api/v1/admin/successions").json()["items"]].count(old) == 1
    problem_of(admin.put(path_of(old), json=body | {"at": str(TODAY)}), 409, "succeeded_already")
    assert admin.delete(path_of(old), headers={"If-Match": admin.get(path_of(old)).headers["ETag"]}).status_code == 204
    problem_of(admin.delete(path_of(old), headers={"If-Match": "*"}), 404, "not_there")


@pytest.mark.parametrize("change, pointer, code", [
    ({"successor": "KHONGCO"}, "/successor", "unknown_successor"), ({"at": "2025-06-30"}, "/at", "before_it_began"),
    ({"head": "khong.co.ai"}, "/head", "not_a_head"), ({"at": "mai"}, "/at", "bad_format")])
def test_what_is_wrong_with_a_succession_is_told_by_field_and_in_words(admin, pair, change, pointer, code):
    old, new = pair
    body = {"successor": new, "at": str(TODAY + datetime.timedelta(days=30))} | change
    for method, path in (("put", path_of(old)), ("post", path_of(old) + "/check")):
        [error] = problem_of(getattr(admin, method)(path, json=body), 422, "invalid")["errors"]
        assert (error["pointer"], error["code"]) == (pointer, code) and error["detail"] != code, error


def test_an_agency_that_is_not_there_is_succeeded_by_nobody(admin, pair):
    body = {"successor": pair[1], "at": str(TODAY)}
    problem_of(admin.put(path_of("KHONGCO"), json=body), 404, "not_there")
    problem_of(admin.post(path_of("KHONGCO") + "/check", json=body), 404, "not_there")


def test_two_do_not_succeed_each_other(admin, pair):
    old, new = pair
    day = str(TODAY + datetime.timedelta(days=30))
    assert admin.put(path_of(old), json={"successor": new, "at": day}).status_code == 200
    [error] = problem_of(admin.put(path_of(new), json={"successor": old, "at": day}), 422, "invalid")["errors"]
    assert error["code"] == "succession_circle"
    assert admin.delete(path_of(old), headers={"If-Match": admin.get(path_of(old)).headers["ETag"]}).status_code == 204


def test_the_courier_does_what_an_administrator_has_recorded_for_today(admin, pair, case_of, add_account, client_of, api):
    old, new = pair
    case = case_of(old)
    worker = client_of(*add_account("staff", old))
    done(worker, case, "accept")
    assert worker.post("/api/v1/queue/claim", json={"limit": 5}).json()["items"][0]["id"] == case
    due = worker.get(f"/api/v1/cases/{case}").json()["due_at"]
    recorded = admin.put(path_of(old), json={"successor": new, "at": str(TODAY)}).json()
    assert recorded["state"] in ("due", "moving", "done") and recorded["cases"] == 1
    end = time.monotonic() + COURIER_SECONDS
    while admin.get(path_of(old)).json()["state"] != "done":
        assert time.monotonic() < end
        time.sleep(0.2)
    shown = worker.get(f"/api/v1/cases/{case}").json()
    assert (shown["agency"]["code"], shown["status"], shown["due_at"]) == (new, "in_progress", due)
    assert shown["claimed_by"] and shown["lease_until"], "who had it has it still"
    event = shown["history"][-1]
    assert (event["type"], event["actor"], event["from_agency"], event["agency"]) == ("succeeded", {"kind": "system"}, old, new)
    assert [item["id"] for item in queue_items(worker)] == [case]
    last = api.get(f"/api/v1/reports/{shown['code']}").json()["timeline"][-1]
    assert last["name"] == "Đơn vị kế thừa tiếp tục xử lý" and last["agency"]["code"] == new
    problem_of(admin.delete(path_of(old), headers={"If-Match": "*"}), 409, "succession_begun")
    assert old not in [a["code"] for a in api.get("/api/v1/agencies").json()["items"]]
    done(worker, case, "answer", text="Đã xong trong ngày.")


def test_the_command_tries_does_and_repeats(pair, case_of, add_account, pakn, db):
    old, new = pair
    cases = [case_of(old) for _ in range(3)]
    heads = [add_account("head", agency)[0] for agency in (old, new)]
    tried = pakn("succeed", old, new, "--at", str(TODAY), "--dry-run")
    assert tried.returncode == 0 and "would go" in tried.stdout and "open cases         3" in tried.stdout, tried.stdout + tried.stderr
    assert old not in pakn("successions").stdout
    ended = pakn("succeed", old, new, "--at", str(TODAY), "--head", heads[0])
    assert ended.returncode == 0 and f"{old} is succeeded by {new} from {TODAY} on: done, 3 cases moved." in ended.stdout, ended.stdout + ended.stderr
    again = pakn("succeed", old, new, "--at", str(TODAY))
    assert again.returncode == 0 and "done, 3 cases moved." in again.stdout, "again changes nothing"
    cursor = db.cursor()
    cursor.execute("select count(*), count(distinct report_id) from pakn.report_event where type = 'succeeded' and report_id = any (%s::uuid[])", (cases,))
    assert cursor.fetchone() == (3, 3)
    cursor.execute("""select s.username from pakn.agency_head h join pakn.staff s using (tenant_id, staff_id)
        join pakn.agency a on a.tenant_id = h.tenant_id and a.agency_id = h.agency_id where a.code = %s and h.valid_to = 'infinity'""", (new,))
    assert cursor.fetchall() == [(heads[0],)], "whom --head names is in charge"
    [line] = [line for line in pakn("successions").stdout.splitlines() if line.startswith(old)]
    assert line.split() == [old, new, str(TODAY), "done", "3", "0", heads[0]]
    [line] = [line for line in pakn("list").stdout.splitlines() if line.startswith(old)]
    assert line.endswith(new)
    refused = pakn("cancel", old)
    assert (refused.returncode, refused.stderr) == (1, "pakn: that succession has begun and cannot be taken back\n")


def test_figures_can_be_asked_along_the_succession(pair, case_of, pakn, sign_in):
    old, new = pair
    case = case_of(old)
    done(sign_in("dispatcher"), case, "reject", reason="Ngoài phạm vi")
    case_of(old)
    assert pakn("succeed", old, new, "--at", str(TODAY)).returncode == 0
    hour = datetime.datetime.now(datetime.timezone.utc).replace(minute=0, second=0, microsecond=0)
    period = {"from": (hour - datetime.timedelta(hours=2)).isoformat(), "to": (hour + datetime.timedelta(hours=2)).isoformat()}

    def received(group):
        rows = sign_in("supervisor").get("/api/v1/stats/resolution", params=period | {"group_by": group}).json()["rows"]
        return {row["code"]: row["received"] for row in rows if row["code"] in pair}

    assert received("agency") == {old: 1, new: 1}, "what was closed stays with who closed it"
    assert received("successor") == {new: 2}


MISUSES = [
    (["succeed", "A"], 2, "needs one of: list | succeed OLD NEW | successions | cancel OLD"),
    (["succeed", "A", "B"], 2, "pakn agency: succeed needs --tenant and --at"),
    (["succeed", "A", "B", "--at", "2026-11-22"], 1, "pakn: there is no agency of that code in this province (--agency)"),
    (["succeed", "SXD", "B", "--at", "2026-11-22"], 1, "pakn: there is no successor of that code in this province"),
    (["succeed", "SXD", "SXD", "--at", "2026-11-22"], 1, "pakn: an agency is succeeded by another one"),
    (["succeed", "SXD", "STC", "--at", "mai"], 1, "pakn: --at is a day as 2026-03-01"),
    (["succeed", "SXD", "STC", "--at", "2026-02-30"], 1, "pakn: --at is a day as 2026-03-01"),
    (["cancel", "SXD"], 1, "pakn: nobody is to succeed SXD"),
]


@pytest.mark.parametrize("arguments, code, said", MISUSES, ids=[" ".join(m[0]) for m in MISUSES])
def test_misuse_is_told_in_sentences(pakn, arguments, code, said):
    ended = pakn(*arguments)
    assert (ended.returncode, ended.stdout) == (code, "") and said in ended.stderr, ended.stderr
