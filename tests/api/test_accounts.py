"""Accounts and keys, made by administrators."""

import re
import secrets

import pytest

from sign_in import begin, enrol, try_to
from support import Api
from work import problem_of, refused_field


def test_an_account_is_made_gets_a_one_time_password_and_changes_it(daemon, admin, forget, api):
    username = "moi." + secrets.token_hex(3)
    url = "/api/v1/admin/accounts/" + username
    body = {"name": "Ngô Thị Mới", "role": "staff", "agency": "UB09187"}
    made = admin.put(url, json=body)
    assert made.status_code == 201 and made.json() == {"username": username, "active": True, "password": "none", "factor": "none",
                                                       "sessions": 0, "made_at": made.json()["made_at"]} | body
    problem_of(try_to(api, username, ""), 422, "invalid")
    problem_of(try_to(api, username, "x"), 401, "wrong_login")
    once = admin.post(url + "/password").json()["one_time_password"]
    assert admin.get(url).json()["password"] == "one_time" and once not in admin.get(url).text
    client, session = begin(daemon, username, once)
    assert session["must_change_password"] is True and session["rights"] == []
    problem_of(client.get("/api/v1/queue"), 401, "unauthenticated")
    answer = client.post("/api/v1/session/password", json={"old": once, "new": "giếng làng trong vắt"})
    assert answer.status_code == 200 and answer.json()["must_change_password"] is False
    assert client.get("/api/v1/queue").status_code == 200
    problem_of(try_to(api, username, once), 401, "wrong_login")
    assert admin.get(url).json()["password"] == "own"


def test_a_one_time_password_ends_after_three_days(daemon, admin, forget, api, ask, add_account):
    username, _ = add_account("staff", "UB09187")
    once = admin.post(f"/api/v1/admin/accounts/{username}/password").json()["one_time_password"]
    ask("update pakn.staff set password_until = now() where username = %s", username)
    problem_of(try_to(api, username, once), 401, "wrong_login")
    assert admin.get("/api/v1/admin/accounts/" + username).json()["password"] == "none"


def test_a_head_with_a_one_time_password_changes_it_and_then_enrols(daemon, admin, forget, province_says, add_account):
    province_says("required")
    username, _ = add_account("head", "UB09187")
    once = admin.post(f"/api/v1/admin/accounts/{username}/password").json()["one_time_password"]
    client, body = begin(daemon, username, once)
    assert body["must_change_password"] and body["factor"] == "none"
    body = client.post("/api/v1/session/password", json={"old": once, "new": "giếng làng trong vắt"}).json()
    assert body["factor"] == "enrol" and not body["must_change_password"]
    problem_of(client.get("/api/v1/queue"), 401, "unauthenticated")
    secret, _ = enrol(client)
    assert client.get("/api/v1/queue").status_code == 200


@pytest.mark.parametrize("fields, pointer, code", [
    ({"role": "king"}, "/role", "unknown_role"), ({"role": "citizen_app"}, "/role", "unknown_role"),
    ({"role": "citizen"}, "/role", "unknown_role"),
    ({"agency": "XX"}, "/agency", "unknown_agency")])
def test_an_account_that_makes_no_sense_is_refused(admin, fields, pointer, code):
    body = {"name": "A", "role": "staff", "agency": "UB09187"} | fields
    refused_field(admin.put("/api/v1/admin/accounts/ai.do", json=body), pointer, code)
    problem_of(admin.get("/api/v1/admin/accounts/ai.do"), 404, "unknown_account")


def test_an_administrator_neither_locks_nor_demotes_themselves(admin, accounts):
    url = "/api/v1/admin/accounts/" + accounts["admin"]["username"]
    body = {"name": "Vũ Đức Anh", "role": "admin", "agency": "TT1022"}
    problem_of(admin.post(url + "/lock"), 409, "own_account")
    problem_of(admin.post(url + "/password"), 409, "own_account")
    problem_of(admin.put(url, json=body | {"role": "staff"}), 409, "own_account")
    problem_of(admin.put(url, json=body | {"active": False}), 409, "own_account")
    assert admin.put(url, json=body, headers={"If-Match": "*"}).status_code == 200


