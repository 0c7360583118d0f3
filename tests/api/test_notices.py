"""Word back: e-mail to senders and mailboxes, webhooks to agencies' systems and apps; what is refused, given up and sent
again.  The other sides are real: a server of e-mail with STARTTLS, a receiver over HTTPS."""

import json
import re
import secrets
import subprocess

import psycopg2
import pytest
import requests

from receivers import Mailboxes, Webhooks, certificate, signed, wait_for
from support import TENANT, Api
from work import done, problem_of

WARD = "UB09187"
ADMIN = "/api/v1/admin"
PUBLIC_URL = "https://phananh.example.vn/tra-cuu/"


@pytest.fixture(scope="module")
def folder(seeded):
    return seeded.home


@pytest.fixture(scope="module")
def trusted(folder):
    return certificate(folder)


@pytest.fixture(scope="module")
def receiver(trusted):
    receiver = Webhooks(trusted)
    yield receiver
    receiver.stop()


@pytest.fixture(scope="module")
def post(trusted):
    server = Mailboxes(trusted, "pakn", "mật khẩu thử")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def courier(seeded, accounts, make_daemon, trusted, post):
    """The daemon that sends; what was before is told to nobody."""
    with psycopg2.connect(seeded.cluster.conninfo("pakn_owner")) as connection:
        connection.cursor().execute("""select pakn.event_seal(1000000);
            insert into pakn.notice_head select tenant_id, seq from pakn.event_head
            on conflict (tenant_id) do update set seq = excluded.seq""")
    daemon = make_daemon(identity_keys=seeded.settings["PAKN_IDENTITY_KEYS"], secret_key=seeded.settings["PAKN_SECRET_KEY"], notices_max=16, notice_poll_ms=20, notice_schedule="100ms 200ms 300ms", notice_lease_ms=40000, webhook_ms=20000,
                         webhook_networks="127.0.0.1", outbound_authorities=trusted, public_url=PUBLIC_URL, smtp_url=post.url,
                         smtp_user="pakn", smtp_password="mật khẩu thử", smtp_from="phananh@example.vn", smtp_name="Phản ánh Bắc Ninh",
                         notice_faults_max=4, notice_open_ms=1000)
    daemon.start()
    yield daemon
    daemon.stop()


@pytest.fixture(scope="module")
def client(courier, accounts):
    """client(role): somebody who is signed in there."""
    clients = {}

    def sign_in(role):
        if role not in clients:
            clients[role] = Api(courier.url)
            login = {name: accounts[role][name] for name in ("username", "password")}
            clients[role].headers["Authorization"] = "Bearer " + clients[role].post("/api/v1/session", json=login).json()["token"]
        return clients[role]

    yield sign_in
    for one in clients.values():
        one.close()


@pytest.fixture
def report(courier, places):
    """report(**fields): a report there, by somebody whose mailbox nobody else has."""
    def send(token=None, **fields):
        body = {"category": "HTGT", "description": "Nắp cống vỡ trước số 5", "location": places["09187"]} | fields
        with Api(courier.url) as api:
            answer = api.post("/api/v1/reports", json=body, headers={"Authorization": token} if token else {})
        assert answer.status_code == 201, answer.text
        return answer.json()

    return send


@pytest.fixture
def somebody():
    return {"email": f"dan.{secrets.token_hex(4)}@example.vn", "name": "Nguyễn Thị Bí Mật", "phone": "0977123123"}


@pytest.fixture
def webhook(client, receiver):
    """webhook(**fields): one more, with a path of its own at the receiver; ended afterwards."""
    made = []

    def make(path=None, **fields):
        path = path or "/" + secrets.token_hex(4)
        body = {"name": "hệ thống thử", "url": receiver.url + path} | (fields or {"agency": WARD})
        answer = client("admin").post(f"{ADMIN}/webhooks", json=body)
        assert answer.status_code == 201, answer.text
        made.append(answer.json() | {"path": path})
        return made[-1]

    yield make
    receiver.answer = lambda path, headers, body: 204
    for one in made:
        client("admin").post(f"{ADMIN}/webhooks/{one['id']}/disable")


