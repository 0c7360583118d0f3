"""Staff search cases, change many at once, and take lists away."""

import csv
import io
import secrets
import uuid

import pytest

from support import Api
from work import problem_of

SEARCH, CSV, PHONE = "/api/v1/cases/search", "/api/v1/cases/search.csv", "/api/v1/cases/by-phone"
WORD = "chữ" + secrets.token_hex(4)  # which no other test's reports have


@pytest.fixture(scope="module")
def sent(seeded, daemon, places):
    """Codes by name, of reports that were sent and can be found; the newest last."""
    connection = Api(daemon.url)
    codes = {}
    for name, category, area, fields in (
            ("apart", "HTGT", "09187", {"description": f"{WORD} đường làng ngập, cái đèn thì vẫn sáng"}),
            ("together", "HTGT", "09187", {"description": f"{WORD} Đèn đường không sáng, rất tối", "contact": {"phone": "0977 555 121"}}),
            ("elsewhere", "HTGT", "09190", {"description": f"{WORD} den duong hong"}),
            ("formula", "HTGT", "09187", {"description": f'=HYPERLINK("x") "{WORD}", cây\nđổ', "contact": {"phone": "0977 555 121"}})):
        answer = connection.post("/api/v1/reports", json={"category": category, "location": places[area]} | fields)
        assert answer.status_code == 201, answer.text
        codes[name] = answer.json()["code"]
    return codes


@pytest.fixture(scope="module")
def found(sent, sign_in, seeded):
    """found(client, **question): the names of the reports that are found, in their order."""
    import time
    names = {code: name for name, code in sent.items()}

    def search(client=None, **question):
        answer = (client or sign_in("dispatcher")).get(SEARCH, params={"q": WORD} | question)
        assert answer.status_code == 200, answer.text
        return [names[item["code"]] for item in answer.json()["items"]]

    deadline = time.monotonic() + 60
    while len(search()) < len(sent):
        assert time.monotonic() < deadline, "the courier does not follow the history"
        time.sleep(0.1)
    return search


@pytest.mark.parametrize("question, expected", [
    ({"q": f"{WORD} đèn đường"}, ["together", "elsewhere", "apart"]),
    ({"q": f"{WORD} đèn đường", "sort": "newest"}, ["elsewhere", "together", "apart"]),
    ({"q": f"{WORD} đường đèn", "sort": "due", "area": "09187"}, ["apart", "together"]),
    ({"q": f"{WORD} den", "agency": "UB09190"}, ["elsewhere"]),
    ({"q": f"{WORD} den", "area": "09190", "category": "HTGT", "state": "open", "channel": "web", "sender": "citizen", "urgency": "normal",
      "received_from": "2020-01-01T00:00:00+07:00", "due_from": "2020-01-01T00:00:00+07:00"}, ["elsewhere"]),
    ({"state": "closed"}, []), ({"state": "overdue"}, []), ({"channel": "sms"}, []), ({"sender": "business"}, []),
    ({"received_to": "2020-01-01T00:00:00+07:00"}, []), ({"due_before": "2020-01-01T00:00:00+07:00"}, []), ({"category": "none"}, []),
])
def test_words_and_filters_go_together(found, question, expected):
    assert found(**question) == expected


def test_pages_follow_one_another_in_every_order(found, sign_in):
    for sort in ("best", "newest", "due"):
        whole, pages, cursor = found(sort=sort), [], None
        for _ in whole:
            answer = sign_in("dispatcher").get(SEARCH, params={"q": WORD, "sort": sort, "limit": 1} | ({"cursor": cursor} if cursor else {})).json()
            pages += [item["code"] for item in answer["items"]]
            cursor = answer["next_cursor"]
        assert cursor is None and len(set(pages)) == len(whole) == 4
    first = sign_in("dispatcher").get(SEARCH, params={"q": WORD, "sort": "best", "limit": 1}).json()
    [error] = problem_of(sign_in("dispatcher").get(SEARCH, params={"q": WORD, "sort": "due", "cursor": first["next_cursor"]}), 422, "invalid")["errors"]
    assert error["pointer"] == "?cursor"


