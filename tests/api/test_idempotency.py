"""A repeated write acts once and is answered as it was first, whoever repeats it when."""

import hmac
import secrets
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from work import act, done, problem_of

REPORTS = "/api/v1/reports"
BODY = {"category": "HTGT", "description": "Nắp cống trước trường bị vỡ", "area_code": "09187"}
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
TENANT_ID = "24"


def submit(client, key, body=BODY, **headers):
    return client.post(REPORTS, json=body, headers={"Idempotency-Key": key} | headers)


def new_key():
    return str(uuid.uuid4())


def framed(*parts):
    """Each part with its length before it, in 8 bytes: no two lists of parts give the same bytes."""
    return b"".join(len(part).to_bytes(8, "big") + part for part in (p.encode() for p in parts))


def code_of(code_key, caller, key, counter):
    """The tracking code of a key: 50 bits of HMAC in Crockford's base32, and a check symbol."""
    digest = hmac.digest(bytes.fromhex(code_key), framed("code", TENANT_ID, caller, key, str(counter)), "sha256")
    bits = int.from_bytes(digest[:8], "big") >> 14
    symbols = [bits >> (45 - 5 * i) & 31 for i in range(10)]
    check = 0
    for symbol in reversed(symbols):
        check = (check ^ symbol) << 1
        check ^= 37 if check & 32 else 0
    text = "".join(ALPHABET[symbol] for symbol in symbols + [check])
    return f"{text[:4]}-{text[4:8]}-{text[8:]}"


@pytest.fixture(scope="module")
def callers(daemon, sign_in, api_key):
    """The kinds of callers who send reports."""
    from support import Api
    app = Api(daemon.url)
    app.headers["Authorization"] = "Bearer " + api_key
    return {"anonymous": Api(daemon.url), "app": app, "operator": sign_in("operator"), "dispatcher": sign_in("dispatcher")}


@pytest.mark.parametrize("who", ["anonymous", "app", "operator", "dispatcher"])
def test_the_same_key_and_body_get_the_first_answer_byte_for_byte(callers, db, who):
    key = new_key()
    first = submit(callers[who], key)
    assert first.status_code == 201 and "Idempotency-Replayed" not in first.headers
    for _ in range(3):
        again = submit(callers[who], key)
        assert again.status_code == 201
        assert again.content == first.content
        assert again.headers["Idempotency-Replayed"] == "true"
        assert again.headers["Location"] == first.headers["Location"] == f"{REPORTS}/{first.json()['code']}"
    cursor = db.cursor()
    cursor.execute("select count(*) from pakn.report where code = %s", [first.json()["code"]])
    assert cursor.fetchone() == (1,)


def test_a_retry_of_what_an_older_daemon_stored_gets_the_first_answer(callers, db):
    """Its digests of bodies were SHA-256's 32 bytes, which say nothing of ours."""
    key = new_key()
    first = submit(callers["app"], key)
    cursor = db.cursor()
    cursor.execute("update pakn.report_code set body_hash = sha256(body_hash) where code = %s and length(body_hash) = 16",
                   [first.json()["code"]])
    assert cursor.rowcount == 1
    again = submit(callers["app"], key)
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["Idempotency-Replayed"] == "true"


def test_a_key_in_quotes_is_the_same_key(callers):
    key = new_key()
    assert submit(callers["anonymous"], f'"{key}"').content == submit(callers["anonymous"], key).content


def test_a_key_as_long_as_allowed_is_taken(callers):
    key = secrets.token_hex(127) + "x"
    assert submit(callers["anonymous"], key).content == submit(callers["anonymous"], key).content


def test_the_replay_of_a_report_that_went_on_is_still_its_first_answer(callers, sign_in):
    key = new_key()
    first = submit(callers["anonymous"], key)
    done(sign_in("staff"), first.json()["id"], "accept")
    assert submit(callers["anonymous"], key).content == first.content


def test_an_answer_that_was_swept_is_rebuilt_byte_for_byte(callers, db):
    for body in (BODY, {"description": "Không rõ lĩnh vực, không rõ nơi"}):
        key = new_key()
        first = submit(callers["anonymous"], key, body)
        db.cursor().execute("update pakn.report_code set answer = null where code = %s", [first.json()["code"]])
        again = submit(callers["anonymous"], key, body)
        assert again.content == first.content and again.headers["Idempotency-Replayed"] == "true"


def test_the_same_key_with_another_body_is_refused_and_changes_nothing(callers, db):
    key = new_key()
    first = submit(callers["anonymous"], key)
    problem_of(submit(callers["anonymous"], key, BODY | {"description": "Nội dung khác hẳn"}), 422, "key_reused")
    assert submit(callers["anonymous"], key).content == first.content
    cursor = db.cursor()
    cursor.execute("select description from pakn.report where code = %s", [first.json()["code"]])
    assert cursor.fetchone() == (BODY["description"],)