@pytest.fixture
def mailbox(client, post):
    """mailbox(**fields): a mailbox of an agency, which nobody else has: its number and address; ended afterwards."""
    made = []

    def make(**fields):
        address = f"hop.thu.{secrets.token_hex(4)}@example.vn"
        answer = client("admin").post(f"{ADMIN}/mailboxes", json={"agency": WARD, "email": address} | fields)
        assert answer.status_code == 201, answer.text
        made.append(answer.json()["id"])
        return answer.json()["id"], address

    yield make
    for one in made:
        assert client("admin").delete(f"{ADMIN}/mailboxes/{one}").status_code == 204


def told(receiver, hook, count=1):
    """What a webhook was told and took, in its order, once there are so many."""
    taken = lambda: [json.loads(body) | {"webhook-id": headers["webhook-id"]} for _, headers, body, status in receiver.at(hook["path"]) if status < 300]
    wait_for(f"{count} notices", lambda: len(taken()) >= count)
    return taken()


def notices(client, **parameters):
    answer = client.get(f"{ADMIN}/notices", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def dead(client, hook, sent=None):
    """The dead notices to a webhook, once there are any: of one report, or of all, also of what other tests left under way."""
    return wait_for("a dead notice", lambda: [notice for notice in notices(client, state="dead", to=hook["id"]) if sent is None or notice["code"] == sent["code"]])


def test_a_report_is_confirmed_by_mail_and_told_to_the_agencys_system(report, somebody, webhook, receiver, post):
    hook = webhook()
    sent = report(contact=somebody)
    [message] = wait_for("the confirmation", lambda: post.to(somebody["email"]))
    assert message["Subject"] == f"Đã tiếp nhận phản ánh {sent['code']}"
    [sender] = message["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Phản ánh Bắc Ninh", "phananh@example.vn")
    words = message.get_content()
    assert PUBLIC_URL + sent["code"] in words and sent["agency"]["name"] in words
    assert not any(part in words for part in (somebody["name"], "977123123", "Nắp cống"))
    assert message["Auto-Submitted"] == "auto-generated" and message["List-Id"] == "<pakn.example.vn>"
    assert re.fullmatch(r"<[0-9a-f-]{36}@example\.vn>", message["Message-ID"])
    [(_, headers, body, status)] = wait_for("the webhook", lambda: receiver.at(hook["path"]))
    said = json.loads(body)
    assert (said["type"], said["data"]["code"], said["data"]["agency"]["code"]) == ("report.received", sent["code"], WARD)
    assert signed(hook["secret"], headers, body) and re.fullmatch(r"[0-9a-f-]{36}", headers["webhook-id"])
    assert not any(part in body.decode() for part in (somebody["name"], "977123123", "Nắp cống"))


def test_a_sender_hears_each_step_that_the_law_names_with_the_words_that_are_theirs(client, report, somebody, post):
    sent = report(contact=somebody)
    staff, head = client("staff"), client("head")
    done(staff, sent["id"], "request-info", text="Số nhà bao nhiêu?")
    done(staff, sent["id"], "resume")
    done(staff, sent["id"], "accept")
    done(staff, sent["id"], "note", text="Ghi chú nội bộ")
    done(staff, sent["id"], "answer", text="Đã thay nắp cống.", outcome="fixed")
    done(head, sent["id"], "approve")
    wait_for("three messages", lambda: len(post.to(somebody["email"])) >= 3)
    messages = post.to(somebody["email"])
    assert [m["Subject"].split(" ")[0:3] for m in messages] == [["Đã", "tiếp", "nhận"], ["Cần", "bổ", "sung"], ["Đã", "có", "kết"]]
    assert "Số nhà bao nhiêu?" in messages[1].get_content() and "Đã thay nắp cống." in messages[2].get_content()
    assert not any("nội bộ" in message.get_content() for message in messages)
    assert len({message["Message-ID"] for message in messages}) == 3


def test_whoever_left_no_mailbox_gets_no_message(report, client, webhook, receiver):
    hook = webhook()
    sent = report(contact={"phone": "0977123124"})
    told(receiver, hook)
    assert notices(client("admin"), state="sent", report=sent["id"], to=0) == []


def test_an_agencys_system_hears_of_its_cases_alone_and_when_one_leaves(client, report, webhook, receiver):
    ours, theirs = webhook(agency=WARD), webhook(agency="SXD")
    sent = report()
    done(client("dispatcher"), sent["id"], "transfer", agency="SXD", reason="Đường tỉnh")
    assert [(one["type"], one["data"]["agency"]["code"]) for one in told(receiver, ours, 2)] == [
        ("report.received", WARD), ("report.transferred", "SXD")]
    [arrived] = told(receiver, theirs)
    assert (arrived["type"], arrived["data"]["from_agency"], arrived["data"]["code"]) == ("report.transferred", WARD, sent["code"])


def test_only_the_events_that_were_asked_for_are_told(client, report, webhook, receiver):
    hook = webhook(agency=WARD, events=["report.accepted"])
    sent = report()
    done(client("staff"), sent["id"], "accept")
    [one] = told(receiver, hook)
    assert (one["type"], one["data"]["status"]) == ("report.accepted", "in_progress")


@pytest.fixture(scope="module")
def app(seeded, client):
    """A key of an app: its number and itself."""
    key = seeded.command("token", "add", "--tenant", TENANT, "--name", "ứng dụng khác", "--scopes", "reports:write").split()[-1]
    return max(item["id"] for item in client("admin").get(f"{ADMIN}/keys").json()["items"]), "Bearer " + key


def test_an_apps_backend_hears_of_its_own_reports_and_of_the_answer_to_what_its_users_joined(client, courier, report, webhook, receiver, app):
    number, token = app
    hook = webhook(api_key=number)
    own, others = report(token=token), report(publish=True)
    staff, head, desk = client("staff"), client("head"), client("dispatcher")
    done(staff, own["id"], "accept")
    done(staff, own["id"], "note", text="Ghi chú nội bộ")
    done(desk, others["id"], "publish")
    with Api(courier.url) as joining:
        answer = joining.post(f"/api/v1/reports/{others['code']}/me-too", json={}, headers={"Authorization": token, "Idempotency-Key": secrets.token_hex(20)})
        assert answer.status_code == 200, answer.text
    done(staff, others["id"], "accept")
    done(staff, others["id"], "answer", text="Đã xong.", outcome="fixed")
    done(head, others["id"], "approve")
    assert sorted((one["type"], one["data"]["code"]) for one in told(receiver, hook, 3)) == sorted([
        ("report.received", own["code"]), ("report.accepted", own["code"]), ("report.approved", others["code"])])


# When the other side fails.

def test_what_fails_comes_again_under_the_same_id_and_in_its_order(client, report, webhook, receiver):
    hook, failures = webhook(), iter([500, 429, (503, {"Retry-After": "0"})])
    receiver.answer = lambda path, headers, body: next(failures, 204) if path == hook["path"] else 204
    sent = report()
    done(client("staff"), sent["id"], "accept")
    assert [one["type"] for one in told(receiver, hook, 2)] == ["report.received", "report.accepted"]
    calls = receiver.at(hook["path"])
    assert [json.loads(body)["type"] for _, _, body, _ in calls] == ["report.received"] * 4 + ["report.accepted"]
    assert len({(headers["webhook-id"], body) for _, headers, body, _ in calls}) == 2
    assert all(signed(hook["secret"], headers, body) for _, headers, body, _ in calls)


@pytest.mark.parametrize("status, attempts", [(400, 1), (404, 1), (302, 1), (500, 4)])
def test_what_cannot_be_sent_is_given_up_shown_and_sent_again_when_staff_wish(client, report, webhook, receiver, status, attempts):
    hook = webhook()
    receiver.answer = lambda path, headers, body: (status, {"Location": receiver.url + hook["path"] + "/elsewhere"}) if path == hook["path"] else 204
    sent = report()
    [notice] = dead(client("dispatcher"), hook, sent)
    assert (notice["error"], notice["status"], notice["attempts"], notice["code"]) == ("refused", status, attempts, sent["code"])
    assert notice["to"]["address"] == hook["url"]
    assert sum(json.loads(body)["data"]["code"] == sent["code"] for _, _, body, _ in receiver.at(hook["path"])) == attempts and not receiver.at(hook["path"] + "/elsewhere")
    receiver.answer = lambda path, headers, body: 204
    again = client("dispatcher").post(f"{ADMIN}/notices/{notice['id']}/retry", json={})
    assert (again.status_code, again.json()["state"]) == (200, "pending")
    wait_for("it comes", lambda: notice["id"] in [one["webhook-id"] for one in told(receiver, hook)])
    wait_for("the record", lambda: notices(client("admin"), state="sent", to=hook["id"]))
    assert client("admin").post(f"{ADMIN}/notices/{notice['id']}/retry", json={}).json()["state"] == "sent"


def test_a_webhook_that_says_it_is_gone_is_told_nothing_more(client, report, webhook, receiver):
    hook = webhook()
    receiver.answer = lambda path, headers, body: 410 if path == hook["path"] else 204
    report()
    [notice] = dead(client("admin"), hook)
    assert client("admin").get(f"{ADMIN}/webhooks/{hook['id']}").json()["state"] == "gone"
    problem_of(client("admin").post(f"{ADMIN}/notices/{notice['id']}/retry", json={}), 409, "webhook_ended")
    problem_of(client("admin").post(f"{ADMIN}/webhooks/{hook['id']}/test", json={}), 409, "webhook_ended")
    report()
    other = webhook()
    report()
    told(receiver, other)
    assert len(receiver.at(hook["path"])) == 1


def test_a_breaker_opens_after_faults_in_a_row_and_closes_when_one_notice_arrives(client, report, webhook, receiver, courier):
    hook, well = webhook(), webhook()
    receiver.answer = lambda path, headers, body: 500 if path == hook["path"] else 204
    codes = {report()["code"] for _ in range(6)}
    # What other tests left under way may be told, too.
    told_all = lambda hook: codes <= {one["data"]["code"] for one in told(receiver, hook, 6)}
    shown = lambda: client("admin").get(f"{ADMIN}/webhooks/{hook['id']}").json()
    wait_for("the breaker", lambda: shown()["state"] == "open")
    wait_for("the others, who are told all the same", lambda: told_all(well))
    assert shown()["waiting"] > 0 and shown()["open_until"]
    receiver.answer = lambda path, headers, body: 204
    for notice in notices(client("admin"), state="dead", to=hook["id"]):
        client("admin").post(f"{ADMIN}/notices/{notice['id']}/retry", json={})
    wait_for("the breaker closes", lambda: shown()["state"] == "active" and not shown()["waiting"])
    for notice in notices(client("admin"), state="dead", to=hook["id"]):
        client("admin").post(f"{ADMIN}/notices/{notice['id']}/retry", json={})
    wait_for("all that was kept from it", lambda: told_all(hook))


def test_mail_that_the_server_refuses_for_now_comes_again_as_the_same_message(report, somebody, post):
    refusals = iter(["451 4.7.1 Greylisted", "451 4.7.1 Greylisted"])
    post.refuse = lambda address: next(refusals, None) if address == somebody["email"] else None
    report(contact=somebody)
    [message] = wait_for("the message", lambda: post.to(somebody["email"]))
    assert next(refusals, None) is None
    post.refuse = lambda address: None


def test_mail_that_the_server_refuses_for_good_is_dead_and_nobodys_address_is_shown(client, report, somebody, post, courier):
    post.refuse = lambda address: f"550 5.1.1 <{address}> is unknown here" if address == somebody["email"] else None
    sent = report(contact=somebody)
    [notice] = wait_for("a dead notice", lambda: notices(client("dispatcher"), state="dead", report=sent["id"]))
    assert (notice["channel"], notice["status"], notice["attempts"], "to" in notice) == ("email", 550, 1, False)
    log = (courier.home / "log").read_text()
    assert notice["id"] in log and not any(part in json.dumps(notice) + log for part in (somebody["email"], "977123123", somebody["name"]))
    post.refuse = lambda address: None
    client("dispatcher").post(f"{ADMIN}/notices/{notice['id']}/retry", json={})
    [message] = wait_for("the message", lambda: post.to(somebody["email"]))
    assert notice["id"] in message["Message-ID"]


# Where nothing may be sent.

@pytest.mark.parametrize("url, code", [
    ("https://127.0.0.1/", "inside_network"), ("https://169.254.169.254/latest/meta-data/", "inside_network"), ("https://[::1]/", "inside_network"),
    ("https://10.0.0.1:8443/x", "inside_network"), ("https://192.168.1.1/", "inside_network"), ("https://100.64.1.1/", "inside_network"),
    ("https://[::ffff:127.0.0.1]/", "inside_network"), ("https://[fd00:ec2::254]/", "inside_network"), ("https://[fe80::1]/", "inside_network"),
    ("https://2130706433/", "inside_network"), ("https://0x7f.1/", "inside_network"), ("https://0177.0.0.1/", "inside_network"), ("https://0/", "inside_network"),
    ("http://example.vn/", "not_https"), ("ftp://example.vn/", "not_a_url"), ("file:///etc/passwd", "not_a_url"), ("gopher://example.vn/", "not_a_url"),
    ("https://user:secret@example.vn/", "not_a_url"), ("example.vn/path", "not_a_url"), ("https://", "not_a_url"),
])
def test_an_address_inside_the_network_is_refused_when_it_is_written(sign_in, url, code):
    answer = sign_in("admin").post(f"{ADMIN}/webhooks", json={"name": "x", "url": url, "agency": WARD})
    [error] = problem_of(answer, 422, "invalid")["errors"]
    assert (error["pointer"], error["code"]) == ("/url", code) and error["detail"]


def test_an_address_inside_the_network_is_refused_when_it_is_about_to_be_connected_to(client, courier, webhook, receiver, db, report):
    """Written while it was allowed, or a name that stands for one only now."""
    port = receiver.port
    addresses = [f"https://127.0.0.1:{port}", f"https://localhost:{port}", f"https://[::1]:{port}", "https://169.254.169.254/latest", f"https://[::ffff:127.0.0.1]:{port}"]
    hooks = [webhook() for _ in addresses]
    for hook, address in zip(hooks, addresses):
        db.cursor().execute("update pakn.subscription set address = %s where subscription_id = %s", (address + hook["path"], hook["id"]))
    try:
        courier.restart(webhook_networks="192.0.2.0/24")
        report()
        for hook in hooks:
            [notice] = dead(client("admin"), hook)
            assert (notice["error"], notice["attempts"]) == ("forbidden", 1), notice
            assert not receiver.at(hook["path"])
    finally:
        courier.restart(webhook_networks="127.0.0.1")


@pytest.mark.parametrize("body, pointer, code", [
    ({"agency": "KHONG"}, "/agency", "unknown_agency"), ({}, "/agency", "agency_or_key"), ({"agency": WARD, "api_key": 1}, "/agency", "agency_or_key"),
    ({"api_key": 999999}, "/api_key", "unknown_key"), ({"agency": WARD, "events": ["report.received", "report.exploded"]}, "/events/1", "unknown_event"),
])
def test_a_webhook_must_be_for_something_that_there_is(sign_in, body, pointer, code):
    answer = sign_in("admin").post(f"{ADMIN}/webhooks", json={"name": "x", "url": "https://he-thong.example.vn/"} | body)
    assert [(e["pointer"], e["code"]) for e in problem_of(answer, 422, "invalid")["errors"]] == [(pointer, code)]


# Administration.

def test_a_secret_is_told_once_and_two_sign_while_one_takes_over(client, webhook, receiver, db):
    hook, admin = webhook(), client("admin")
    url = f"{ADMIN}/webhooks/{hook['id']}"
    assert hook["secret"] not in admin.get(url).text + admin.get(f"{ADMIN}/webhooks").text
    read = admin.get(url).headers["ETag"]
    newer = admin.post(url + "/rotate", json={"hours": 1}, headers={"If-Match": read})
    late = problem_of(admin.post(url + "/rotate", json={"hours": 1}, headers={"If-Match": read}), 412, "stale_version")
    assert late["change"]["action"] == "rotate", "who comes second would end what nobody has put in yet"
    newest = admin.post(url + "/rotate", json={"hours": 1}, headers={"If-Match": newer.headers["ETag"]}).json()["secret"]
    newer = newer.json()["secret"]
    assert len({hook["secret"], newer, newest}) == 3
    assert admin.post(url + "/test", json={}).status_code == 202
    told(receiver, hook)
    [(_, headers, body, _)] = receiver.at(hook["path"])
    assert json.loads(body)["type"] == "test" and len(headers["webhook-signature"].split(" ")) == 2
    assert [signed(secret, headers, body) for secret in (hook["secret"], newer, newest)] == [False, True, True]
    db.cursor().execute("update pakn.subscription_secret set expires_at = now() where subscription_id = %s and expires_at < 'infinity'", [hook["id"]])
    admin.post(url + "/test", json={})
    told(receiver, hook, 2)
    [_, (_, headers, body, _)] = receiver.at(hook["path"])
    assert [signed(secret, headers, body) for secret in (newer, newest)] == [False, True]


def test_a_webhook_that_is_disabled_is_told_nothing_and_enabled_again_from_then_on(client, report, webhook, receiver):
    hook, other, admin = webhook(), webhook(), client("admin")
    url = f"{ADMIN}/webhooks/{hook['id']}"
    assert admin.post(url + "/disable", json={}).json()["state"] == "disabled"
    report()
    told(receiver, other)
    assert admin.post(url + "/enable", json={}).json()["state"] == "active"
    sent = report()
    assert [one["data"]["code"] for one in told(receiver, hook)] == [sent["code"]]


def test_an_agencys_mailbox_gets_what_its_staff_must_know_and_nothing_of_the_sender(client, report, somebody, mailbox, post):
    _, ours = mailbox()
    _, english = mailbox(lang="en", events=["sent_back"])
    _, theirs = mailbox(agency="SXD")
    sent = report(contact=somebody)
    staff, head = client("staff"), client("head")
    done(staff, sent["id"], "accept")
    done(staff, sent["id"], "answer", text="Đã thay nắp cống.", outcome="fixed")
    done(head, sent["id"], "send-back", reason="Thiếu ảnh sau khi sửa")
    done(client("dispatcher"), sent["id"], "transfer", agency="SXD", reason="Đường tỉnh")
    wait_for("three messages", lambda: len(post.to(ours)) == 3 and post.to(english) and post.to(theirs))
    assert [m["Subject"].split(",")[0] for m in post.to(ours)] == [
        f"Hồ sơ mới {sent['code']}", f"Dự thảo trả lời hồ sơ {sent['code']} chờ lãnh đạo duyệt", f"Trả lời của hồ sơ {sent['code']} bị trả lại"]
    assert "Thiếu ảnh sau khi sửa" in post.to(ours)[2].get_content()
    assert [m["Subject"] for m in post.to(english)] == [f"The answer of case {sent['code']} was sent back"]
    assert [m["Subject"].split(",")[0] for m in post.to(theirs)] == [f"Hồ sơ mới {sent['code']}"]
    for message in post.to(ours) + post.to(theirs):
        assert not any(part in message.get_content() for part in (somebody["name"], "977123123", somebody["email"], "Nắp cống vỡ"))


def test_who_is_urged_gets_one_message_with_the_cases_and_who_urges_gets_the_reply(client, report, mailbox, post):
    _, heads = mailbox(events=["urged"])
    _, office = mailbox(agency="VPUB", events=["urge_replied"])
    codes = [report() for _ in range(3)]
    made = client("supervisor").post("/api/v1/urgings", json={"cases": [one["id"] for one in codes], "reply_by": "2030-01-07", "text": "Đề nghị khẩn trương"})
    [message] = wait_for("the letter's notice", lambda: post.to(heads))
    assert message["Subject"] == "Đôn đốc UBND Phường Kinh Bắc: 3 hồ sơ" and "Đề nghị khẩn trương" in message.get_content()
    assert "trước 17 giờ thứ Hai, 07/01/2030" in message.get_content() and all(one["code"] in message.get_content() for one in codes)
    client("head").post(f"/api/v1/urgings/{made.json()['urgings'][0]['id']}/reply", json={"text": "Xong trong tuần"})
    [message] = wait_for("the reply's notice", lambda: post.to(office))
    assert message["Subject"] == "UBND Phường Kinh Bắc trả lời đôn đốc: 3 hồ sơ" and "Xong trong tuần" in message.get_content()
    assert len(post.to(heads)) == 1


def test_the_words_of_a_notice_can_be_read_tried_and_changed(client, report, somebody, post):
    admin, url = client("admin"), f"{ADMIN}/templates/received"
    items = admin.get(f"{ADMIN}/templates").json()["items"]
    assert {(one["event"], one["lang"]) for one in items} >= {(event, lang) for event in ("received", "info_requested", "answered", "forwarded",
        "deadline_moved", "reopened", "new_case", "sent_back", "nearing_due", "digest") for lang in ("vi", "en")}
    for item in items:
        shown = admin.get(f"{ADMIN}/templates/{item['event']}/preview", params={"lang": item["lang"]}).json()
        assert shown["subject"] and shown["body"] and "{" not in shown["subject"] + shown["body"]
    draft = {"lang": "vi", "subject": "Mã {code}", "body": "Xin chào {code}.\n{answer} {code}\nHạn: {due}"}
    shown = admin.post(url + "/preview", json=draft).json()
    assert (shown["subject"], shown["body"].split("\n")[0]) == ("Mã 7K3M9QX2TRA", "Xin chào 7K3M9QX2TRA.")
    put = admin.put(url, json=draft)
    assert put.json()["own"]
    sent = report(contact=somebody)
    [message] = wait_for("the message", lambda: post.to(somebody["email"]))
    assert (message["Subject"], message.get_content().split("\n")[:2][0].strip()) == (f"Mã {sent['code']}", f"Xin chào {sent['code']}.")
    assert "answer" not in message.get_content()
    assert not admin.put(url, json={"lang": "vi"}, headers={"If-Match": put.headers["ETag"]}).json()["own"]
    assert admin.get(url + "/preview").json()["subject"].startswith("Đã tiếp nhận")


@pytest.mark.parametrize("method, url, body, status, code", [
    ("PUT", "received", {"lang": "vi", "subject": "{secret}", "body": "x"}, 422, "invalid"), ("PUT", "received", {"lang": "vi", "body": "x"}, 422, "invalid"),
    ("PUT", "unheard_of", {"lang": "vi", "subject": "x", "body": "x"}, 404, "not_there"), ("POST", "received/preview", {"body": "{phone}"}, 422, "invalid"),
    ("GET", "unheard_of/preview", None, 404, "not_there"),
])
def test_words_that_name_what_there_is_not_are_refused(sign_in, method, url, body, status, code):
    problem_of(sign_in("admin").request(method, f"{ADMIN}/templates/{url}", json=body), status, code)


def test_what_is_sent_is_counted_and_the_doctor_says_what_is_wrong(client, courier, webhook, receiver, report):
    hook, other = webhook(), webhook()
    answers = iter([503, 404])
    receiver.answer = lambda path, headers, body: next(answers) if path == hook["path"] else 204
    report()
    dead(client("admin"), hook)
    told(receiver, other)
    metrics = requests.get(courier.admin_url + "/metrics", timeout=10).text
    assert all(int(re.search(rf"^pakn_notices_{name}_total (\d+)", metrics, re.M)[1]) for name in ("sent", "failed", "dead"))
    assert "pakn_notices_oldest_seconds" in metrics and "pakn_notice_breakers_open" in metrics
    said = subprocess.run(courier._command("doctor"), env=courier._environment(PAKN_DATABASE=courier.cluster.conninfo("pakn_owner")),
                          text=True, capture_output=True, timeout=120).stdout
    assert re.search(r"FINDING dead notices: bacninh: \d+ \(", said)
