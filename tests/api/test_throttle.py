"""The throttle of sign-in: who waits, how long, and who never."""

import concurrent.futures
import secrets
import time

import pytest

from sign_in import try_to
from support import TENANT, Api
from work import problem_of


@pytest.mark.parametrize("known", [True, False])
def test_five_failures_are_free_then_one_waits_and_is_told_how_long(api, add_account, forget, minutes, known):
    username = add_account("staff", "UB09187")[0] if known else "khong.ai." + secrets.token_hex(3)
    for _ in range(5):
        problem_of(try_to(api, username), 401, "wrong_login")
    answer = try_to(api, username)
    document = problem_of(answer, 429, "too_many_tries")
    assert answer.headers["Retry-After"] == str(document["retry_after"]) and 30 < document["retry_after"] <= 60


def test_who_has_to_wait_waits_a_second_at_first(ask):
    assert ask("select kind from pakn.login_limit where step <> '1 second'") == [("sms_phone",)]


def test_the_wait_doubles_and_ends(api, add_account, forget, minutes, ask):
    username, password = add_account("staff", "UB09187")
    waits = []
    for _ in range(18):
        answer = try_to(api, username)
        if answer.status_code == 429:
            waits.append(int(answer.headers["Retry-After"]))
            ask("update pakn.login_attempt set until = now() - interval '1 second' where kind = 'pair'")
        ask("update pakn.login_attempt set until = '-infinity' where kind = 'account'")
    expected = [60, 120, 240, 480, 900]  # less the time since the try before
    assert all(whole - 30 < told <= whole for told, whole in zip(waits, expected + [900] * 13)) and len(waits) >= 5
    ask("update pakn.login_attempt set failures = 60, until = '-infinity'")
    try_to(api, username)
    assert 870 < int(try_to(api, username).headers["Retry-After"]) <= 900
    ask("update pakn.login_attempt set until = now() where kind <> 'address'")
    begin_answer = try_to(api, username, password)
    assert begin_answer.status_code == 201, "who waited long enough gets in"


def test_a_wait_that_was_told_is_honest(api, add_account, forget):
    username, password = add_account("staff", "UB09187")
    while (answer := try_to(api, username)).status_code != 429:  # where a second is over before the next try, there is none to wait
        problem_of(answer, 401, "wrong_login")
    time.sleep(int(answer.headers["Retry-After"]))
    assert try_to(api, username, password).status_code == 201


def test_a_success_forgets_the_failures_of_the_account(api, add_account, forget, ask):
    username, password = add_account("staff", "UB09187")
    for _ in range(4):
        try_to(api, username)
    assert try_to(api, username, password).status_code == 201
    assert ask("select failures from pakn.login_attempt order by kind") == [(0,), (4,), (0,)], "of the address, its own is taken back alone"
    for _ in range(5):
        problem_of(try_to(api, username), 401, "wrong_login")


def test_tries_that_wait_do_not_count(api, add_account, forget, minutes, ask):
    username, _ = add_account("staff", "UB09187")
    for _ in range(30):
        try_to(api, username)
    assert ask("select max(failures) from pakn.login_attempt where kind = 'pair'") == [(5,)]


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


def test_a_locked_account_answers_like_an_unknown_name_also_to_the_right_password(api, add_account, forget, minutes, seeded):
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
    account = add_account("staff", "UB09187")

    def one(_):
        answer = Api(daemon.url).post("/api/v1/session", json=dict(zip(("username", "password"), account)))
        return answer.status_code, int(answer.headers.get("Retry-After", 0))

    with concurrent.futures.ThreadPoolExecutor(100) as pool:
        answers = list(pool.map(one, range(100)))
    assert {status for status, _ in answers} <= {201, 429, 503}
    assert all(wait >= 1 for status, wait in answers if status != 201)
    assert sum(status == 201 for status, _ in answers) >= 4
