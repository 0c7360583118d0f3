"""Two who write at the same time: the second is told what the first did, and overwrites nothing."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest

from work import act, done, problem_of

# What writes without If-Match, and why nothing that anybody did is overwritten by it.
ADDS, ENDS, MARKS = "it only adds", "it only ends, and ending twice is ending once", "it sets one mark, which is no older text of anybody's"
OWN = "of one's own"
LINKED = "who has a link may send one; a page of another step is refused by what is allowed now"
UNVERSIONED = {
    "POST /api/v1/cases/bulk/assign": "its body has one for each case", "POST /api/v1/cases/bulk/note": "words alone fit any",
    "POST /api/v1/cases/by-phone": ADDS,
    "POST /api/v1/reports": ADDS, "POST /api/v1/attachments": ADDS, "POST /api/v1/reports/{code}/supplement": ADDS,
    "POST /api/v1/reports/{code}/me-too": ADDS, "POST /api/v1/reports/similar/{handle}/me-too": ADDS, "DELETE /api/v1/reports/{code}/contact": ENDS,
    "POST /api/v1/citizen/code": OWN, "POST /api/v1/citizen/session": OWN, "POST /api/v1/citizen/reports/{code}/secret": OWN,
    "POST /api/v1/session": OWN, "DELETE /api/v1/session": OWN, "POST /api/v1/session/factor": OWN, "POST /api/v1/session/totp": OWN,
    "POST /api/v1/session/totp/confirm": OWN, "POST /api/v1/session/recovery-codes": OWN, "POST /api/v1/session/password": OWN,
    "DELETE /api/v1/sessions/{session}": OWN,
    "POST /api/v1/queue/claim": "what somebody has is not given", "POST /api/v1/queue/release": OWN, "POST /api/v1/queue/renew": OWN,
    "POST /api/v1/cases/{id}/note": ADDS, "POST /api/v1/cases/{id}/message": ADDS, "POST /api/v1/cases/{id}/contribute": ADDS, "POST /api/v1/cases/{id}/progress": ADDS,
    "POST /api/v1/cases/{id}/identity": ADDS,
    "POST /api/v1/cases/{id}/attachments/{entry}/remove": ENDS, "POST /api/v1/cases/{id}/attachments/{entry}/cover": "it only hides more",
    "POST /api/v1/cases/{id}/preview": "it keeps nothing", "POST /api/v1/cases/{id}/answer-preview": "it keeps nothing",
    "POST /api/v1/cases/by-phone": "it keeps nothing", "POST /api/v1/cases/bulk/note": ADDS,
    "POST /api/v1/cases/bulk/assign": "the versions stand in the body, one for each case", "POST /api/v1/reports/{code}/flags": ADDS,
    "POST /api/v1/cases/{id}/flags/resolve": "what waits is decided once", "POST /api/v1/urgings": ADDS, "POST /api/v1/stats/snapshots": ADDS, "POST /api/v1/urgings/{entry}/reply": ADDS,
    "POST /api/v1/agency/delegations": ADDS, "DELETE /api/v1/agency/delegations/{entry}": ENDS,
    "POST /api/v1/agency/leaves": ADDS, "DELETE /api/v1/agency/leaves/{entry}": ENDS,
    "DELETE /api/v1/admin/rules/versions/{number}": ENDS, "POST /api/v1/admin/rules/dry-run": "it keeps nothing",
    "POST /api/v1/admin/accounts/{username}/password": "a password that is told once is the last that was asked for",
    "POST /api/v1/admin/accounts/{username}/lock": MARKS, "POST /api/v1/admin/accounts/{username}/unlock": MARKS,
    "POST /api/v1/admin/accounts/{username}/end-sessions": ENDS, "POST /api/v1/admin/accounts/{username}/factor-reset": ENDS,
    "POST /api/v1/admin/heads": "terms follow each other, and one that has begun is not changed",
    "PUT /api/v1/admin/agencies/{key}/succession": "another succession than the one that stands is refused",
    "POST /api/v1/admin/agencies/{key}/succession/check": "it keeps nothing",
    "POST /api/v1/admin/keys": ADDS, "DELETE /api/v1/admin/keys/{api_key}": ENDS, "POST /api/v1/admin/webhooks": ADDS,
    "POST /api/v1/admin/webhooks/{webhook}/disable": MARKS, "POST /api/v1/admin/webhooks/{webhook}/enable": MARKS,
    "POST /api/v1/admin/webhooks/{webhook}/test": ADDS, "POST /api/v1/admin/mailboxes": ADDS, "DELETE /api/v1/admin/mailboxes/{mailbox}": ENDS,
    "POST /api/v1/admin/notices/{entry}/retry": "only what was given up", "POST /api/v1/admin/templates/{notice}/preview": "it keeps nothing",
    "POST /api/v1/admin/persons/export": ADDS, "POST /api/v1/admin/persons/erase": ENDS, "POST /api/v1/admin/holds": ADDS,
    "POST /api/v1/reports/{code}/rating": OWN, "POST /api/v1/reports/{code}/reopen": OWN, "POST /api/v1/reports/{code}/withdraw": OWN,
    "POST /api/v1/cases/{id}/references": ADDS, "DELETE /api/v1/cases/{id}/references/{entry}": ENDS,
    "POST /api/v1/link/rating": OWN, "POST /api/v1/link/reopen": OWN, "POST /api/v1/link/open": MARKS,
    "POST /api/v1/link/accept": LINKED, "POST /api/v1/link/return": LINKED, "POST /api/v1/link/answer": LINKED,
    "DELETE /api/v1/admin/holds/{entry}": ENDS, "POST /gateways/{gateway}/reports": ADDS,
}


def test_every_write_has_a_version_or_a_reason(api):
    """A new route needs If-Match (ROUTE_VERSION, ROUTE_REPLACE) or a line above."""
    plain = {f"{method.upper()} {path}" for path, item in api.get("/openapi.json").json()["paths"].items() for method, operation in item.items()
             if method != "get" and not path.endswith("/check") and "If-Match" not in [p["name"] for p in operation["parameters"]]}
    assert plain - UNVERSIONED.keys() == set() and {r for r in UNVERSIONED if not r.endswith("/check")} - plain == set()


# Cases.

@pytest.fixture
def two(member):
    return member("staff", "UB09190"), member("head", "UB09190")


def test_who_comes_second_to_a_case_sees_what_the_first_one_did(send, two):
    clerk, head = two
    report = send("HTGT", "09190")
    read = done(head, report["id"], "accept")["version"]
    done(clerk, report["id"], "note", version="", text="Đã gọi điện lực")
    done(clerk, report["id"], "hand-to")
    done(clerk, report["id"], "extend", reason="Chờ vật tư", due_on=str(datetime.date.today() + datetime.timedelta(days=90)))
    late = problem_of(act(head, report["id"], "answer", version=f'"{read}"', text="Đã xong"), 412, "stale_version")
    assert (late["version"], late["case_status"]) == (read + 3, "in_progress") and "answer" in late["allowed"]
    assert [(c["version"], c["type"], c["actor"]["kind"]) for c in late["changes"]] == [
        (read + 1, "noted", "staff"), (read + 2, "handed_over", "staff"), (read + 3, "extension_asked", "staff")]
    assert late["changes"][0]["text"] == "Đã gọi điện lực" and late["changes"][2]["text"] == "Chờ vật tư"
    assert "answer" not in clerk.get(f"/api/v1/cases/{report['id']}").json()
    done(head, report["id"], "answer", text="Đã xong")


def test_what_is_not_allowed_any_more_says_what_is_and_what_was_done(send, two):
    clerk, head = two
    report = send("HTGT", "09190")
    done(clerk, report["id"], "accept")
    late = problem_of(act(head, report["id"], "accept", version='"1"'), 409, "not_allowed_now")
    assert [c["type"] for c in late["changes"]] == ["accepted"] and "accept" not in late["allowed"] and "answer" in late["allowed"]
    again = problem_of(act(head, report["id"], "accept"), 409, "not_allowed_now")
    assert "changes" not in again, "who knows the version that stands has seen all of it"


def test_an_agency_that_had_a_case_is_not_told_what_others_did_since(send, two, dispatcher):
    clerk, _ = two
    report = send("HTGT", "09190")
    done(clerk, report["id"], "return", reason="Của Sở")
    done(dispatcher, report["id"], "assign", agency="SXD")
    assert "changes" not in problem_of(act(clerk, report["id"], "accept", version='"1"'), 409, "not_allowed_now")


@pytest.mark.parametrize("action, body", [("redact", {"part": "description", "text": "Đường lún", "reason": "Nêu tên"}),
                                          ("publish", {}), ("classify", {"area_code": "09190"})])
def test_what_changes_words_or_place_of_a_case_has_to_know_its_version(send, dispatcher, action, body):
    report = send("HTGT", "09190", publish=True)
    problem_of(act(dispatcher, report["id"], action, version="", **body), 428, "version_required")
    done(dispatcher, report["id"], "redact", part="address", reason="Nêu tên")
    late = problem_of(act(dispatcher, report["id"], action, version='"1"', **body), 412, "stale_version")
    assert [c["type"] for c in late["changes"]] == ["redacted"]
    done(dispatcher, report["id"], action, **body)


def test_of_many_who_write_at_once_each_version_is_made_by_one(send, member):
    report, clients = send("HTGT", "09190"), [member(role, "UB09190") for role in ("staff", "head")] * 4

    def try_(i):
        return act(clients[i], report["id"], "hand-to", version='"1"', reason=f"Lần {i}").status_code

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(try_, range(8))) == [200] + [412] * 7


# What administrators keep.

def test_who_comes_second_to_a_fact_sees_what_stands_there_and_who_put_it(sign_in, member, accounts):
    first, second = sign_in("admin"), member("admin", "TT1022")
    path = "/api/v1/admin/categories/KHAC"
    read = second.get(path)
    before = first.get(path)
    try:
        assert first.put(path, json=before.json() | {"examples": "Của người trước"}, headers={"If-Match": before.headers["ETag"]}).status_code == 200
        late = problem_of(second.put(path, json=read.json() | {"examples": "Của người sau"}, headers={"If-Match": read.headers["ETag"]}), 412, "stale_version")
        assert late["now"]["examples"] == "Của người trước" and late["etag"] == first.get(path).headers["ETag"].strip('"')
        assert late["change"]["action"] == "change" and late["change"]["who"]["username"] == accounts["admin"]["username"]
        problem_of(second.put(path, json=read.json() | {"examples": "x"}, headers={"If-None-Match": "*"}), 412, "exists_already")
    finally:
        assert first.put(path, json=before.json(), headers={"If-Match": first.get(path).headers["ETag"]}).status_code == 200


def test_an_account_is_changed_on_the_version_that_was_read(sign_in, add_account, client_of):
    admin = sign_in("admin")
    username, password = add_account("staff", "UB09190")
    path, body = f"/api/v1/admin/accounts/{username}", {"name": "Lê Thu", "role": "staff", "agency": "UB09190"}
    problem_of(admin.put(path, json=body), 428, "version_required")
    read = admin.get(path).headers["ETag"]
    client_of(username, password)
    assert admin.get(path).headers["ETag"] != read, "it shows how many sessions there are"
    changed = admin.put(path, json=body, headers={"If-Match": read})
    assert changed.status_code == 200, "a sign-in is no change of the account"
    assert admin.put(path, json=body).status_code == 200, "the same again, as a retry would"
    late = problem_of(admin.put(path, json=body | {"name": "Lê Thị Thu"}, headers={"If-Match": read}), 412, "stale_version")
    assert late["now"]["name"] == "Lê Thu" and late["change"]["who"]["username"]
    assert admin.put(path, json=body | {"name": "Lê Thị Thu"}, headers={"If-Match": changed.headers["ETag"]}).status_code == 200
    fresh = f"/api/v1/admin/accounts/{username}.2"
    assert admin.put(fresh, json=body, headers={"If-None-Match": "*"}).status_code == 201
    problem_of(admin.put(fresh, json=body | {"name": "Khác"}, headers={"If-None-Match": "*"}), 412, "exists_already")


def test_words_of_a_notice_are_changed_on_those_that_were_read(sign_in):
    admin, path = sign_in("admin"), "/api/v1/admin/templates/received"
    words = {"lang": "en", "subject": "{code}", "body": "One: {code}"}
    first = admin.put(path, json=words)
    assert first.status_code == 200
    problem_of(admin.put(path, json=words | {"body": "Two: {code}"}), 428, "version_required")
    late = problem_of(admin.put(path, json=words | {"body": "Two: {code}"}, headers={"If-Match": '"old"'}), 412, "stale_version")
    assert late["now"]["body"] == "One: {code}" and late["etag"] == first.headers["ETag"].strip('"')
    [listed] = [i for i in admin.get("/api/v1/admin/templates").json()["items"] if (i["event"], i["lang"]) == ("received", "en")]
    assert listed["etag"] == late["etag"]
    assert admin.put(path, json={"lang": "en"}, headers={"If-Match": first.headers["ETag"]}).json()["own"] is False


def test_an_older_set_of_rules_is_put_back_by_who_has_seen_the_latest(sign_in):
    admin, versions = sign_in("admin"), "/api/v1/admin/rules/versions"
    latest = next(v for v in admin.get(versions).json()["items"] if "withdrawn" not in v)
    path = f"{versions}/{latest['version']}/restore"
    problem_of(admin.post(path, json={}), 428, "version_required")
    late = problem_of(admin.post(path, json={}, headers={"If-Match": f'"{latest["version"] - 1}"'}), 412, "stale_version")
    assert late["now"]["version"] == latest["version"] and late["now"]["saved_by"]
    assert admin.post(path, json={}, headers={"If-Match": f'"{latest["version"]}"'}).json()["version"] == latest["version"]