def test_a_code_is_found_however_it_is_written(found, sent):
    code = sent["elsewhere"]
    for q in (code, code.lower(), code.replace("-", ""), code.replace("-", " "), code.replace("0", "o").replace("1", "l")):
        assert found(q=q) == ["elsewhere"]


def test_an_agency_finds_its_own_and_a_supervisor_all(found, member, sent):
    own = member("staff", "UB09187")
    assert set(found(own)) == {"apart", "together", "formula"} and found(own, q=sent["elsewhere"]) == []
    assert found(own, agency="UB09190") == [] and found(own, role="coordinating") == found(own, role="offered") == []
    assert set(found(member("supervisor", "VPUB"))) == set(sent)


def test_a_count_tells_how_many_there_are(found, sign_in):
    assert sign_in("dispatcher").get(SEARCH, params={"q": WORD, "limit": 1, "count": "true"}).json()["count"] == 4
    assert sign_in("dispatcher").get(SEARCH, params={"q": WORD}).json()["count"] is None


@pytest.mark.parametrize("name", ["agency", "category", "area", "assignee"])
def test_what_is_unknown_is_said(sign_in, name):
    [error] = problem_of(sign_in("dispatcher").get(SEARCH, params={name: "KHONGCO"}), 422, "invalid")["errors"]
    assert error["pointer"] == "?" + name and error["detail"]


def test_whom_a_case_was_handed_to_is_its_assignee(found, add_account, client_of, sent):
    username, password = add_account("staff", "UB09187")
    clerk = client_of(username, password)
    ids = {item["code"]: item["id"] for item in clerk.get(SEARCH, params={"q": WORD}).json()["items"]}
    assert found(clerk, assignee=username) == []
    case = "/api/v1/cases/" + ids[sent["apart"]]
    assert clerk.post(case + "/hand-to", json={}, headers={"If-Match": clerk.get(case).headers["ETag"]}).status_code == 200
    assert found(clerk, assignee=username) == ["apart"]
    assert clerk.get(SEARCH, params={"q": sent["apart"]}).json()["items"][0]["assignee"] == username
    assert clerk.post(case + "/put-back", json={}, headers={"If-Match": clerk.get(case).headers["ETag"]}).status_code == 200


def test_a_number_finds_what_was_left_with_it_and_each_is_a_look(sign_in, sent, ask):
    body = {"phone": "+84 977 555 121", "reason": "Người dân gọi hỏi " + WORD}
    items = sign_in("operator").post(PHONE, json=body).json()["items"]
    assert [item["code"] for item in items] == [sent["formula"], sent["together"]]
    assert ask("select count(*), min(purpose) from pakn.identity_look where reason = %s", body["reason"]) == [(2, "search")]
    nobody = body | {"phone": "0977555122", "reason": "Không có " + WORD}
    assert sign_in("operator").post(PHONE, json=nobody).json() == {"items": []}
    assert ask("select report_id, fields from pakn.identity_look where reason = %s", nobody["reason"]) == [(None, [])]


# Many at once.

def results(answer):
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["done"], body["refused"]) == tuple(sum(r["result"] == kind for r in body["results"]) for kind in ("done", "refused"))
    return body["results"]


def test_each_case_of_many_has_its_own_result_and_none_harms_another(sign_in, sent, found, ask):
    desk, key = sign_in("dispatcher"), {"Idempotency-Key": str(uuid.uuid4())}
    names = list(sent)[:3]
    body = {"codes": [sent["apart"], "KHONGCO", sent["together"].lower(), sent["elsewhere"]], "versions": ["1", "-", "7"], "text": "Đã xem " + WORD}
    told = results(desk.post("/api/v1/cases/bulk/note", json=body, headers=key))
    assert [r["result"] for r in told] == ["done", "refused", "done", "done"] and names
    assert told[1]["problem"] == "unknown_case" and told[1]["title"] == "Không có hồ sơ này"
    assert results(desk.post("/api/v1/cases/bulk/note", json=body, headers=key)) == told
    assert ask("select count(*) from pakn.event_content where text = %s", body["text"]) == [(3,)]
    problem_of(desk.post("/api/v1/cases/bulk/note", json=body | {"text": "Khác"}, headers=key), 422, "key_reused")


