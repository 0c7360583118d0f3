"""Sessions, their limits and their ends; passwords."""

import secrets
import time
import unicodedata

import pytest

from sign_in import begin, try_to
from work import problem_of, refused_field

UUID = "018f0000-0000-7000-8000-000000000000"
ANY = {"If-Match": "*"}


def test_a_session_tells_who_one_is_and_what_one_may_do(daemon, add_account, forget):
    username, password = add_account("head", "UB09187")
    client, body = begin(daemon, username, password)
    shown = client.get("/api/v1/session").json()
    assert shown == {name: value for name, value in body.items() if name != "token"}
    assert shown["staff"] == {"username": username, "name": username, "role": "head", "agency": {"code": "UB09187", "name": shown["staff"]["agency"]["name"]}}
    assert {"queue:read", "case:act", "stats:read"} <= set(shown["rights"]) and "admin:accounts" not in shown["rights"]
    assert shown["idle_until"] < shown["expires_at"]


def test_ones_own_sessions_are_listed_and_ended_and_nobody_elses(daemon, add_account, forget):
    account, other = add_account("staff", "UB09187"), add_account("staff", "UB09187")
    first, second = begin(daemon, *account)[0], begin(daemon, *account)[0]
    stranger = begin(daemon, *other)[0]
    items = second.get("/api/v1/sessions").json()["items"]
    assert [item["current"] for item in items] == [True, False]
    assert all(item["address"] == "127.0.0.1" and item["agent"].startswith("python-requests") and item["last_used_at"] for item in items)
    theirs = stranger.get("/api/v1/sessions").json()["items"][0]["id"]
    unknown, seen = (second.delete("/api/v1/sessions/" + session) for session in (UUID, theirs))
    problem_of(seen, 404, "unknown_session")
    assert {n: v for n, v in seen.json().items() if n != "trace_id"} == {n: v for n, v in unknown.json().items() if n != "trace_id"}
    problem_of(second.delete("/api/v1/sessions/none"), 404, "unknown_session")
    assert second.delete("/api/v1/sessions/" + items[1]["id"]).status_code == 204
    assert second.delete("/api/v1/sessions/" + items[1]["id"]).status_code == 204, "a lost answer can be asked again"
    problem_of(first.get("/api/v1/queue"), 401, "unauthenticated")
    assert stranger.get("/api/v1/queue").status_code == 200
    assert len(second.get("/api/v1/sessions").json()["items"]) == 1


@pytest.mark.parametrize("column", ["expires_at", "idle_until"])
def test_a_session_ends_when_its_time_is_up(daemon, add_account, forget, ask, column):
    username, password = add_account("staff", "UB09187")
    client, _ = begin(daemon, username, password)
    ask(f"""update pakn.credential c set {column} = now() from pakn.staff s where s.tenant_id = c.tenant_id
        and s.staff_id = c.staff_id and s.username = %s""", username)
    for path in ("/api/v1/queue", "/api/v1/session", "/api/v1/sessions"):
        problem_of(client.get(path), 401, "unauthenticated")


def test_a_session_in_use_is_noted_now_and_then_and_lives_on(daemon, add_account, forget, ask):
    username, password = add_account("staff", "UB09187")
    client, _ = begin(daemon, username, password)

    def noted():
        return ask("""select c.seen_at, c.idle_until from pakn.credential c join pakn.staff s using (tenant_id, staff_id)
            where s.username = %s""", username)[0]

    fresh = noted()
    assert client.get("/api/v1/queue").status_code == 200
    ask("""update pakn.credential c set seen_at = now() - interval '10 minutes', idle_until = now() + interval '1 hour'
        from pakn.staff s where s.tenant_id = c.tenant_id and s.staff_id = c.staff_id and s.username = %s""", username)
    until = time.monotonic() + 120
    while (after := noted())[1] <= fresh[1]:
        assert time.monotonic() < until, "nobody noted the use"
        client.get("/api/v1/queue")
        time.sleep(0.5)
    ask("select pakn.credential_seen(24, array(select digest from pakn.credential))")
    assert noted() == after, "noted again only after some minutes"


@pytest.mark.parametrize("change", [
    "lock", "role", "agency", "password", "end-sessions", "factor-reset"])
def test_sessions_end_at_once_when_the_account_changes(daemon, add_account, forget, admin, change):
    username, password = add_account("staff", "UB09187")
    client, _ = begin(daemon, username, password)
    url = f"/api/v1/admin/accounts/{username}"
    body = {"name": username, "role": "staff", "agency": "UB09187"}
    assert admin.put(url, json=body | {"name": "Tên Mới"}, headers=ANY).json()["sessions"] == 1, "another name is no other person"
    assert client.get("/api/v1/queue").status_code == 200
    answer = (admin.put(url, json=body | {"role": "operator"}, headers=ANY) if change == "role" else
              admin.put(url, json=body | {"agency": "SXD"}, headers=ANY) if change == "agency" else admin.post(f"{url}/{change}"))
    assert answer.status_code in (200, 201) and answer.json()["sessions"] == 0, answer.text
    problem_of(client.get("/api/v1/queue"), 401, "unauthenticated")


def test_unlocking_brings_no_old_session_back(daemon, add_account, forget, admin):
    username, password = add_account("staff", "UB09187")
    client, _ = begin(daemon, username, password)
    assert admin.post(f"/api/v1/admin/accounts/{username}/lock").json()["active"] is False
    assert admin.post(f"/api/v1/admin/accounts/{username}/unlock").json()["active"] is True
    problem_of(client.get("/api/v1/queue"), 401, "unauthenticated")
    assert begin(daemon, username, password)[0].get("/api/v1/queue").status_code == 200


# Passwords.

def test_another_password_ends_the_other_sessions_and_no_old_one_opens(daemon, add_account, forget, api):
    username, password = add_account("staff", "UB09187")
    here, there = begin(daemon, username, password)[0], begin(daemon, username, password)[0]
    new = "cây gạo đầu làng"
    assert here.post("/api/v1/session/password", json={"old": password, "new": new}).status_code == 200
    assert here.get("/api/v1/queue").status_code == 200
    problem_of(there.get("/api/v1/queue"), 401, "unauthenticated")
    problem_of(try_to(api, username, password), 401, "wrong_login")
    assert try_to(api, username, new).status_code == 201
    assert try_to(api, username, unicodedata.normalize("NFD", new)).status_code == 201, "typed on another keyboard"


@pytest.mark.parametrize("new, fault", [
    ("ngắn", "too_short"), ("1234567890123", "common_password"), ("matkhau@2026", "common_password"), ("BacNinh.2026", "common_password"),
    ("{name}{name}", "common_password"), ("{old}", "same_password")])
def test_a_new_password_that_is_easily_guessed_is_refused(daemon, add_account, forget, new, fault):
    username, password = add_account("staff", "UB09187", "thanh" + "".join(chr(97 + b % 26) for b in secrets.token_bytes(5)))
    client, _ = begin(daemon, username, password)
    refused_field(client.post("/api/v1/session/password", json={"old": password, "new": new.format(name=username, old=password)}), "/new", fault)


def test_the_old_password_is_asked_for_and_not_guessed(daemon, add_account, forget, minutes):
    username, password = add_account("staff", "UB09187")
    client, _ = begin(daemon, username, password)
    body = {"old": "wrong password", "new": "cây gạo đầu làng"}
    for _ in range(5):
        refused_field(client.post("/api/v1/session/password", json=body), "/old", "wrong_password")
    problem_of(client.post("/api/v1/session/password", json=body | {"old": password}), 429, "too_many_tries")