def test_equal_keys_of_different_callers_are_different_reports(callers):
    key = new_key()
    answers = {who: submit(client, key) for who, client in callers.items()}
    assert all(answer.status_code == 201 for answer in answers.values())
    assert len({answer.json()["code"] for answer in answers.values()}) == len(callers)
    assert len({answer.json()["secret"] for answer in answers.values()}) == len(callers)
    for who, client in callers.items():
        assert submit(client, key).content == answers[who].content


def test_without_a_key_every_report_is_another(callers):
    codes = {callers["anonymous"].post(REPORTS, json=BODY).json()["code"] for _ in range(5)}
    assert len(codes) == 5


@pytest.mark.parametrize("who", ["anonymous", "operator"])
def test_fifty_equal_posts_at_once_make_one_report(daemon, callers, db, who):
    from support import Api
    key, authorization = new_key(), callers[who].headers.get("Authorization")

    def post(_):
        with Api(daemon.url) as client:
            if authorization:
                client.headers["Authorization"] = authorization
            return submit(client, key)

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(post, range(50)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotency-Replayed" not in answer.headers for answer in answers) == 1
    cursor = db.cursor()
    cursor.execute("""select count(*), (select count(*) from pakn.report_event e where e.report_id = any(array_agg(r.report_id))),
        (select count(*) from pakn.work_item w where w.report_id = any(array_agg(r.report_id)))
        from pakn.report r where r.code = %s""", [answers[0].json()["code"]])
    assert cursor.fetchone() == (1, 1, 1)


def test_another_daemon_with_the_same_keys_gives_the_same_answer(daemon, make_daemon, callers):
    from support import Api
    key = new_key()
    first = submit(callers["anonymous"], key)
    other = make_daemon(code_key=daemon.settings["PAKN_CODE_KEY"], secret_key=daemon.settings["PAKN_SECRET_KEY"])
    other.start()
    try:
        with Api(other.url) as client:
            again = submit(client, key)
            assert again.content == first.content and again.headers["Idempotency-Replayed"] == "true"
            later = submit(client, new_key())
        assert later.status_code == 201
    finally:
        other.stop()


def test_equal_posts_to_two_daemons_at_once_make_one_report(daemon, make_daemon, db):
    from support import Api
    other = make_daemon(code_key=daemon.settings["PAKN_CODE_KEY"], secret_key=daemon.settings["PAKN_SECRET_KEY"], workers=2)
    other.start()
    keys = [new_key() for _ in range(10)]

    def post(number):
        with Api((daemon, other)[number % 2].url) as client:
            return submit(client, keys[number // 6])

    try:
        with ThreadPoolExecutor(30) as pool:
            answers = list(pool.map(post, range(60)))
    finally:
        other.stop()
    assert {answer.status_code for answer in answers} == {201}
    for place, key in enumerate(keys):
        mine = answers[place * 6:place * 6 + 6]
        assert len({answer.content for answer in mine}) == 1
        assert sum("Idempotency-Replayed" not in answer.headers for answer in mine) == 1
    cursor = db.cursor()
    cursor.execute("select count(*) from pakn.report where code = any(%s)", [[a.json()["code"] for a in answers]])
    assert cursor.fetchone() == (len(keys),)


def test_a_retry_across_an_upgrade_gets_the_first_answer(callers, db):
    """Daemons of before digested bodies otherwise: what cannot be compared is not refused."""
    key, cursor = new_key(), db.cursor()
    first = submit(callers["app"], key)
    cursor.execute("update pakn.report_code set body_hash = %s where code = %s", [secrets.token_bytes(32), first.json()["code"]])
    assert submit(callers["app"], key).content == first.content
    cursor.execute("update pakn.report_code set body_hash = %s where code = %s", [secrets.token_bytes(16), first.json()["code"]])
    problem_of(submit(callers["app"], key), 422, "key_reused")


@pytest.mark.parametrize("taken", [1, 2, 5])
def test_a_code_that_belongs_to_another_key_is_minted_again(daemon, callers, db, taken):
    key, cursor = new_key(), db.cursor()
    codes = [code_of(daemon.settings["PAKN_CODE_KEY"], "", key, counter) for counter in range(taken + 1)]
    for code in codes[:-1]:
        cursor.execute("insert into pakn.report_code values (24, %s, gen_random_uuid(), %s, %s, %s, null)",
                       [code, secrets.token_bytes(16), secrets.token_bytes(32), secrets.token_bytes(32)])
    first = submit(callers["anonymous"], key)
    assert first.status_code == 201 and first.json()["code"] == codes[-1]
    again = submit(callers["anonymous"], key)
    assert again.content == first.content and again.headers["Idempotency-Replayed"] == "true"
    view = callers["anonymous"].get(f"{REPORTS}/{codes[-1]}", headers={"Authorization": "Bearer " + first.json()["secret"]})
    assert view.json()["description"] == BODY["description"]
    cursor.execute("delete from pakn.report_code where code = any(%s)", [codes[:-1]])


def test_the_code_of_a_key_is_the_one_that_its_hmac_gives(daemon, callers):
    key = new_key()
    assert submit(callers["anonymous"], key).json()["code"] == code_of(daemon.settings["PAKN_CODE_KEY"], "", key, 0)


# Writes of staff.

def test_a_repeated_action_answers_its_first_result_after_the_version_moved_on(send, sign_in):
    report, staff, key = send(), sign_in("staff"), new_key()
    first = act(staff, report["id"], "accept", version='"1"', key=key)
    assert first.status_code == 200 and first.headers["ETag"] == '"2"'
    done(staff, report["id"], "answer", text="Đã vá xong mặt đường.")
    for version in ('"1"', '"2"', '"99"'):
        again = act(staff, report["id"], "accept", version=version, key=key)
        assert again.status_code == 200 and again.content == first.content
        assert again.headers["ETag"] == first.headers["ETag"]
    problem_of(act(staff, report["id"], "accept", version='"1"', key=new_key()), 409, "not_allowed_now")
    case = staff.get(f"/api/v1/cases/{report['id']}").json()
    assert [event["type"] for event in case["history"]] == ["received", "accepted", "answered"]


def test_an_actions_key_with_another_body_or_case_is_refused(send, sign_in):
    staff, key = sign_in("staff"), new_key()
    report, other = send(), send()
    assert act(staff, report["id"], "note", version="", key=key, text="Ghi chú").status_code == 200
    problem_of(act(staff, report["id"], "note", version="", key=key, text="Ghi chú khác"), 422, "key_reused")
    problem_of(act(staff, other["id"], "note", version="", key=key, text="Ghi chú"), 422, "key_reused")


def test_equal_keys_of_two_colleagues_are_two_operations(send, sign_in):
    report, key = send(), new_key()
    for role in ("staff", "head"):
        assert act(sign_in(role), report["id"], "note", version="", key=key, text="Đã gọi điện").status_code == 200
    events = sign_in("staff").get(f"/api/v1/cases/{report['id']}").json()["history"]
    assert [event["type"] for event in events] == ["received", "noted", "noted"]


@pytest.mark.parametrize("action, version, body", [("note", "", {"text": "Đã xem hiện trường"}), ("accept", '"1"', {})])
def test_twenty_equal_actions_at_once_act_once(daemon, send, sign_in, action, version, body):
    from support import Api
    report, key, authorization = send(), new_key(), sign_in("staff").headers["Authorization"]

    def post(_):
        with Api(daemon.url) as client:
            client.headers["Authorization"] = authorization
            return act(client, report["id"], action, version=version, key=key, **body)

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(post, range(20)))
    assert [(a.status_code, a.content) for a in answers] == [(200, answers[0].content)] * 20
    events = sign_in("staff").get(f"/api/v1/cases/{report['id']}").json()["history"]
    assert len(events) == 2


def test_a_repeated_claim_answers_the_same_items_and_takes_no_more(send, sign_in):
    staff, key = sign_in("staff"), new_key()
    for _ in range(3):
        send()
    first = staff.post("/api/v1/queue/claim", json={"limit": 1}, headers={"Idempotency-Key": key})
    again = staff.post("/api/v1/queue/claim", json={"limit": 1}, headers={"Idempotency-Key": key})
    other = staff.post("/api/v1/queue/claim", json={"limit": 1}, headers={"Idempotency-Key": new_key()})
    assert len(first.json()["items"]) == 1 and again.content == first.content
    assert other.json()["items"][0]["id"] != first.json()["items"][0]["id"]
    staff.post("/api/v1/queue/release")


def test_twenty_equal_claims_at_once_take_one_item(daemon, send, sign_in):
    from support import Api
    key, authorization = new_key(), sign_in("staff").headers["Authorization"]
    send(), send()

    def post(_):
        with Api(daemon.url) as client:
            client.headers["Authorization"] = authorization
            return client.post("/api/v1/queue/claim", json={"limit": 1}, headers={"Idempotency-Key": key})

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(post, range(20)))
    assert [(a.status_code, a.content) for a in answers] == [(200, answers[0].content)] * 20
    assert sign_in("staff").post("/api/v1/queue/release").json() == {"released": 1}


def test_a_repeated_supplement_answers_its_first_result(api, send, sign_in):
    report, key = send(), new_key()
    done(sign_in("staff"), report["id"], "request-info", text="Xin cho biết số nhà")

    def supplement(text):
        return api.post(f"{REPORTS}/{report['code']}/supplement", json={"text": text},
                        headers={"Authorization": "Bearer " + report["secret"], "Idempotency-Key": key})

    first = supplement("Số nhà 12")
    done(sign_in("staff"), report["id"], "accept")
    again = supplement("Số nhà 12")
    assert first.status_code == again.status_code == 200 and first.content == again.content
    problem_of(supplement("Số nhà 13"), 422, "key_reused")

