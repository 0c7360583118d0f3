"""Who one is: sign-in and its throttle, the second factor, sessions and their limits, passwords."""

import base64
import re
import secrets
import subprocess
import time

import pytest

from support import TENANT, Api
from work import code_of, problem_of, settled

UUID = "018f0000-0000-7000-8000-000000000000"


def begin(daemon, username, password, status=201):
    """Signs in; returns the client with its token, and the answer's body."""
    client = Api(daemon.url)
    answer = client.post("/api/v1/session", json={"username": username, "password": password})
    assert answer.status_code == status, answer.text
    client.password = password
    client.headers["Authorization"] = "Bearer " + answer.json()["token"]
    return client, answer.json()


def refused_field(answer, pointer, code):
    errors = problem_of(answer, 422, "invalid")["errors"]
    assert [(e["pointer"], e["code"]) for e in errors] == [(pointer, code)]
    assert errors[0]["detail"]


@pytest.fixture
def ask(db):
    """ask(statement, ...): runs a statement as the owner; returns its rows."""
    def run(statement, *values):
        cursor = db.cursor()
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else None

    return run


@pytest.fixture
def forget(ask):
    """Forgets all attempts before and after the test."""
    ask("delete from pakn.login_attempt")
    yield
    ask("delete from pakn.login_attempt")


@pytest.fixture
def province(ask):
    """province(word): what the province says about second factors, until the end of the test."""
    def say(word):
        ask("update pakn.tenant set second_factor = %s where tenant_id = 24", word)

    yield say
    say("offered")


@pytest.fixture
def admin(sign_in):
    return sign_in("admin")


# The throttle.

def try_to(api, username, password="wrong password"):
    return api.post("/api/v1/session", json={"username": username, "password": password})


@pytest.mark.parametrize("known", [True, False])
def test_five_failures_are_free_then_one_waits_and_is_told_how_long(api, add_account, forget, known):
    username = add_account("staff", "UB09187")[0] if known else "khong.ai." + secrets.token_hex(3)
    for _ in range(5):
        problem_of(try_to(api, username), 401, "wrong_login")
    answer = try_to(api, username)
    document = problem_of(answer, 429, "too_many_tries")
    assert answer.headers["Retry-After"] == str(document["retry_after"]) == "1"


def test_the_wait_doubles_and_ends(api, add_account, forget, ask):
    username, password = add_account("staff", "UB09187")
    waits = []
    for _ in range(18):
        answer = try_to(api, username)
        if answer.status_code == 429:
            waits.append(int(answer.headers["Retry-After"]))
            ask("update pakn.login_attempt set until = now() - interval '1 second' where kind = 'pair'")
        ask("update pakn.login_attempt set until = '-infinity' where kind = 'account'")
    assert waits[:5] == [1, 2, 4, 8, 16] and waits == sorted(waits)
    ask("update pakn.login_attempt set failures = 60, until = '-infinity'")
    try_to(api, username)
    assert 890 < int(try_to(api, username).headers["Retry-After"]) <= 900
    ask("update pakn.login_attempt set until = now() where kind <> 'address'")
    begin_answer = try_to(api, username, password)
    assert begin_answer.status_code == 201, "who waited long enough gets in"


def test_a_wait_that_was_told_is_honest(api, add_account, forget):
    username, password = add_account("staff", "UB09187")
    for _ in range(5):
        try_to(api, username)
    time.sleep(int(try_to(api, username).headers["Retry-After"]))
    assert try_to(api, username, password).status_code == 201


def test_a_success_forgets_the_failures_of_the_account(api, add_account, forget, ask):
    username, password = add_account("staff", "UB09187")
    for _ in range(4):
        try_to(api, username)
    assert try_to(api, username, password).status_code == 201
    assert ask("select failures from pakn.login_attempt order by kind") == [(0,), (4,), (0,)], "of the address, its own is taken back alone"
    for _ in range(5):
        problem_of(try_to(api, username), 401, "wrong_login")


def test_tries_that_wait_do_not_count(api, add_account, forget, ask):
    username, _ = add_account("staff", "UB09187")
    for _ in range(30):
        try_to(api, username)
    assert ask("select max(failures) from pakn.login_attempt where kind = 'pair'")[0][0] <= 6


