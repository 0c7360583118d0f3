"""Reports while the database is away: kept in the journal of the host, answered 202, moved in later, each once."""

import contextlib
import json
import re
import sqlite3
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import pytest
import requests

from relay import Relay
from support import TENANT, Api
from work import problem_of

REPORTS = "/api/v1/reports"
BODY = {"category": "HTGT", "description": "Nắp cống trước trường bị vỡ", "area_code": "09187"}
AWAY_MS = 300
PATIENCE = 30  # seconds until something must have happened, however busy the machine


def new_key():
    return str(uuid.uuid4())


def submit(client, key=None, body=BODY, **headers):
    headers |= {"Idempotency-Key": key} if key else {}
    return client.post(REPORTS, json=body, headers=headers)


def wait_until(what, condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"{what}: not in {PATIENCE} s"
        time.sleep(0.05)


class Host:
    """A daemon with a journal behind a relay of its own."""

    def __init__(self, make_daemon, cluster, like, **settings):
        self.relay = Relay(cluster.conninfo())
        keys = {name: like.settings["PAKN_" + name.upper()] for name in ("code_key", "secret_key", "identity_keys")}
        self.daemon = make_daemon(database=self.relay.conninfo(), workers=2, journal_after_ms=AWAY_MS, **keys, **settings)
        self.path = self.daemon.home / "journal"
        self.daemon.settings["PAKN_JOURNAL"] = str(self.path)
        self.client = Api(self.daemon.url)

    def start(self):
        self.daemon.start()

    def rows(self, query="select count(*) from report"):
        with contextlib.closing(sqlite3.connect(self.path)) as journal:
            return journal.execute(query).fetchall()

    def count(self):
        return self.rows()[0][0]

    def readiness(self):
        answer = requests.get(self.daemon.admin_url + "/readyz", timeout=10)
        return answer.status_code, answer.json()

    def metric(self, name):
        text = requests.get(self.daemon.admin_url + "/metrics", timeout=10).text
        found = re.findall(rf"^pakn_{name}(?:{{[^}}]*}})? (\S+)$", text, re.MULTILINE)
        assert found, name
        return sum(map(float, found))

    @contextlib.contextmanager
    def away(self, how="away"):
        getattr(self.relay, how)()
        try:
            yield self
        finally:
            self.back()

    def back(self):
        self.relay.back()
        wait_until("the journal is moved in", lambda: self.count() == 0)
        wait_until("the database is there again", lambda: self.readiness() == (200, {"status": "ready"}))


@pytest.fixture(scope="module")
def host(make_daemon, cluster, daemon):
    host = Host(make_daemon, cluster, daemon)
    host.start()
    yield host
    host.daemon.stop()
    host.relay.close()


def stored(db, code):
    with db.cursor() as cursor:
        cursor.execute("select report_id::text, received_at, description, channel_id, created_by from pakn.report where code = %s", [code])
        return cursor.fetchall()


@pytest.mark.parametrize("how", ["away", "stall"])
def test_a_report_is_kept_while_the_database_is_away_and_moved_in_once_later(host, db, how):
    key = new_key()
    with host.away(how):
        before = time.time()
        first = submit(host.client, key)
        assert first.status_code == 202, first.text
        assert set(first.json()) == {"code", "secret", "status", "received_at"} and first.json()["status"] == "journaled"
        code = first.json()["code"]
        assert first.headers["Location"] == f"{REPORTS}/{code}" and "Idempotency-Replayed" not in first.headers
        assert host.count() == 1 and stored(db, code) == []
    [(_, received_at, description, _, _)] = stored(db, code)
    assert received_at.isoformat(timespec="milliseconds") == first.json()["received_at"] and description == BODY["description"]
    assert before - 1 < received_at.timestamp() < before + 30
    again = submit(host.client, key)
    assert again.status_code == 201 and again.headers["Idempotency-Replayed"] == "true"
    assert (again.json()["code"], again.json()["secret"]) == (code, first.json()["secret"])
    view = host.client.get(f"{REPORTS}/{code}", headers={"Authorization": "Bearer " + first.json()["secret"]})
    assert view.json()["description"] == BODY["description"]


def test_the_same_key_gets_the_first_answer_byte_for_byte_from_every_worker(host, db):
    key = new_key()
    with host.away():
        first = submit(host.client, key)
        for _ in range(6):
            with Api(host.daemon.url) as client:
                again = submit(client, key)
            assert (again.status_code, again.content, again.headers["Idempotency-Replayed"]) == (202, first.content, "true")
            assert again.headers["Location"] == first.headers["Location"]
        problem_of(submit(host.client, key, BODY | {"description": "Nội dung khác hẳn"}), 422, "key_reused")
        assert host.count() == 1
    assert len(stored(db, first.json()["code"])) == 1


def test_fifty_equal_posts_at_once_are_one_report(host, db):
    key = new_key()

    def post(_):
        with Api(host.daemon.url) as client:
            return submit(client, key)

    with host.away(), ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(post, range(50)))
        assert {(answer.status_code, answer.content) for answer in answers} == {(202, answers[0].content)}
        assert sum("Idempotency-Replayed" not in answer.headers for answer in answers) == 1
    assert len(stored(db, answers[0].json()["code"])) == 1


