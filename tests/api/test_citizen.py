"""Citizens without an account: a code to their phone, their reports of all channels, a lost secret; groups that report
for several people."""

import concurrent.futures
import datetime
import hashlib
import json
import re
import secrets

import pytest

from sign_on import sign_in as sign_on
from sign_on import signed_in
from support import TENANT, Api
from work import done, problem_of

CODE, SESSION, REPORTS = (f"/api/v1/citizen/{name}" for name in ("code", "session", "reports"))
WARD = "UB09187"


@pytest.fixture(autouse=True)
def forget(db):
    """Lets nobody wait for what other tests tried."""
    db.cursor().execute("delete from pakn.login_attempt")


@pytest.fixture
def phone():
    """A mobile number that nobody else here has."""
    return f"+8490{secrets.randbelow(10**7):07}"


def other_than(code):
    return f"{(int(code) + 1) % 10**6:06}"


def codes_of(answer):
    assert answer.status_code == 200, answer.text
    return [item["code"] for item in answer.json()["items"]]


def without_trace(answer):
    return {name: value for name, value in answer.json().items() if name != "trace_id"}


def as_sender(report):
    return {"Authorization": "Bearer " + report["secret"]}


# The code.

def test_a_code_goes_to_the_phone_and_into_no_answer_log_or_table(api, daemon, messages, phone, db):
    local = "0" + phone[3:]
    answer = api.post(CODE, json={"phone": f"{local[:4]} {local[4:7]}.{local[7:]}"})
    assert answer.status_code == 202 and answer.json() == {"valid_minutes": 5}
    [text] = messages(phone)
    assert text.isascii() and len(text) <= 160, "one message, not three"
    [code] = re.findall(r"\b\d{6}\b", text)
    assert (daemon.home / "spool/sms.log").stat().st_mode & 0o777 == 0o600
    log = daemon.log_text(10**6)
    assert phone[3:] not in log and f" {code} " not in log and "ma xac nhan" not in log
    cursor = db.cursor()
    cursor.execute("select c::text, length(phone_hash), length(digest) from pakn.citizen_code c order by expires_at desc limit 1")
    [(row, *lengths)] = cursor.fetchall()
    assert lengths == [16, 32] and phone[3:] not in row
    plain = {hashlib.sha256(word.encode()).hexdigest() for word in (code, phone + code, code + phone)}
    assert not any(digest in row for digest in plain)


@pytest.mark.parametrize("path, body, pointer, code", [
    (CODE, {}, "/phone", "required"), (CODE, {"phone": ""}, "/phone", "bad_format"), (CODE, {"phone": 84903123456}, "/phone", "wrong_type"),
    (CODE, {"phone": "1022"}, "/phone", "bad_format"), (CODE, {"phone": "+14155550100"}, "/phone", "bad_format"),
    (CODE, {"phone": "0222 3822 555"}, "/phone", "not_a_mobile"), (CODE, {"phone": "0903123456", "code": "1"}, "/code", "unknown_field"),
    (SESSION, {"code": "123456"}, "/phone", "required"), (SESSION, {"phone": "0903123456"}, "/code", "required"),
    (SESSION, {"phone": "0903123456", "code": "12345"}, "/code", "too_short"),
    (SESSION, {"phone": "0903123456", "code": "1234567"}, "/code", "too_long"),
    (SESSION, {"phone": "0903123456", "code": "12 456"}, "/code", "bad_format"), (SESSION, {"phone": "0903123456", "code": 123456}, "/code", "wrong_type"),
    (SESSION, {"phone": "x", "code": "123456"}, "/phone", "bad_format")])
