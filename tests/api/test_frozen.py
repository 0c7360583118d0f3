"""Frozen months: by a supervisor or by command, what is told of them, and how others can check it; comparisons, targets and the page for
a meeting."""

import hashlib
import json
import re
import secrets
import time
import threading

import pytest

from support import TENANT, Api
from work import done, problem_of

SNAPSHOTS = "/api/v1/stats/snapshots"
MONTH = "2025-08"


@pytest.fixture(scope="module")
def importer(daemon, seeded):
    """A client of somebody who brings in what was received earlier."""
    key = seeded.command("token", "add", "--tenant", TENANT, "--name", f"chốt {secrets.token_hex(3)}", "--role", "importer",
                         "--dates-from", "2023-01-01").split()[-1]
    with Api(daemon.url) as client:
        client.headers["Authorization"] = f"Bearer {key}"
        yield client


@pytest.fixture(scope="module")
def bring(importer, places):
    """bring(day, answered): a report of an earlier day, answered on another one."""

    def make(day, answered=None, category="HTGT"):
        body = {"category": category, "description": "Mặt đường sụt lún", "location": places["09187"], "received_at": f"{day}T08:00:00+07:00"}
        answer = importer.post("/api/v1/reports", json=body, headers={"Idempotency-Key": secrets.token_hex(18)})
        assert answer.status_code == 201, answer.text
        if answered:
            for version, (action, role, fields) in enumerate([("accept", "staff", {}), ("answer", "staff", {"text": "Đã xong"}), ("approve", "head", {})], 1):
                then = {"at": f"{answered}T{8 + version:02}:00:00+07:00", "as": role}
                done_then = importer.post(f"/api/v1/cases/{answer.json()['id']}/{action}", json=fields | then, headers={"If-Match": f'"{version}"'})
                assert done_then.status_code == 200, done_then.text
        return answer.json()["id"]

    return make


@pytest.fixture(scope="module")
def august(bring, cluster):
    """A month with reports: five, three of them answered; their history is sealed."""
    for day in range(1, 6):
        bring(f"2025-08-{day:02}", f"2025-08-{day + 10}" if day <= 3 else None)
    import psycopg2
    connection = psycopg2.connect(cluster.conninfo("pakn_owner"))
    connection.autocommit = True
    with connection.cursor() as cursor:
        end = time.monotonic() + 120
        cursor.execute("select 1 where exists (select from pakn.event_unsealed)")
        while cursor.fetchall():
            assert time.monotonic() < end, "nobody seals the history"
            time.sleep(0.1)
            cursor.execute("select 1 where exists (select from pakn.event_unsealed)")
    connection.close()


@pytest.fixture(scope="module")
def snapshot(august, sign_in):
    answer = sign_in("supervisor").post(SNAPSHOTS, json={"month": MONTH})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_what_is_frozen_tells_its_figures_and_can_be_checked_by_anybody(snapshot, sign_in):
    supervisor = sign_in("supervisor")
    shown = supervisor.get(f"{SNAPSHOTS}/{snapshot['number']}").json()
    assert shown["intact"] and shown["faults"] == [] and shown["hash"] == snapshot["hash"]
    assert shown["total"]["received"] == 5 and shown["total"]["handled"] == 3 and shown["formula"]["rate_handled"]
    assert (shown["from"], shown["to"], shown["cutoff"]) == ("2025-08-01T00:00:00+07:00", "2025-09-01T00:00:00+07:00", {"day": 1, "hour": 0})
    # The bytes that were hashed, as sha256sum reads them.
    content = supervisor.get(snapshot["content"])
    assert hashlib.sha256(content.content).hexdigest() == snapshot["hash"]
    frozen = json.loads(content.content)
    assert {table["group_by"] for table in frozen["tables"]} >= {"agency", "level", "area", "category", "channel"}
    assert frozen["definitions"] == snapshot["definitions"] and frozen["history"]["seq"] > 0
    # The same figures as the table of the month, as of then.
    table = supervisor.get("/api/v1/stats/resolution", params={"period": MONTH, "as_of": snapshot["as_of"], "group_by": "category"}).json()
    by_field = supervisor.get(f"{SNAPSHOTS}/{snapshot['number']}", params={"group_by": "category"}).json()
    assert (by_field["rows"], by_field["total"]) == (table["rows"], {name: value for name, value in table["total"].items() if name not in ("code", "name")})