def test_without_a_key_every_report_is_another(host, db):
    with host.away():
        codes = [submit(host.client).json()["code"] for _ in range(5)]
        assert len(set(codes)) == 5 == host.count()
    for code in codes:
        assert len(stored(db, code)) == 1


def test_a_key_that_was_stored_before_keeps_its_code_and_stays_one_report(host, db):
    key = new_key()
    first = submit(host.client, key)
    assert first.status_code == 201
    with host.away():
        during = submit(host.client, key)
        assert during.status_code == 202 and during.json()["code"] == first.json()["code"] and during.json()["secret"] == first.json()["secret"]
    assert [row[0] for row in stored(db, first.json()["code"])] == [first.json()["id"]]
    assert submit(host.client, key).content == first.content


def test_tracking_a_code_says_that_it_is_in_the_journal_and_of_others_nothing(host):
    known = submit(host.client, new_key()).json()["code"]
    with host.away():
        report = submit(host.client, new_key()).json()
        for code in (report["code"], report["code"].replace("-", " ").lower()):
            answer = host.client.get(f"{REPORTS}/{code}")
            assert (answer.status_code, answer.json()) == (200, {
                "code": report["code"], "status": "journaled", "status_name": "Đã lưu, chờ chuyển vào hệ thống",
                "received_at": report["received_at"]})
        english = host.client.get(f"{REPORTS}/{report['code']}", headers={"Accept-Language": "en"}).json()
        assert english["status_name"] == "Kept safely, waiting to be entered into the system"
        answer = host.client.get(f"{REPORTS}/{known}")
        problem_of(answer, 503, "unavailable")
        assert int(answer.headers["Retry-After"]) > 0
    assert host.client.get(f"{REPORTS}/{report['code']}").json()["status"] == "assigned"


def test_contacts_lie_sealed_in_a_file_that_only_its_owner_reads(host, db):
    contact = {"name": "Nguyễn Văn Kín", "phone": "0903 987 654", "email": "kin@example.vn"}
    with host.away():
        code = submit(host.client, new_key(), BODY | {"contact": contact}).json()["code"]
        for file in host.path.parent.glob("journal*"):
            assert file.stat().st_mode & 0o777 == 0o600, file
            kept = file.read_bytes()
            for secret in ("Nguyễn Văn Kín", "903987654", "kin@example.vn"):
                assert secret.encode() not in kept, file
    with db.cursor() as cursor:
        cursor.execute("select phone_sealed is not null from pakn.report_sender join pakn.report using (report_id) where code = %s", [code])
        assert cursor.fetchall() == [(True,)]


def test_reports_are_moved_in_in_the_order_in_which_they_came(host, db):
    mark = uuid.uuid4().hex
    with host.away():
        for n in range(40):
            assert submit(host.client, new_key(), BODY | {"description": f"{mark} {n}"}).status_code == 202
    with db.cursor() as cursor:
        cursor.execute("select split_part(description, ' ', 2)::int from pakn.report where starts_with(description, %s) order by received_at, report_id", [mark])
        assert [n for (n,) in cursor.fetchall()] == list(range(40))


def test_readiness_and_figures_tell_of_the_journal(host):
    kept, moved = host.metric("journal_kept_total"), host.metric("journal_moved_total")
    assert host.readiness() == (200, {"status": "ready"})
    with host.away():
        for _ in range(3):
            submit(host.client)
        status, said = host.readiness()
        assert (status, said["status"]) == (200, "degraded") and said["reason"].endswith("reports are kept in the journal")
        wait_until("the gauge", lambda: host.metric("journal_reports") == 3)
        wait_until("the age", lambda: host.metric("journal_oldest_seconds") > 0)
        assert host.metric("journal_kept_total") == kept + 3
    wait_until("the gauge", lambda: host.metric("journal_reports") == 0)
    assert host.metric("journal_moved_total") == moved + 3 and host.metric("journal_trouble") == 0


def test_staff_writes_and_reads_are_refused_as_before(host, sign_in):
    token = sign_in("staff").headers["Authorization"]
    with Api(host.daemon.url) as client, host.away():
        client.headers["Authorization"] = token
        answers = [client.get("/api/v1/queue"), client.post("/api/v1/queue/claim", json={"limit": 1})]
        for answer in answers:
            problem_of(answer, 503, "unavailable")
            assert int(answer.headers["Retry-After"]) > 0