def test_what_a_filter_found_is_changed_only_while_it_finds_as_much(sign_in, sent, found, api, places):
    desk, key, word = sign_in("dispatcher"), {"Idempotency-Key": str(uuid.uuid4())}, "lô" + secrets.token_hex(4)
    codes = [api.post("/api/v1/reports", json={"description": f"{word} không rõ lĩnh vực", "location": places["09187"]}).json()["code"] for _ in range(3)]
    while len(desk.get(SEARCH, params={"q": word}).json()["items"]) < 3:
        pass
    question = {"q": word, "state": "received", "agency": "SXD", "reason": "Của Sở"}
    told = problem_of(desk.post("/api/v1/cases/bulk/assign", json=question | {"count": 2}), 409, "other_count")
    assert told["count"] == 3
    for wrong in ({"codes": codes} | question | {"count": 3}, question):
        [error] = problem_of(desk.post("/api/v1/cases/bulk/assign", json=wrong), 422, "invalid")["errors"]
        assert error["pointer"] == "/codes"
    done = results(desk.post("/api/v1/cases/bulk/assign", json=question | {"count": 3}, headers=key))
    assert {r["code"] for r in done} == set(codes) and {r["version"] for r in done} == {2}
    # The same request finds the same cases, though the filter would find none of them any more.
    assert results(desk.post("/api/v1/cases/bulk/assign", json=question | {"count": 3}, headers=key)) == done
    late = results(desk.post("/api/v1/cases/bulk/assign", json={"codes": codes[:1], "versions": ["1"], "agency": "UB09190"}))
    assert late[0]["problem"] == "stale_version" and late[0]["title"]
    # Who may not gets a refusal for each.
    assert {r["problem"] for r in results(sign_in("operator").post("/api/v1/cases/bulk/assign", json={"codes": codes, "agency": "UB09187"}))} == {"not_allowed_now"}


@pytest.mark.parametrize("body, pointer", [({"codes": ["X"] * 501}, "/codes"), ({"count": 501}, "/count"), ({"codes": ["X"], "versions": ["1", "2"]}, "/versions"),
                                           ({"count": 1, "of_agency": "KHONGCO"}, "/of_agency"), ({"count": 1, "area": "KHONGCO"}, "/area")])
def test_many_are_not_any_number(sign_in, body, pointer):
    [error] = problem_of(sign_in("dispatcher").post("/api/v1/cases/bulk/note", json={"text": "Ghi chú"} | body), 422, "invalid")["errors"]
    assert error["pointer"] == pointer


# Lists.

def test_a_list_is_taken_away_as_a_spreadsheet_reads_it_and_that_is_on_record(found, member, sent, ask):
    answer = member("head", "UB09187").get(CSV, params={"q": WORD})
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="pakn.csv"' and answer.content.startswith("\ufeff".encode())
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert [row["code"] for row in rows] == [sent[name] for name in ("formula", "together", "apart")]
    assert rows[0]["description"] == f"'=HYPERLINK(\"x\") \"{WORD}\", cây\nđổ" and rows[0]["agency"] == "UB09187" and rows[0]["overdue"] == "0"
    assert "977555121" not in answer.text and "977 555" not in answer.text
    [(noun, after)] = ask("select noun, after from pakn.admin_act where action = 'export' order by act_id desc limit 1")
    assert noun == "cases" and after == {"q": WORD, "rows": 3}


def test_a_list_of_many_pages_is_whole(sign_in, ask, found):
    kept = ask("select count(*) from pakn.report_search where tenant_id = 24 and status <> 'archived'")[0][0]
    lines = list(csv.reader(io.StringIO(sign_in("supervisor").get(CSV).content.decode("utf-8-sig"), newline="")))
    assert len(lines) - 1 >= kept and len({line[0] for line in lines[1:]}) == len(lines) - 1