def test_freezing_again_is_a_snapshot_beside_it_but_a_retry_is_none(snapshot, sign_in):
    supervisor, key = sign_in("supervisor"), {"Idempotency-Key": secrets.token_hex(18)}
    first, again = (supervisor.post(SNAPSHOTS, json={"month": MONTH}, headers=key) for _ in range(2))
    assert first.status_code == again.status_code == 201 and first.text == again.text
    assert first.json()["number"] > snapshot["number"]
    numbers = [item["number"] for item in supervisor.get(SNAPSHOTS, params={"month": MONTH}).json()["items"]]
    assert numbers[0] == first.json()["number"] and snapshot["number"] in numbers
    page = supervisor.get(SNAPSHOTS, params={"limit": 1}).json()
    assert [item["number"] for item in page["items"]] == numbers[:1] or len(page["items"]) == 1
    rest = supervisor.get(SNAPSHOTS, params={"limit": 200, "cursor": page["next_cursor"]}).json()["items"]
    assert page["items"][0]["number"] > rest[0]["number"]


@pytest.mark.parametrize("body, status, code", [
    ({"month": "2026-13"}, 422, "not_a_month"), ({"month": "2026-Q1"}, 422, "not_a_month"), ({"month": "2199-01"}, 409, "month_not_over"), ({}, 422, "required")])
def test_only_a_month_that_is_over_is_frozen(sign_in, body, status, code):
    answer = sign_in("supervisor").post(SNAPSHOTS, json=body)
    problem = problem_of(answer, status, code if status == 409 else "invalid")
    assert status == 409 or [(error["pointer"], error["code"]) for error in problem["errors"]] == [("/month", code)]


def test_what_was_corrected_and_what_has_matured_stand_apart(snapshot, sign_in, bring):
    supervisor, address = sign_in("supervisor"), f"{SNAPSHOTS}/{snapshot['number']}/changes"
    before = supervisor.get(address).json()
    assert before["corrected"] == [] and before["total"]["received"] == {"frozen": 5, "recounted": 5, "now": 5, "corrected": 0, "matured": 0}
    late = bring("2025-08-20", "2025-08-21")
    waits = bring("2025-08-22")
    done(sign_in("dispatcher"), waits, "reject", reason="Không thuộc thẩm quyền")
    after = supervisor.get(address, params={"group_by": "category"}).json()
    assert late and {"received", "handled"} <= set(after["corrected"])
    total = after["total"]
    assert total["received"] == {"frozen": 5, "recounted": 7, "now": 7, "corrected": 2, "matured": 0}
    assert total["handled"] == {"frozen": 3, "recounted": 4, "now": 5, "corrected": 1, "matured": 1}
    for row in [*after["rows"], {"figures": total}]:
        for name, figure in row["figures"].items():
            if all(isinstance(figure[part], (int, float)) for part in ("frozen", "corrected", "matured", "now")):
                assert figure["frozen"] + figure["corrected"] + figure["matured"] == pytest.approx(figure["now"]), name
    # Two of the same month: what was frozen later has what was corrected.
    later = supervisor.post(SNAPSHOTS, json={"month": MONTH}).json()
    compared = supervisor.get(f"{SNAPSHOTS}/{snapshot['number']}/compare/{later['number']}").json()
    assert compared["total"]["received"] == {"first": 5, "second": 7, "difference": 2} and not compared["definitions_differ"]
    other = supervisor.get(f"{SNAPSHOTS}/{later['number']}/compare/{later['number']}", headers={"Accept-Language": "en"}).json()
    assert other["words"] == "both by the same definitions" and not any(row["figures"]["received"]["difference"] for row in other["rows"])


def test_nothing_is_corrected_by_who_goes_on_working_while_months_are_frozen(august, bring, sign_in):
    supervisor, dispatcher = sign_in("supervisor"), sign_in("dispatcher")
    waiting = [bring(f"2025-08-{day:02}") for day in range(23, 29)]

    def work():
        for report in waiting:
            done(dispatcher, report, "reject", reason="Không thuộc thẩm quyền")

    worker = threading.Thread(target=work)
    worker.start()
    frozen = [supervisor.post(SNAPSHOTS, json={"month": MONTH}).json()["number"] for _ in range(3)]
    worker.join()
    changes = [supervisor.get(f"{SNAPSHOTS}/{number}/changes").json() for number in frozen]
    assert [change["corrected"] for change in changes] == [[]] * 3
    assert all(change["total"]["in_progress"]["matured"] <= -len(waiting) for change in changes)
    assert {change["total"]["in_progress"]["now"] for change in changes} == {changes[-1]["total"]["in_progress"]["now"]}


