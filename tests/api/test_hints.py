"""What a clerk is told who does something that cannot be done: what else there is, and who may."""

import pytest

from support import Api
from work import act, done, problem_of

DESK = "Điều phối viên"


@pytest.mark.parametrize("client, action, body, whose", [
    ("staff", "assign", {"agency": "SXD"}, DESK), ("desk", "accept", {}, "Chuyên viên (UB09187), Lãnh đạo đơn vị (UB09187)"), ("staff", "approve", {}, None)])
def test_what_is_for_somebody_else_says_for_whom(send, member, dispatcher, client, action, body, whose):
    report = send()
    told = problem_of(act(dispatcher if client == "desk" else member("staff", "UB09187"), report["id"], action, **body), 409, "not_allowed_now")
    assert told.get("detail") == (whose and f"Lúc này, việc này là của: {whose}.")


def test_an_answer_that_waits_says_that_it_is_the_heads(send, member, dispatcher):
    report = send()
    for action, body in (("accept", {}), ("answer", {"text": "Đã vá xong"})):
        done(member("staff", "UB09187"), report["id"], action, **body)
    for client in (member("staff", "UB09187"), dispatcher):
        assert problem_of(act(client, report["id"], "approve"), 409, "not_allowed_now")["detail"].endswith(": Lãnh đạo đơn vị (UB09187).")


def test_a_code_in_the_place_of_an_id_says_where_the_id_is(send, dispatcher):
    report = send()
    told = problem_of(dispatcher.get(f"/api/v1/cases/{report['code']}"), 404, "unknown_case")
    assert "cases/search?q=" in told["detail"]
    assert dispatcher.get("/api/v1/cases/search", params={"q": report["code"]}).json()["items"][0]["id"] == report["id"]


def test_an_action_that_there_is_not_says_where_all_are(send, dispatcher):
    answer = dispatcher.post(f"/api/v1/cases/{send()['id']}/close", json={}, headers={"Accept-Language": "en"})
    assert problem_of(answer, 404, "not_found")["detail"] == "What there is: GET /openapi.json."


@pytest.mark.parametrize("q, codes", [("so xay dung", ["SXD"]), ("sxd", ["SXD"]), ("Võ Cường", ["UB09190"]), ("không đâu có", [])])
def test_an_agency_is_found_by_words_of_its_name(daemon, q, codes):
    assert [item["code"] for item in Api(daemon.url).get("/api/v1/agencies", params={"q": q}).json()["items"]] == codes
