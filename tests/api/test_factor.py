"""The second factor: authenticators, their codes, and recovery codes."""

import base64
import re
import secrets
import subprocess

import pytest

from sign_in import begin, enrol
from support import TENANT
from work import code_of, problem_of, refused_field


@pytest.mark.parametrize("role, wanted", [("head", True), ("supervisor", True), ("admin", True), ("staff", False), ("operator", False), ("dispatcher", False)])
def test_where_it_is_required_some_roles_may_only_enrol_first(daemon, add_account, province_says, forget, role, wanted):
    province_says("required")
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


def test_who_has_an_authenticator_is_asked_for_its_code_and_each_code_counts_once(daemon, add_account, province_says, forget):
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


def test_codes_are_not_guessed(daemon, add_account, forget, minutes):
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


def test_a_full_session_proves_its_password_again_before_it_begins_with_an_authenticator(daemon, add_account, forget, minutes, ask):
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


def test_a_province_may_do_without(daemon, add_account, province_says, forget):
    account = add_account("head", "UB09187")
    enrol(begin(daemon, *account)[0])
    assert begin(daemon, *account)[1]["factor"] == "totp"
    province_says("off")
    client, body = begin(daemon, *account)
    assert body["factor"] == "none"
    other, _ = begin(daemon, *add_account("head", "UB09187"))
    problem_of(other.post("/api/v1/session/totp", json={"password": other.password}), 409, "factor_off")


@pytest.mark.parametrize("how", ["command", "interface"])
def test_a_lost_authenticator_is_reset_by_an_administrator(daemon, add_account, forget, admin, seeded, province_says, how):
    province_says("required")
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