@pytest.mark.parametrize("path, status, code", [("/999999", 404, "not_there"), ("/x", 404, "not_there"), ("/999999/content", 404, "not_there"),
                                                ("/1/compare/999999", 404, "not_there"), ("/1?group_by=month", 422, "invalid")])
def test_what_was_not_frozen_is_not_there(snapshot, sign_in, path, status, code):
    problem_of(sign_in("supervisor").get(SNAPSHOTS + path), status, code)


def test_the_command_freezes_lists_and_verifies(august, seeded, ask, sign_in):
    said = seeded.command("stats", "freeze", "--tenant", TENANT, "--period", MONTH)
    number, digest = re.fullmatch(rf"{MONTH} is frozen as of .*: snapshot (\d+), SHA-256 ([0-9a-f]{{64}})\.\n", said).groups()
    listed = seeded.command("stats", "snapshots", "--tenant", TENANT, "--period", MONTH)
    assert re.search(rf"^{number} +{MONTH} .*{digest}$", listed, re.MULTILINE)
    assert re.search(r"^\d+ snapshots, 0 faults\.\n\Z", seeded.command("stats", "verify", "--tenant", TENANT), re.MULTILINE)
    before = ask("select content from pakn.stats_snapshot where number = %s", number)[0][0]
    ask("update pakn.stats_snapshot set content = replace(content, '\"handled\":', '\"handled\" :') where number = %s", number)
    try:
        shown = sign_in("supervisor").get(f"{SNAPSHOTS}/{number}").json()
        assert not shown["intact"] and shown["faults"] == ["content"] and shown["rows"] == [] and "total" not in shown
        for path in ("changes", f"compare/{number}"):
            problem_of(sign_in("supervisor").get(f"{SNAPSHOTS}/{number}/{path}"), 409, "snapshot_altered")
        with pytest.raises(AssertionError, match=f"{number}: its content has another hash than it had\n"):
            seeded.command("stats", "verify", "--tenant", TENANT)
        assert f"FINDING frozen months: {TENANT} {number} (content)" in seeded.doctor()
    finally:
        ask("update pakn.stats_snapshot set content = %s where number = %s", before, number)


def test_the_terminal_prints_any_figures_of_any_group(august, seeded):
    told = seeded.command("stats", "--tenant", TENANT, "--period", MONTH, "--group-by", "category", "--figures", "received,rate_handled")
    lines = told.splitlines()
    assert re.split(r"  +", lines[0]) == ["code", "name", "Received", "Rate handled"]
    assert re.search(r"^TOTAL +— +\d+ +\d+\.\d+$", told, re.MULTILINE) and "Rate handled: tỷ lệ xử lý = H / A" in told
    assert told == seeded.command("stats", "table", "--tenant", TENANT, "--period", MONTH, "--group-by", "category", "--figures", "received,rate_handled")


def test_a_period_is_compared_with_the_one_before_and_a_year_before(august, sign_in):
    supervisor = sign_in("supervisor")
    shown = supervisor.get("/api/v1/stats/comparison", params={"period": MONTH, "group_by": "category"}).json()
    assert shown["previous"] == {"from": "2025-07-01T00:00:00+07:00", "to": "2025-08-01T00:00:00+07:00"}
    assert shown["year_before"] == {"from": "2024-08-01T00:00:00+07:00", "to": "2024-09-01T00:00:00+07:00"} and shown["over"]
    periods = [supervisor.get("/api/v1/stats/resolution", params={"period": period, "group_by": "category"}).json()["total"] for period in (MONTH, "2025-07", "2024-08")]
    for name, kind in shown["kinds"].items():
        figure = shown["total"]["figures"][name]
        assert [figure["value"], figure["previous"]["value"], figure["year_before"]["value"]] == [total[name] for total in periods], name
        assert ("points" in figure["previous"]) == (kind == "rate")
    received = shown["total"]["figures"]["received"]
    assert received["previous"]["change"] == received["value"] - received["previous"]["value"]
    # The same time by its instants, and the one as long before.
    shown = supervisor.get("/api/v1/stats/comparison", params={"from": "2025-08-11T00:00:00+07:00", "to": "2025-08-21T00:00:00+07:00"}).json()
    assert shown["previous"] == {"from": "2025-08-01T00:00:00+07:00", "to": "2025-08-11T00:00:00+07:00"}
    assert supervisor.get("/api/v1/stats/comparison").json()["over"] is False