def test_what_is_no_phone_or_no_code_is_refused_and_counts_nothing(api, db, path, body, pointer, code):
    [error] = problem_of(api.post(path, json=body), 422, "invalid")["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code) and error["detail"]
    cursor = db.cursor()
    cursor.execute("select count(*) from pakn.login_attempt")
    assert cursor.fetchone() == (0,)


def test_nothing_tells_whether_anybody_ever_reported_with_a_number(api, send, phone, messages):
    send(contact={"phone": phone, "name": "Người Gửi"})
    stranger = f"+8491{secrets.randbelow(10**7):07}"
    for path, extra in ((CODE, {}), (CODE, {}), (SESSION, {"code": "000000"})):
        answers = [api.post(path, json={"phone": number} | extra) for number in (phone, stranger)]
        texts = [re.sub(r'"trace_id":"\w+"|"retry_after":\d+', "", answer.text) for answer in answers]
        assert texts[0] == texts[1] and answers[0].status_code == answers[1].status_code
        assert len({len(answer.content) for answer in answers}) == 1
        assert answers[0].headers.keys() == answers[1].headers.keys()
    assert [re.sub(r"\d{6}", "", text) for text in messages(phone)] == [re.sub(r"\d{6}", "", text) for text in messages(stranger)]


def test_a_phone_gets_one_code_a_minute_and_then_ever_fewer(api, phone, messages, db):
    cursor = db.cursor()
    assert api.post(CODE, json={"phone": phone}).status_code == 202
    for minutes in (1, 2, 4, 8, 16, 32, 60, 60):
        answer = api.post(CODE, json={"phone": phone})
        seconds = problem_of(answer, 429, "too_many_requests")["retry_after"]
        assert answer.headers["Retry-After"] == str(seconds) and 60 * minutes - 30 < seconds <= 60 * minutes
        sent = len(messages(phone))
        cursor.execute("update pakn.login_attempt set until = until - make_interval(secs => %s)", [seconds])
        assert api.post(CODE, json={"phone": phone}).status_code == 202, "Retry-After was honest"
        assert len(messages(phone)) == sent + 1


def test_many_requests_at_once_bring_one_message(daemon, phone, messages):
    def ask(_):
        with Api(daemon.url) as client:
            return client.post(CODE, json={"phone": phone}).status_code

    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        statuses = sorted(pool.map(ask, range(12)))
    assert statuses == [202] + [429] * 11 and len(messages(phone)) == 1


@pytest.fixture
def limits(db):
    """limits(kind, free): sets how many are free; all of it is as before afterwards."""
    cursor = db.cursor()
    cursor.execute("select kind, free from pakn.login_limit")
    before = cursor.fetchall()
    yield lambda kind, free: cursor.execute("update pakn.login_limit set free = %s where kind = %s", [free, kind])
    for kind, free in before:
        cursor.execute("update pakn.login_limit set free = %s where kind = %s", [free, kind])


def test_an_address_has_not_any_number_of_phones_written_to(api, limits, messages):
    limits("sms_address", 3)
    phones = [f"+8493{secrets.randbelow(10**7):07}" for _ in range(4)]
    assert [api.post(CODE, json={"phone": number}).status_code for number in phones] == [202, 202, 202, 429]
    assert messages(phones[3]) == []


def test_who_tries_codes_from_an_address_has_to_wait(api, limits, minutes, phone):
    limits("pair", 2)
    for _ in range(2):
        problem_of(api.post(SESSION, json={"phone": phone, "code": "000000"}), 401, "wrong_code")
    answer = api.post(SESSION, json={"phone": phone, "code": "000000"})
    seconds = problem_of(answer, 429, "too_many_requests")["retry_after"]
    assert answer.headers["Retry-After"] == str(seconds) and 30 < seconds <= 60


def test_without_a_provider_it_is_said_that_no_messages_are_sent(make_daemon, phone):
    quiet = make_daemon(sms_provider="none")
    quiet.start()
    for language, words in (("vi", "tin nhắn"), ("en", "text messages")):
        answer = Api(quiet.url).post(CODE, json={"phone": phone}, headers={"Accept-Language": language})
        assert words in problem_of(answer, 503, "sms_off")["title"] and answer.headers["Retry-After"] == "3600"
    assert not (quiet.home / "spool/sms.log").exists()
    quiet.stop()


def test_a_message_that_cannot_be_handed_over_is_no_success(make_daemon, phone):
    broken = make_daemon(sms_log="/nowhere/sms.log")
    broken.start()
    problem_of(Api(broken.url).post(CODE, json={"phone": phone}), 503, "unavailable")
    assert "sms_not_taken" in broken.log_text() and phone[3:] not in broken.log_text()
    broken.stop()


# The session.

def test_a_code_opens_one_session_and_that_ends_when_it_is_signed_out(api, citizen_client, code_to, phone, daemon, db):
    code = code_to(phone)
    answer = api.post(SESSION, json={"phone": phone, "code": code})
    assert answer.status_code == 201 and set(answer.json()) == {"token", "expires_at"}
    assert re.fullmatch(r"pkc_24_[0-9a-f]{32}_[A-Za-z0-9_-]{43}", answer.json()["token"])
    left = datetime.datetime.fromisoformat(answer.json()["expires_at"]) - datetime.datetime.now(datetime.timezone.utc)
    assert datetime.timedelta(hours=167) < left <= datetime.timedelta(hours=168)
    problem_of(api.post(SESSION, json={"phone": phone, "code": code}), 401, "wrong_code")
    client = Api(daemon.url)
    client.headers["Authorization"] = "Bearer " + answer.json()["token"]
    assert codes_of(client.get(REPORTS)) == []
    other = citizen_client(phone)
    assert client.delete("/api/v1/session").status_code == 204
    problem_of(client.get(REPORTS), 401, "unauthenticated")
    assert codes_of(other.get(REPORTS)) == []
    db.cursor().execute("update pakn.credential set expires_at = now() where kind = 'c' and revoked_at is null")
    problem_of(other.get(REPORTS), 401, "unauthenticated")


def spoiled_by_time(api, phone, code, db):
    db.cursor().execute("update pakn.citizen_code set expires_at = now()")
    return code


def spoiled_by_tries(api, phone, code, db):
    for _ in range(5):
        problem_of(api.post(SESSION, json={"phone": phone, "code": other_than(code)}), 401, "wrong_code")
        db.cursor().execute("delete from pakn.login_attempt")
    return code


def spoiled_by_use(api, phone, code, db):
    assert api.post(SESSION, json={"phone": phone, "code": code}).status_code == 201
    return code


def test_whatever_is_wrong_with_a_code_the_answer_is_the_same(api, code_to, phone, db):
    stranger = f"+8491{secrets.randbelow(10**7):07}"
    answers = [api.post(SESSION, json={"phone": stranger, "code": "000000"})]
    for spoil in (spoiled_by_time, spoiled_by_tries, spoiled_by_use, lambda *given: other_than(given[2])):
        code = spoil(api, phone, code_to(phone), db)
        answers.append(api.post(SESSION, json={"phone": phone, "code": code}))
    first = code_to(phone)
    while code_to(phone) == first:
        pass
    answers.append(api.post(SESSION, json={"phone": phone, "code": first}))
    answers.append(api.post(SESSION, json={"phone": stranger, "code": code_to(phone)}))
    for answer in answers:
        problem_of(answer, 401, "wrong_code")
        assert without_trace(answer) == without_trace(answers[0]) and answer.headers.keys() == answers[0].headers.keys()
        assert len(answer.content) == len(answers[0].content)


def test_four_wrong_tries_leave_one(api, code_to, phone, db):
    code = code_to(phone)
    for _ in range(4):
        problem_of(api.post(SESSION, json={"phone": phone, "code": other_than(code)}), 401, "wrong_code")
    db.cursor().execute("delete from pakn.login_attempt")
    assert api.post(SESSION, json={"phone": phone, "code": code}).status_code == 201


def test_of_many_sessions_at_once_with_one_code_one_is_opened(daemon, code_to, phone, limits, db):
    limits("pair", 1000)
    code = code_to(phone)

    def begin(_):
        with Api(daemon.url) as client:
            return client.post(SESSION, json={"phone": phone, "code": code}).status_code

    with concurrent.futures.ThreadPoolExecutor(10) as pool:
        assert sorted(pool.map(begin, range(10))) == [201] + [401] * 9


def test_a_citizens_session_is_nobody_among_staff(citizen_client, phone, send):
    client, report = citizen_client(phone), send()
    for method, path in (("GET", "/api/v1/queue"), ("GET", f"/api/v1/cases/{report['id']}"), ("GET", "/api/v1/reports/entered"),
                         ("GET", "/api/v1/session"), ("GET", "/api/v1/sessions"), ("GET", "/api/v1/admin/accounts")):
        problem_of(client.request(method, path), 403, "forbidden")


# Their reports.

def test_ones_reports_of_all_channels_are_listed_newest_first(api, citizen_client, sign_in, member, send, phone, messages):
    typed = sign_in("operator").post("/api/v1/reports", json={
        "category": "HTGT", "description": "Đèn hỏng", "area_code": "09187", "channel": "hotline", "contact": {"phone": phone}}).json()
    sent = send(contact={"phone": "0" + phone[3:]})
    client = citizen_client(phone)
    mine = client.post("/api/v1/reports", json={"category": "TTXD", "description": "Xây lấn vỉa hè", "area_code": "09187"}).json()
    others = send(contact={"phone": f"+8491{secrets.randbelow(10**7):07}"}), send()
    page = client.get(REPORTS)
    assert codes_of(page) == [mine["code"], sent["code"], typed["code"]]
    assert not any(report["code"] in page.text for report in others)
    newest, _, oldest = page.json()["items"]
    assert (newest["channel"], oldest["channel"]) == ("web", "hotline")
    assert newest["category"] == "TTXD" and newest["agency"]["code"] == WARD and newest["status"] == "assigned"
    assert newest["status_name"] and newest["received_at"] == mine["received_at"] and newest["due_at"] == mine["due_at"]
    assert newest["answered"] is False and "secret" not in page.text and phone[3:] not in page.text
    done(member("staff", WARD), mine["id"], "accept")
    done(member("staff", WARD), mine["id"], "answer", text="Đã xử lý xong")
    done(member("head", WARD), mine["id"], "approve")
    newest = client.get(REPORTS).json()["items"][0]
    assert newest["status"] == "resolved" and newest["answered"] is True and newest["closed_at"]


def test_ones_reports_come_page_by_page(citizen_client, phone, send):
    sent = [send(contact={"phone": phone})["code"] for _ in range(5)]
    client, found, cursor = citizen_client(phone), [], None
    while True:
        page = client.get(REPORTS, params={"limit": 2} | ({"cursor": cursor} if cursor else {}))
        found += codes_of(page)
        assert ('rel="next"' in page.headers.get("Link", "")) == bool(page.json()["next_cursor"])
        cursor = page.json()["next_cursor"]
        if not cursor:
            break
    assert found == sent[::-1]
    for wrong in ({"limit": 0}, {"limit": 101}, {"cursor": "x"}, {"cursor": "a.b"}):
        problem_of(client.get(REPORTS, params=wrong), 422, "invalid")


def test_a_report_sent_with_the_session_is_the_persons_whatever_contact_it_names(citizen_client, phone, send, db):
    client, other = citizen_client(phone), f"+8491{secrets.randbelow(10**7):07}"
    body = {"description": "Đèn hỏng cả tuần", "area_code": "09187"}
    plain = client.post("/api/v1/reports", json=body).json()
    named = client.post("/api/v1/reports", json=body | {"contact": {"phone": other}}).json()
    assert codes_of(client.get(REPORTS)) == [named["code"], plain["code"]]
    assert codes_of(citizen_client(other).get(REPORTS)) == [named["code"]]
    cursor = db.cursor()
    cursor.execute("select length(person), phone_sealed is null from pakn.report_sender where report_id = %s", [plain["id"]])
    assert cursor.fetchone() == (16, True), "a session knows a hash, and no number to call"


def test_a_sender_who_is_signed_in_sees_answers_and_is_forgotten_as_with_the_secret(api, citizen_client, member, phone, send):
    report = send(contact={"phone": phone}, address="Trước số nhà 12")
    done(member("staff", WARD), report["id"], "request-info", text="Số nhà nào?")
    path, client, stranger = f"/api/v1/reports/{report['code']}", citizen_client(phone), citizen_client(f"+8491{secrets.randbelow(10**7):07}")
    view = client.get(path).json()
    assert view == api.get(path, headers=as_sender(report)).json() and view["timeline"][-1]["text"] == "Số nhà nào?"
    assert stranger.get(path).json() == api.get(path).json() and "address" not in api.get(path).json()
    for call in (lambda who: who.post(path + "/supplement", json={"text": "Số 12"}), lambda who: who.delete(path + "/contact")):
        problem_of(call(stranger), 401, "unauthenticated")
    answer = client.post(path + "/supplement", json={"text": "Số 12"})
    assert answer.status_code == 200 and answer.json()["status"] == "assigned"
    assert client.delete(path + "/contact").status_code == 204
    assert codes_of(client.get(REPORTS)) == []
    problem_of(client.post(f"{REPORTS}/{report['code']}/secret"), 404, "unknown_code")


# A lost secret.

def test_a_lost_secret_is_given_again_and_is_the_same(api, citizen_client, phone, send):
    report = send(contact={"phone": phone})
    client = citizen_client(phone)
    for spelling in (report["code"], report["code"].lower().replace("-", "")):
        answer = client.post(f"{REPORTS}/{spelling}/secret")
        assert answer.status_code == 200 and answer.json() == {"secret": report["secret"], "code": report["code"]}


def test_anothers_report_is_as_unknown_as_none(api, citizen_client, sign_in, phone, send):
    theirs, client = send(contact={"phone": f"+8491{secrets.randbelow(10**7):07}"}), citizen_client(phone)
    answers = [client.post(f"{REPORTS}/{code}/secret") for code in (theirs["code"], send()["code"], "0000-0000-000", "BN-1999-1")]
    for answer in answers:
        problem_of(answer, 404, "unknown_code")
        assert without_trace(answer) == without_trace(answers[0])
    path = f"{REPORTS}/{theirs['code']}/secret"
    problem_of(api.post(path), 401, "unauthenticated")
    problem_of(api.post(path, headers=as_sender(theirs)), 401, "unauthenticated")
    problem_of(sign_in("dispatcher").post(path), 403, "forbidden")


def imported(daemon, rows):
    """Brings reports of an older system in."""
    names = list(rows[0])
    path = daemon.home / "old.csv"
    path.write_text("\n".join(",".join(row) for row in [names] + [list(row.values()) for row in rows]) + "\n")
    path.chmod(0o644)
    daemon.command("import", "reports", str(path), "--tenant", TENANT)


def test_what_an_older_system_had_is_found_too_and_gets_a_secret(api, citizen_client, seeded, phone):
    mark = secrets.token_hex(20).upper()
    codes = [f"H12.{mark}/2024", f"BN 24 {mark[:6]}"]
    imported(seeded, [{"code": code, "received_at": f"2024-0{i + 1}-02 10:00", "status": "withdrawn", "closed_at": f"2024-0{i + 1}-03 10:00",
                       "description": "Phản ánh cũ", "contact_phone": phone} for i, code in enumerate(codes)])
    client = citizen_client(phone)
    items = client.get(REPORTS).json()["items"]
    assert [item["code"] for item in items] == codes[::-1] and items[1]["received_at"].startswith("2024-01-02")
    secrets_given = set()
    for key in (f"H12-{mark}-2024", f"BN-24-{mark[:6]}"):
        answers = [client.post(f"{REPORTS}/{key}/secret").json() for _ in range(2)]
        assert answers[0] == answers[1] and answers[0]["code"] in codes
        secrets_given.add(answers[0]["secret"])
        seen = api.get(f"/api/v1/reports/{key}", headers=as_sender(answers[0])).json()
        assert seen["description"] == "Phản ánh cũ"
    assert len(secrets_given) == 2


# Through a sign-on service.

def test_who_signed_in_through_a_service_lists_what_they_reported_so(here, client, make_provider):
    service = make_provider(audience="citizen", account_claim=None)
    reports = []
    for subject in ("001", "002"):
        service.user = {"sub": subject}
        session = signed_in(here, sign_on(client, service))
        reports.append(session.post("/api/v1/reports", json={"description": "Đèn hỏng", "area_code": "09187"}).json())
        assert codes_of(session.get(REPORTS)) == [reports[-1]["code"]]
    assert session.post(f"{REPORTS}/{reports[1]['code']}/secret").json()["secret"] == reports[1]["secret"]
    problem_of(session.post(f"{REPORTS}/{reports[0]['code']}/secret"), 404, "unknown_code")


def test_who_is_erased_by_phone_is_signed_out_of_a_service_too(here, client, make_provider, sign_in, phone):
    service = make_provider(audience="citizen", account_claim=None)
    service.user = {"sub": "003"}
    session = signed_in(here, sign_on(client, service))
    body = {"description": "Đèn hỏng", "area_code": "09187"}
    assert session.post("/api/v1/reports", json=body).status_code == 201
    admin = Api(here.url)
    admin.headers.update(sign_in("admin").headers)
    erase = {"phone": phone, "reason": "Yêu cầu số 9"}
    assert admin.post("/api/v1/admin/persons/erase", json=erase).json()["erased"] == 0
    assert len(codes_of(session.get(REPORTS))) == 1
    assert session.post("/api/v1/reports", json=body | {"contact": {"phone": phone}}).status_code == 201
    assert admin.post("/api/v1/admin/persons/erase", json=erase).json()["erased"] == 1
    problem_of(session.get(REPORTS), 401, "unauthenticated")


# Erasure.

def test_who_is_erased_is_signed_out_and_their_code_is_worth_nothing(api, citizen_client, sign_in, code_to, phone, send, db):
    client, other = citizen_client(phone), citizen_client(f"+8491{secrets.randbelow(10**7):07}")
    plain = client.post("/api/v1/reports", json={"description": "Đèn hỏng cả tuần", "area_code": "09187"}).json()
    contact = send(contact={"phone": phone})
    code = code_to(phone)
    hold = sign_in("admin").post("/api/v1/admin/holds", json={"phone": phone, "reason": "Công văn 7"}).json()
    erase = {"phone": phone, "reason": "Yêu cầu số 9"}
    problem_of(sign_in("admin").post("/api/v1/admin/persons/erase", json=erase), 409, "on_hold")
    assert sign_in("admin").delete(f"/api/v1/admin/holds/{hold['id']}").status_code == 204
    exported = sign_in("admin").post("/api/v1/admin/persons/export", json=erase).json()["reports"]
    assert {report["code"] for report in exported} == {plain["code"], contact["code"]}
    erased = sign_in("admin").post("/api/v1/admin/persons/erase", json=erase).json()
    assert set(erased["codes"]) == {plain["code"], contact["code"]}
    problem_of(client.get(REPORTS), 401, "unauthenticated")
    problem_of(api.post(SESSION, json={"phone": phone, "code": code}), 401, "wrong_code")
    assert codes_of(citizen_client(phone).get(REPORTS)) == [] == codes_of(other.get(REPORTS))


def test_a_hold_on_the_person_alone_keeps_a_report_that_was_sent_with_the_session(citizen_client, sign_in, phone):
    client, admin = citizen_client(phone), sign_in("admin")
    client.post("/api/v1/reports", json={"description": "Đèn hỏng cả tuần", "area_code": "09187"})
    assert admin.post("/api/v1/admin/holds", json={"phone": phone, "reason": "Công văn 7"}).status_code == 201
    problem_of(admin.post("/api/v1/admin/persons/erase", json={"phone": phone, "reason": "Yêu cầu"}), 409, "on_hold")
    assert len(codes_of(client.get(REPORTS))) == 1


# Groups.

NOTE = {"category": "HTGT", "description": "Cống đầu ngõ bị tắc", "area_code": "09187", "observed_at": "2026-11-01T07:30:00+07:00",
        "on_behalf_of": "Cụ Tư xóm Đông", "contact": {"name": "Trần Thị Tư", "allow_call": True, "consent": "2026-01"}}


@pytest.fixture
def group(add_account, client_of):
    """A community group's account, with nothing entered yet."""
    return client_of(*add_account("group", WARD))


def test_a_group_reports_for_several_people_each_with_contact_and_consent(group, sign_in, citizen_client, db):
    phones = [f"+8491{secrets.randbelow(10**7):07}" for _ in range(3)]
    reports = [group.post("/api/v1/reports", json=NOTE | {"contact": NOTE["contact"] | {"phone": phone, "allow_call": phone != phones[2]}}).json()
               for phone in phones]
    reports.append(group.post("/api/v1/reports", json={name: NOTE[name] for name in NOTE if name != "contact"}).json())
    cursor = db.cursor()
    cursor.execute("select ch.code, r.observed_at, r.received_at > now() - interval '1 minute', s.allow_call, s.consent_version, s.phone_sealed is not null"
                   " from pakn.report r join pakn.channel ch using (channel_id) join pakn.report_sender s using (tenant_id, report_id)"
                   " where r.code = any (%s) order by r.report_id", [[report["code"] for report in reports]])
    observed = datetime.datetime.fromisoformat(NOTE["observed_at"])
    assert cursor.fetchall() == [("group", observed, True, True, "2026-01", True), ("group", observed, True, True, "2026-01", True),
                                 ("group", observed, True, False, "2026-01", True), ("group", observed, True, False, None, False)]
    for phone, report in zip(phones, reports):
        assert codes_of(citizen_client(phone).get(REPORTS)) == [report["code"]]
    look = sign_in("operator").post(f"/api/v1/cases/{reports[0]['id']}/identity", json={"reason": "Gọi lại"}).json()
    assert look["contact"] == {"name": "Trần Thị Tư", "phone": phones[0], "on_behalf_of": "Cụ Tư xóm Đông"}


def test_a_group_sees_what_it_entered_and_nothing_else(group, add_account, client_of, member, send, api):
    entered = [group.post("/api/v1/reports", json=NOTE).json() for _ in range(3)]
    send(), client_of(*add_account("group", WARD)).post("/api/v1/reports", json=NOTE)
    done(member("staff", WARD), entered[0]["id"], "accept")
    page = group.get("/api/v1/reports/entered", params={"limit": 2})
    assert codes_of(page) == [entered[2]["code"], entered[1]["code"]]
    rest = group.get("/api/v1/reports/entered", params={"cursor": page.json()["next_cursor"]})
    assert codes_of(rest) == [entered[0]["code"]] and rest.json()["items"][0]["status"] == "in_progress"
    item = rest.json()["items"][0]
    assert item["channel"] == "group" and item["observed_at"] == "2026-11-01T07:30:00+07:00" and item["answered"] is False
    assert "Trần Thị Tư" not in page.text and "secret" not in page.text
    for method, path in (("GET", "/api/v1/queue"), ("POST", "/api/v1/queue/claim"), ("GET", f"/api/v1/cases/{entered[0]['id']}"),
                         ("POST", f"/api/v1/cases/{entered[0]['id']}/identity"), ("GET", "/api/v1/agency"), ("GET", REPORTS)):
        body = {"json": {"reason": "Xem"} if "identity" in path else {}} if method == "POST" else {}
        problem_of(group.request(method, path, **body), 403, "forbidden")
    assert group.get(f"/api/v1/reports/{entered[0]['code']}").json() == api.get(f"/api/v1/reports/{entered[0]['code']}").json()


def test_a_group_has_its_own_channel_and_no_other(group, sign_in):
    assert group.post("/api/v1/reports", json=NOTE | {"channel": "group"}).status_code == 201
    for channel in ("hotline", "desk", "paper", "email"):
        [error] = problem_of(group.post("/api/v1/reports", json=NOTE | {"channel": channel}), 403, "forbidden")["errors"]
        assert (error["pointer"], error["code"]) == ("/channel", "staff_only")
    [error] = problem_of(group.post("/api/v1/reports", json=NOTE | {"received_at": "2026-01-01T00:00:00+07:00"}), 403, "forbidden")["errors"]
    assert (error["pointer"], error["code"]) == ("/received_at", "importer_only")
    typed = sign_in("operator").post("/api/v1/reports", json=NOTE).json()
    listed = sign_in("operator").get("/api/v1/reports/entered", params={"limit": 1}).json()["items"]
    assert [(item["code"], item["channel"]) for item in listed] == [(typed["code"], "desk")]


def test_notes_of_a_day_are_sent_as_often_as_it_takes(group, daemon, seeded):
    notes = daemon.home / "notes.jsonl"
    notes.write_text("".join(json.dumps(NOTE | {"description": f"Cống ngõ {i} bị tắc"}) + "\n" for i in range(20)))
    key = daemon.home / "session"
    key.write_text(group.headers["Authorization"].removeprefix("Bearer "))
    for path in (notes, key):
        path.chmod(0o644)
    for _ in range(2):
        seeded.command("replay", str(notes), "--url", daemon.url, "--key-file", str(key))
    assert len(codes_of(group.get("/api/v1/reports/entered", params={"limit": 100}))) == 20