def test_a_stranger_locks_nobody_out_of_an_account(api, add_account, forget, ask):
    """The stranger's address waits for a quarter of an hour, the account from new addresses half a minute at most, and
    who has signed in from an address before does not wait at all."""
    username, password = add_account("staff", "UB09187")
    assert try_to(api, username, password).status_code == 201
    ask("""select pakn.login_wait(24, '{account,address,pair}', %s, ('203.0.113.' || mod(n, 250))::inet)
        from generate_series(1, 2000) n""", username)
    assert ask("""select pakn.login_wait(24, '{account,address,pair}', %s, '198.51.100.7')""", username)[0][0] in range(1, 31)
    assert try_to(api, username, password).status_code == 201


def test_an_address_that_tries_many_names_waits_too(api, add_account, forget, ask):
    username, password = add_account("staff", "UB09187")
    ask("select pakn.login_wait(24, '{account,address,pair}', 'ten' || n, '127.0.0.1') from generate_series(1, 110) n")
    problem_of(try_to(api, username, password), 429, "too_many_tries")
    ask("update pakn.login_attempt set until = '-infinity'")
    assert try_to(api, username, password).status_code == 201


def test_many_who_share_an_address_sign_in_without_a_wait(api, add_account, forget):
    account = add_account("staff", "UB09187")
    assert [try_to(api, *account).status_code for _ in range(120)] == [201] * 120


def test_a_locked_account_answers_like_an_unknown_name_also_to_the_right_password(api, add_account, forget, seeded):
    username, password = add_account("staff", "UB09187")
    seeded.command("user", "lock", "--tenant", TENANT, "--username", username)
    answers = [try_to(api, name, password) for name in (username, "khong.ai.ca")]
    for answer in answers:
        problem_of(answer, 401, "wrong_login")
    assert answers[0].headers.keys() == answers[1].headers.keys()
    for _ in range(4):
        problem_of(try_to(api, username, password), 401, "wrong_login")
    problem_of(try_to(api, username, password), 429, "too_many_tries")


def test_what_was_typed_as_a_name_is_kept_nowhere(api, forget, ask, daemon):
    canary = "MatKhauCuaToi" + secrets.token_hex(4)
    problem_of(try_to(api, canary), 401, "wrong_login")
    assert canary.lower() not in daemon.log_text(100000).lower()
    assert canary.lower() not in str(ask("select a::text from pakn.login_attempt a")).lower()


def test_too_many_sign_ins_at_once_are_told_to_come_back(daemon, add_account, forget):
    """Each of them by a connection of its own; those beyond the bound are told at once, the others get in."""
    import concurrent.futures
    account = add_account("staff", "UB09187")

    def one(_):
        answer = Api(daemon.url).post("/api/v1/session", json=dict(zip(("username", "password"), account)))
        return answer.status_code, int(answer.headers.get("Retry-After", 0))

    with concurrent.futures.ThreadPoolExecutor(100) as pool:
        answers = list(pool.map(one, range(100)))
    assert {status for status, _ in answers} <= {201, 429, 503}
    assert all(wait >= 1 for status, wait in answers if status != 201)
    assert sum(status == 201 for status, _ in answers) >= 4


# The second factor.

