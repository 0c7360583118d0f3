"""Word back: e-mail to senders and mailboxes, webhooks to agencies' systems and apps; what is refused, given up and sent
again.  The other sides are real: a server of e-mail with STARTTLS, a receiver over HTTPS."""

import json
import re
import secrets

import pytest

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
    import psycopg2

    with psycopg2.connect(seeded.cluster.conninfo("pakn_owner")) as connection:
        connection.cursor().execute("""select pakn.event_seal(1000000);
            insert into pakn.notice_head select tenant_id, seq from pakn.event_head
            on conflict (tenant_id) do update set seq = excluded.seq""")
    daemon = make_daemon(identity_keys=seeded.settings["PAKN_IDENTITY_KEYS"], secret_key=seeded.settings["PAKN_SECRET_KEY"], notices_max=16, notice_poll_ms=20, notice_schedule="100ms 200ms 300ms", notice_lease_ms=2000, webhook_ms=1000,
                         webhook_networks="127.0.0.1", outbound_authorities=trusted, public_url=PUBLIC_URL, smtp_url=post.url,
                         smtp_user="pakn", smtp_password="mật khẩu thử", smtp_from="phananh@example.vn", smtp_name="Phản ánh Bắc Ninh",
                         notice_faults_max=4, notice_open_ms=300)
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


def text_of(message):
    return message.get_content()


def test_a_report_is_confirmed_by_mail_and_told_to_the_agencys_system(report, somebody, webhook, receiver, post):
    hook = webhook()
    sent = report(contact=somebody)
    [message] = wait_for("the confirmation", lambda: post.to(somebody["email"]))
    assert message["Subject"] == f"Đã tiếp nhận phản ánh {sent['code']}"
    assert str(message["From"]) == '"Phản ánh Bắc Ninh" <phananh@example.vn>' or "phananh@example.vn" in str(message["From"])
    words = text_of(message)
    assert PUBLIC_URL + sent["code"] in words and "Sở" not in words.split("\n")[0]
    assert not any(part in words for part in (somebody["name"], "977123123", "Nắp cống"))
    assert message["Auto-Submitted"] == "auto-generated" and message["List-Id"] == "<pakn.example.vn>"
    [(_, headers, body, status)] = wait_for("the webhook", lambda: receiver.at(hook["path"]))
    told = json.loads(body)
    assert (told["type"], told["data"]["code"], told["data"]["agency"]["code"]) == ("report.received", sent["code"], WARD)
    assert signed(hook["secret"], headers, body) and re.fullmatch(r"[0-9a-f-]{36}", headers["webhook-id"])
    assert not any(part in body.decode() for part in (somebody["name"], "977123123", "Nắp cống"))