def test_accounts_are_listed_page_by_page(admin, add_account):
    for _ in range(3):
        add_account("staff", "UB09190")
    names, after = [], None
    while True:
        page = admin.get("/api/v1/admin/accounts", params={"agency": "UB09190", "limit": 2} | ({"after": after} if after else {})).json()["items"]
        if not page:
            break
        assert len(page) <= 2 and all(item["agency"] == "UB09190" for item in page)
        names += [item["username"] for item in page]
        after = names[-1]
    assert names == sorted(set(names)) and len(names) >= 3


def test_a_key_is_shown_once_works_within_its_scopes_and_ends(daemon, admin, ask):
    made = admin.post("/api/v1/admin/keys", json={"name": "cổng tỉnh", "scopes": "reports:write", "channel": "web"})
    key = made.json()["key"]
    assert made.status_code == 201 and key.startswith(made.json()["prefix"] + "_") and re.fullmatch(r"pkk_24_[0-9a-f]{16}_[\w-]{43}", key)
    listed = admin.get("/api/v1/admin/keys").json()["items"][0]
    assert listed == {name: value for name, value in made.json().items() if name != "key"} and listed["last_used_at"] is None
    assert key not in admin.get("/api/v1/admin/keys").text
    client = Api(daemon.url)
    client.headers["Authorization"] = "Bearer " + key
    body = {"category": "HTGT", "description": "Ổ gà giữa đường", "area_code": "09187"}
    assert client.post("/api/v1/reports", json=body).status_code == 201
    problem_of(client.get("/api/v1/queue"), 403, "forbidden")
    problem_of(client.get("/api/v1/session"), 403, "forbidden")
    assert admin.delete(f"/api/v1/admin/keys/{listed['id']}").status_code == 204
    assert admin.delete(f"/api/v1/admin/keys/{listed['id']}").status_code == 204
    problem_of(client.post("/api/v1/reports", json=body), 401, "unauthenticated")
    assert admin.get("/api/v1/admin/keys").json()["items"][0]["revoked_at"]
    for path in ("/api/v1/admin/keys/2000000000", "/api/v1/admin/keys/x"):
        problem_of(admin.delete(path), 404, "unknown_api_key")


def test_a_key_without_the_scope_may_not_what_its_role_may(daemon, admin):
    key = admin.post("/api/v1/admin/keys", json={"name": "số liệu", "scopes": "stats:read cases:read"}).json()["key"]
    client = Api(daemon.url)
    client.headers["Authorization"] = "Bearer " + key
    problem_of(client.post("/api/v1/reports", json={"category": "HTGT", "description": "Ổ gà giữa đường", "area_code": "09187"}), 403, "forbidden")
    problem_of(client.get("/api/v1/queue"), 403, "forbidden"), "nor what its role may not"


@pytest.mark.parametrize("fields, pointer, code", [
    ({"scopes": "everything"}, "/scopes", "unknown_scope"), ({"channel": "hotline"}, "/channel", "unknown_channel"),
    ({"expires_at": "2020-01-01T00:00:00Z"}, "/expires_at", "in_the_past")])
def test_a_key_that_makes_no_sense_is_refused(admin, fields, pointer, code):
    refused_field(admin.post("/api/v1/admin/keys", json={"name": "x"} | fields), pointer, code)


def test_a_key_that_has_expired_is_none(daemon, admin, ask):
    made = admin.post("/api/v1/admin/keys", json={"name": "tạm", "expires_at": "2099-01-01T00:00:00Z"}).json()
    client = Api(daemon.url)
    client.headers["Authorization"] = "Bearer " + made["key"]
    body = {"category": "HTGT", "description": "Ổ gà giữa đường", "area_code": "09187"}
    assert client.post("/api/v1/reports", json=body).status_code == 201
    ask("update pakn.credential set expires_at = now() where api_key_id = %s", made["id"])
    problem_of(client.post("/api/v1/reports", json=body), 401, "unauthenticated")


def test_nothing_secret_is_logged(daemon, add_account, admin, forget):
    username, password = add_account("head", "UB09187")
    client, body = begin(daemon, username, password)
    secret, codes = enrol(client)
    once = admin.post(f"/api/v1/admin/accounts/{username}/password").json()["one_time_password"]
    key = admin.post("/api/v1/admin/keys", json={"name": "nhật ký"}).json()["key"]
    log = daemon.log_text(1000000)
    assert "/api/v1/session/totp/confirm" in log
    for canary in (password, body["token"], secret, codes[0], once, key):
        assert canary[-16:] not in log, "nor what follows a prefix that tells whose it is"