def test_a_target_is_a_fact_and_is_met_or_not(august, sign_in, admin):
    key = "*:rate_handled@2025-08-01"
    body = {"figure": "rate_handled", "goal": "at_least", "value": 99.5, "valid_from": "2025-08-01", "valid_to": "2025-09-01", "source": "Quyết định 1"}
    made = admin.put(f"/api/v1/admin/targets/{key}", json=body, headers={"If-None-Match": "*"})
    assert made.status_code == 201, made.text
    supervisor = sign_in("supervisor")
    shown = supervisor.get("/api/v1/stats/targets", params={"period": MONTH}, headers={"Accept-Language": "en"}).json()
    [target] = [item for item in shown["items"] if item["agency"] is None and item["figure"] == "rate_handled"]
    assert (target["target"], target["state"], target["words"], target["source"]) == (99.5, "not_met", "not met", "Quyết định 1")
    assert target["achieved"] == supervisor.get("/api/v1/stats/resolution", params={"period": MONTH}).json()["total"]["rate_handled"]
    assert shown["met"] + shown["not_met"] + shown["no_formula"] == len(shown["items"])
    by_agency = supervisor.get("/api/v1/stats/comparison", params={"period": MONTH}).json()
    assert [t["state"] for t in by_agency["total"]["targets"] if t["figure"] == "rate_handled"] == ["not_met"]
    assert all(row["targets"] for row in by_agency["rows"] if row["figures"]["received"]["value"])
    page = supervisor.get("/api/v1/stats/summary.txt", params={"period": MONTH}).text
    assert "chỉ tiêu từ 99,50%" in page
    changed = admin.put(f"/api/v1/admin/targets/{key}", json=body | {"value": 0, "goal": "at_least"}, headers={"If-Match": made.headers["ETag"]})
    assert changed.status_code == 200
    shown = supervisor.get("/api/v1/stats/targets", params={"period": MONTH}).json()
    assert [item["words"] for item in shown["items"] if item["agency"] is None and item["figure"] == "rate_handled"] == ["đạt"]


def test_the_page_for_a_meeting_says_what_the_table_says(august, sign_in, seeded):
    supervisor = sign_in("supervisor")
    total = supervisor.get("/api/v1/stats/resolution", params={"period": MONTH}).json()["total"]
    page = supervisor.get("/api/v1/stats/summary.txt", params={"period": MONTH, "least": 1})
    assert page.headers["Content-Type"] == "text/plain; charset=utf-8" and "THÁNG 08/2025" in page.text
    rate = f"{total['rate_handled']:.2f}%".replace(".", ",")
    assert f"- Tiếp nhận: {total['received']}; " in page.text and f"- Tỷ lệ xử lý: {rate}" in page.text and "(lãnh đạo, nếu quy định)" in page.text
    lines = supervisor.get("/api/v1/stats/summary", params={"period": MONTH, "least": 1}).json()
    without_time = [re.sub(r"Số liệu tính đến.*?/\d{4}\.", "", text) for text in (page.text, "\n".join(lines["lines"]) + "\n")]
    assert without_time[0] == without_time[1] and lines["definitions"] and lines["basis"] == "received"
    english = supervisor.get("/api/v1/stats/summary.txt", params={"period": MONTH}, headers={"Accept-Language": "en"}).text
    assert "IN AUGUST 2025" in english and f"- Rate handled: {total['rate_handled']:.2f}%" in english
    told = seeded.command("stats", "summary", "--tenant", TENANT, "--period", MONTH, "--lang", "en")
    assert re.sub(r"As of .*\.", "", told) == re.sub(r"As of .*\.", "", english)
    assert len(page.text.splitlines()) < 60


@pytest.mark.parametrize("path", ["comparison", "summary", "summary.txt", "targets"])
@pytest.mark.parametrize("parameters, pointer", [({"period": "2025-13"}, "?period"), ({"from": "2025-01-01T00:30:00+07:00", "to": "2025-02-01T00:00:00+07:00"}, "?from"),
                                                 ({"basis": "none"}, "?basis")])
def test_a_period_that_is_none_is_refused(sign_in, path, parameters, pointer):
    problem = problem_of(sign_in("supervisor").get(f"/api/v1/stats/{path}", params=parameters), 422, "invalid")
    assert [error["pointer"] for error in problem["errors"]] == [pointer]