def enrol(client, steps=-1):
    """Makes an authenticator known; returns its secret and the recovery codes."""
    settled()
    answer = client.post("/api/v1/session/totp", json={"password": client.password})
    assert answer.status_code == 201, answer.text
    secret = answer.json()["secret"]
    assert re.fullmatch(r"otpauth://totp/[^?]+\?secret=" + secret + r"&issuer=[^&]+&algorithm=SHA1&digits=6&period=30", answer.json()["uri"])
    answer = client.post("/api/v1/session/totp/confirm", json={"code": code_of(secret, steps)})
    assert answer.status_code == 200, answer.text
    codes = answer.json()["recovery_codes"]
    assert len(set(codes)) == 10 and all(re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", code) for code in codes)
    return secret, codes


@pytest.mark.parametrize("role, wanted", [("head", True), ("supervisor", True), ("admin", True), ("staff", False), ("operator", False), ("dispatcher", False)])
def test_where_it_is_required_some_roles_may_only_enrol_first(daemon, add_account, province, forget, role, wanted):
    province("required")
    client, body = begin(daemon, *add_account(role, "UB09187"))
    assert body["factor"] == ("enrol" if wanted else "none") and bool(body["rights"]) == (not wanted)
    assert client.get("/api/v1/session").json()["factor"] == body["factor"]
    if wanted:
        problem_of(client.get("/api/v1/queue"), 401, "unauthenticated")
        problem_of(client.get("/api/v1/sessions"), 409, "other_stage")
        problem_of(client.post("/api/v1/session/password", json={"old": "x", "new": "giếng làng trong vắt"}), 409, "other_stage")
        enrol(client)
        assert client.get("/api/v1/session").json()["factor"] == "none"
        assert client.get("/api/v1/sessions").status_code == 200


def test_who_has_an_authenticator_is_asked_for_its_code_and_each_code_counts_once(daemon, add_account, province, forget):
    account = add_account("head", "UB09187")
    enrolled, _ = begin(daemon, *account)
    secret, _ = enrol(enrolled, -1)
    half, body = begin(daemon, *account)
    assert body["factor"] == "totp" and body["rights"] == []
    problem_of(half.get("/api/v1/queue"), 401, "unauthenticated")
    refused_field(half.post("/api/v1/session/factor", json={"code": code_of(secret, -1)}), "/code", "wrong_code")
    answer = half.post("/api/v1/session/factor", json={"code": code_of(secret)})
    assert answer.status_code == 200 and answer.json()["factor"] == "none" and "queue:read" in answer.json()["rights"]
    assert half.get("/api/v1/queue").status_code == 200
    again, _ = begin(daemon, *account)
    refused_field(again.post("/api/v1/session/factor", json={"code": code_of(secret)}), "/code", "wrong_code")
    code = code_of(secret, 1)
    assert again.post("/api/v1/session/factor", json={"code": code[:3] + " " + code[3:]}).status_code == 200
    problem_of(again.post("/api/v1/session/factor", json={"code": code}), 409, "other_stage")


def test_a_recovery_code_opens_once(daemon, add_account, forget):
    account = add_account("head", "UB09187")
    _, codes = enrol(begin(daemon, *account)[0])
    for typed in (codes[0].lower(), codes[1].replace("-", " ")):
        client, _ = begin(daemon, *account)
        assert client.post("/api/v1/session/factor", json={"code": typed}).status_code == 200
        assert client.get("/api/v1/queue").status_code == 200
        client, _ = begin(daemon, *account)
        refused_field(client.post("/api/v1/session/factor", json={"code": typed}), "/code", "wrong_code")


def test_codes_are_not_guessed(daemon, add_account, forget):
    account = add_account("head", "UB09187")
    secret, _ = enrol(begin(daemon, *account)[0])
    statuses = []
    for _ in range(3):
        half, _ = begin(daemon, *account)
        statuses += [half.post("/api/v1/session/factor", json={"code": "no code"}).status_code for _ in range(3)]
    assert statuses == [422] * 5 + [429] * 4, "a new half session is no new try"
    problem_of(half.post("/api/v1/session/factor", json={"code": code_of(secret)}), 429, "too_many_tries")


def test_an_authenticator_is_known_only_after_its_first_code(daemon, add_account, forget, ask):
    account = add_account("head", "UB09187")
    client, _ = begin(daemon, *account)
    problem_of(client.post("/api/v1/session/totp/confirm", json={"code": "123456"}), 409, "other_stage")
    first, second = (client.post("/api/v1/session/totp", json={"password": client.password}).json()["secret"] for _ in range(2))
    refused_field(client.post("/api/v1/session/totp/confirm", json={"code": code_of(first)}), "/code", "wrong_code")
    assert begin(daemon, *account)[1]["factor"] == "none"
    assert client.post("/api/v1/session/totp/confirm", json={"code": code_of(second)}).status_code == 200
    problem_of(client.post("/api/v1/session/totp", json={"password": client.password}), 409, "factor_stands")
    sealed = ask("select secret from pakn.second_factor f join pakn.staff s using (tenant_id, staff_id) where s.username = %s", account[0])[0][0]
    assert base64.b32decode(second) not in bytes(sealed)


def test_a_secret_of_one_account_is_nothing_in_another(daemon, add_account, forget, ask):
    """Whoever can write the database still cannot give an account the authenticator of another."""
    mine, theirs = add_account("head", "UB09187"), add_account("head", "UB09187")
    secret, _ = enrol(begin(daemon, *mine)[0])
    enrol(begin(daemon, *theirs)[0])
    ask("""update pakn.second_factor f set secret = m.secret, last_step = 0 from pakn.second_factor m, pakn.staff a, pakn.staff b
        where a.username = %s and b.username = %s and m.staff_id = a.staff_id and f.staff_id = b.staff_id""", mine[0], theirs[0])
    half, _ = begin(daemon, *theirs)
    refused_field(half.post("/api/v1/session/factor", json={"code": code_of(secret)}), "/code", "wrong_code")
    ask("select pakn.factor_reset(tenant_id, staff_id) from pakn.staff where username = %s", theirs[0])


def test_secrets_are_sealed_again_under_a_new_key(daemon, add_account, forget, ask):
    ask("delete from pakn.second_factor")  # others may be sealed by keys that are not here
    account = add_account("head", "UB09187")
    secret, _ = enrol(begin(daemon, *account)[0])
    old, new = daemon.settings["PAKN_IDENTITY_KEYS"], "9:" + secrets.token_hex(32)

    def reseal(identity_keys):
        """What it says of authenticators; senders of other tests may be sealed by keys that are not here."""
        environment = daemon._environment(PAKN_DATABASE=daemon.cluster.conninfo("pakn_owner"), PAKN_IDENTITY_KEYS=identity_keys)
        done = subprocess.run(daemon._command("identity", "reseal"), env=environment, text=True, capture_output=True, timeout=60)
        assert "authenticator of account" not in done.stderr
        return re.findall(r"authenticators sealed by key \d+", done.stdout)

    assert reseal(f"{new},{old}") == ["authenticators sealed by key 9"]
    assert reseal(f"{new},{old}") == []
    half, _ = begin(daemon, *account)
    refused_field(half.post("/api/v1/session/factor", json={"code": code_of(secret)}), "/code", "wrong_code")
    assert reseal(f"{old},{new}") == ["authenticators sealed by key 1"]
    assert half.post("/api/v1/session/factor", json={"code": code_of(secret)}).status_code == 200


def test_a_full_session_proves_its_password_again_before_it_begins_with_an_authenticator(daemon, add_account, forget, ask):
    account = add_account("head", "UB09187")
    client, _ = begin(daemon, *account)
    refused_field(client.post("/api/v1/session/totp"), "/password", "required")
    refused_field(client.post("/api/v1/session/totp", json={"password": "somebody elses"}), "/password", "wrong_password")
    assert ask("select count(*) from pakn.second_factor join pakn.staff using (tenant_id, staff_id) where username = %s", account[0]) == [(0,)]
    for _ in range(4):
        client.post("/api/v1/session/totp", json={"password": "somebody elses"})
    problem_of(client.post("/api/v1/session/totp", json={"password": client.password}), 429, "too_many_tries")


def test_who_has_no_password_but_a_sign_on_service_is_asked_for_none(daemon, add_account, forget, ask):
    account = add_account("head", "UB09187")
    client, _ = begin(daemon, *account)
    ask("update pakn.staff set password_hash = null where username = %s", account[0])
    assert client.post("/api/v1/session/totp").status_code == 201


def test_new_recovery_codes_want_a_code_and_end_the_old_ones(daemon, add_account, forget, ask):
    account = add_account("head", "UB09187")
    client, _ = begin(daemon, *account)
    problem_of(client.post("/api/v1/session/recovery-codes", json={"code": "123456"}), 409, "other_stage")
    secret, old = enrol(client, -1)
    for code in ("no code", code_of(secret, -1), old[0]):
        refused_field(client.post("/api/v1/session/recovery-codes", json={"code": code}), "/code", "wrong_code")
    answer = client.post("/api/v1/session/recovery-codes", json={"code": code_of(secret)})
    new = answer.json()["recovery_codes"]
    assert answer.status_code == 200 and len(set(new)) == 10 and not set(new) & set(old)
    half, _ = begin(daemon, *account)
    problem_of(half.post("/api/v1/session/recovery-codes", json={"code": code_of(secret, 1)}), 409, "other_stage")
    refused_field(half.post("/api/v1/session/factor", json={"code": old[1]}), "/code", "wrong_code")
    assert half.post("/api/v1/session/factor", json={"code": new[1]}).status_code == 200


def test_enrolling_ends_the_sessions_that_were_opened_without(daemon, add_account, forget):
    account = add_account("head", "UB09187")
    old, new = begin(daemon, *account)[0], begin(daemon, *account)[0]
    enrol(new)
    problem_of(old.get("/api/v1/queue"), 401, "unauthenticated")
    assert new.get("/api/v1/queue").status_code == 200


def test_a_province_may_do_without(daemon, add_account, province, forget):
    account = add_account("head", "UB09187")
    enrol(begin(daemon, *account)[0])
    assert begin(daemon, *account)[1]["factor"] == "totp"
    province("off")
    client, body = begin(daemon, *account)
    assert body["factor"] == "none"
    other, _ = begin(daemon, *add_account("head", "UB09187"))
    problem_of(other.post("/api/v1/session/totp", json={"password": other.password}), 409, "factor_off")


@pytest.mark.parametrize("how", ["command", "interface"])
def test_a_lost_authenticator_is_reset_by_an_administrator(daemon, add_account, forget, admin, seeded, province, how):
    province("required")
    account = add_account("head", "UB09187")
    client, _ = begin(daemon, *account)
    enrol(client)
    if how == "command":
        said = seeded.command("user", "factor-reset", "--tenant", TENANT, "--username", account[0])
        assert said == f"{account[0]} has no authenticator any more; its sessions ended.\n"
    else:
        assert admin.post(f"/api/v1/admin/accounts/{account[0]}/factor-reset").json()["factor"] == "none"
    problem_of(client.get("/api/v1/queue"), 401, "unauthenticated")
    assert begin(daemon, *account)[1]["factor"] == "enrol"


# Sessions.

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
    until = time.monotonic() + 30
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
    assert admin.put(url, json=body | {"name": "Tên Mới"}).json()["sessions"] == 1, "another name is no other person"
    assert client.get("/api/v1/queue").status_code == 200
    answer = (admin.put(url, json=body | {"role": "operator"}) if change == "role" else
              admin.put(url, json=body | {"agency": "SXD"}) if change == "agency" else admin.post(f"{url}/{change}"))
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
    import unicodedata
    assert try_to(api, username, unicodedata.normalize("NFD", new)).status_code == 201, "typed on another keyboard"


@pytest.mark.parametrize("new, fault", [
    ("ngắn", "too_short"), ("1234567890123", "common_password"), ("matkhau@2026", "common_password"), ("BacNinh.2026", "common_password"),
    ("{name}{name}", "common_password"), ("{old}", "same_password")])
def test_a_new_password_that_is_easily_guessed_is_refused(daemon, add_account, forget, new, fault):
    username, password = add_account("staff", "UB09187", "thanh" + "".join(chr(97 + b % 26) for b in secrets.token_bytes(5)))
    client, _ = begin(daemon, username, password)
    refused_field(client.post("/api/v1/session/password", json={"old": password, "new": new.format(name=username, old=password)}), "/new", fault)


def test_the_old_password_is_asked_for_and_not_guessed(daemon, add_account, forget):
    username, password = add_account("staff", "UB09187")
    client, _ = begin(daemon, username, password)
    body = {"old": "wrong password", "new": "cây gạo đầu làng"}
    for _ in range(5):
        refused_field(client.post("/api/v1/session/password", json=body), "/old", "wrong_password")
    problem_of(client.post("/api/v1/session/password", json=body | {"old": password}), 429, "too_many_tries")


# Accounts and keys by administrators.

def test_an_account_is_made_gets_a_one_time_password_and_changes_it(daemon, admin, forget, api):
    username = "moi." + secrets.token_hex(3)
    url = "/api/v1/admin/accounts/" + username
    body = {"name": "Ngô Thị Mới", "role": "staff", "agency": "UB09187"}
    made = admin.put(url, json=body)
    assert made.status_code == 200 and made.json() == {"username": username, "active": True, "password": "none", "factor": "none",
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


def test_a_head_with_a_one_time_password_changes_it_and_then_enrols(daemon, admin, forget, province, add_account):
    province("required")
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
    assert admin.put(url, json=body).status_code == 200


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
        assert canary not in log and canary.rsplit("_", 1)[-1] not in log
