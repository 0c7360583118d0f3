"""Word back while the courier is killed again and again, to a webhook receiver that fails a third of the time: every notice
arrives, and one that comes again has the same id, says the same, and comes in its order."""

import collections
import json
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from processes import LONG_FORM, couriers, kill, within
from receivers import Webhooks, certificate, signed
from support import TENANT, Api

NOTICES, KILLS = (10_000, 100) if LONG_FORM else (300, 5)
LIFE_SECONDS = 2 if LONG_FORM else 0.5
SENDERS = 8
WAITS = "50ms 100ms 200ms 400ms" + " 800ms" * 26
WEBHOOKS = "/api/v1/admin/webhooks"


@pytest.fixture
def receiver(seeded):
    receiver = Webhooks(certificate(seeded.home))
    receiver.trusted = seeded.home / "receiver.pem"
    yield receiver
    receiver.stop()


@pytest.fixture
def courier(seeded, db, make_daemon, receiver):
    """A daemon that tells of what comes from now on."""
    db.cursor().execute("""select pakn.event_seal(1000000);
        insert into pakn.notice_head select tenant_id, seq from pakn.event_head
        on conflict (tenant_id) do update set seq = excluded.seq""")
    daemon = make_daemon(notices_max=64, notice_poll_ms=20, notice_schedule=WAITS, notice_lease_ms=1500, webhook_ms=1000,
                         notice_open_ms=50, webhook_networks="127.0.0.1", outbound_authorities=receiver.trusted)
    daemon.start()
    yield daemon
    daemon.stop()


@pytest.fixture
def admin(courier, accounts):
    login = {name: accounts["admin"][name] for name in ("username", "password")}
    with Api(courier.url) as client:
        client.headers["Authorization"] = "Bearer " + client.post("/api/v1/session", json=login).json()["token"]
        yield client


@pytest.fixture
def webhook(seeded, admin, receiver):
    """A webhook of an app, and the key that its reports come with."""
    key = seeded.command("token", "add", "--tenant", TENANT, "--name", "ứng dụng", "--scopes", "reports:write").split()[-1]
    number = max(item["id"] for item in admin.get("/api/v1/admin/keys").json()["items"])
    body = {"name": "ứng dụng", "url": receiver.url + "/app", "api_key": number}
    made = admin.post(WEBHOOKS, json=body).json() | {"key": key}
    yield made
    admin.post(f"{WEBHOOKS}/{made['id']}/disable")


def reports_send(courier, key, count):
    """Sends reports over some connections at once; returns their codes."""
    def some(number):
        codes = []
        with Api(courier.url) as client:
            client.headers["Authorization"] = "Bearer " + key
            for _ in range(number):
                answer = client.post("/api/v1/reports", json={"description": "Đèn đường hỏng", "area_code": "09187"})
                assert answer.status_code == 201, answer.text
                codes.append(answer.json()["code"])
        return codes

    shares = [count // SENDERS + (place < count % SENDERS) for place in range(SENDERS)]
    with ThreadPoolExecutor(SENDERS) as pool:
        return [code for codes in pool.map(some, shares) for code in codes]


def kill_again_and_again(courier, kills, done, dice):
    """Kills the courier at random instants of its life until it was done so often; counts in done.  The master starts
    it again at once, and after some deaths in a row 10 s later."""
    while done["kills"] < kills and not done["stop"]:
        pids = couriers(courier)
        time.sleep(dice.uniform(0.02, LIFE_SECONDS) if pids else 0.02)
        done["kills"] += sum(kill(pid) for pid in pids)


def test_every_notice_arrives_though_the_courier_is_killed_and_the_receiver_fails(courier, receiver, webhook, db):
    dice = random.Random(NOTICES)
    receiver.answer = lambda path, headers, body: dice.choice((500, 503, (429, {"Retry-After": "0"}))) if dice.random() < 1 / 3 else 204
    done = {"kills": 0, "stop": False}
    killer = threading.Thread(target=kill_again_and_again, args=(courier, KILLS, done, dice))
    killer.start()
    codes = reports_send(courier, webhook["key"], NOTICES)
    end = time.monotonic() + within(330 if LONG_FORM else 30)
    accepted = set()
    try:
        while len(accepted) < NOTICES or done["kills"] < KILLS:
            assert time.monotonic() < end, f"{len(accepted)} of {NOTICES} notices, {done['kills']} kills: {courier.log_text(2000)}"
            time.sleep(0.2)
            accepted = {json.loads(body)["data"]["code"] for _, _, body, status in receiver.at("/app") if status == 204}
    finally:
        done["stop"] = True
        killer.join()
    assert accepted == set(codes)
    calls = receiver.at("/app")
    said = collections.defaultdict(set)
    for _, headers, body, _ in calls:
        said[headers["webhook-id"]].add(body)
        assert signed(webhook["secret"], headers, body)
    assert len(said) == NOTICES and all(len(bodies) == 1 for bodies in said.values())
    settled = time.monotonic() + within(10)
    standing = None
    while standing != [("sent", NOTICES)]:
        assert time.monotonic() < settled, standing
        with db.cursor() as cursor:
            cursor.execute("select state, count(*) from pakn.outbox where subscription_id = %s group by 1 order by 1", [webhook["id"]])
            standing = cursor.fetchall()
        time.sleep(0.1)
    with db.cursor() as cursor:
        cursor.execute("select outbox_id::text from pakn.outbox where subscription_id = %s", [webhook["id"]])
        assert {row[0] for row in cursor.fetchall()} == set(said)
    twice = sum(status == 204 for _, _, _, status in calls) - NOTICES
    print(f"\n{NOTICES} notices, {done['kills']} kills, {len(calls)} calls, {len(calls) - NOTICES - twice} of them failed,"
          f" {twice} accepted once more")
