"""Reports while the database is away: kept in the journal of the host, answered 202, moved in later, each once."""

import contextlib
import datetime
import pathlib
import re
import shutil
import sqlite3
import subprocess
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from proxy import Proxy
from support import TENANT, Api
from work import problem_of

REPORTS = "/api/v1/reports"
BODY = {"category": "HTGT", "description": "Nắp cống trước trường bị vỡ", "area_code": "09187"}
AWAY_MS = 500
PATIENCE = 60  # seconds until something must have happened, however busy the machine


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


def submit_stored(client, *arguments, **headers):
    """Submits until the database takes it: on a busy machine it may seem away for a moment, which is another's test."""
    end = time.monotonic() + PATIENCE
    while (answer := submit(client, *arguments, **headers)).status_code in (202, 503) and time.monotonic() < end:
        time.sleep(0.05)
    assert answer.status_code == 201, answer.text
    return answer


class Host:
    """A daemon with a journal behind a network of its own."""

    def __init__(self, make_daemon, cluster, like, **settings):
        self.proxy = Proxy(cluster)
        keys = {name: like.settings["PAKN_" + name.upper()] for name in ("code_key", "secret_key", "identity_keys")}
        self.daemon = make_daemon(database=self.proxy.conninfo, workers=2, journal_after_ms=AWAY_MS, **keys, **settings)
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

    def command(self, *arguments, failing=False):
        """Runs a command of the binary with the daemon's settings, as the database's owner; returns what it prints."""
        environment = self.daemon._environment(PAKN_DATABASE=self.daemon.cluster.conninfo("pakn_owner"))
        done = subprocess.run(self.daemon._command(*arguments), env=environment, text=True, capture_output=True, timeout=60)
        assert (done.returncode != 0) == failing, done.stdout + done.stderr
        return done.stdout + done.stderr

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
        self.proxy.become(how)
        try:
            yield self
        finally:
            self.back()

    def back(self):
        self.proxy.become("passing")
        wait_until("every worker has the database", self.stores)
        wait_until("the journal is moved in", lambda: self.count() == 0)
        wait_until("nothing is wrong any more", lambda: self.readiness() == (200, {"status": "ready"}))

    def stores(self):
        """Tells whether reports are stored at once, whichever worker takes them."""
        def status():
            with Api(self.daemon.url) as client:
                return submit(client).status_code

        return all(status() == 201 for _ in range(6))


@pytest.fixture(scope="module")
def host(make_daemon, cluster, daemon):
    host = Host(make_daemon, cluster, daemon)
    host.start()
    yield host
    host.daemon.stop()
    host.proxy.close()


def stored(db, code):
    with db.cursor() as cursor:
        cursor.execute("select report_id::text, received_at, description, channel_id, created_by from pakn.report where code = %s", [code])
        return cursor.fetchall()


@pytest.mark.parametrize("how", ["away", "silent"])
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
    again = submit_stored(host.client, key)
    assert again.headers["Idempotency-Replayed"] == "true"
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
    first = submit_stored(host.client, key)
    with host.away():
        during = submit(host.client, key)
        assert during.status_code == 202 and during.json()["code"] == first.json()["code"] and during.json()["secret"] == first.json()["secret"]
    assert [row[0] for row in stored(db, first.json()["code"])] == [first.json()["id"]]
    assert submit_stored(host.client, key).content == first.content


def test_tracking_a_code_says_that_it_is_in_the_journal_and_of_others_nothing(host):
    known = submit_stored(host.client, new_key()).json()["code"]
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
    wait_until("it is ready", lambda: host.readiness() == (200, {"status": "ready"}))
    with host.away():
        for _ in range(3):
            submit(host.client)
        status, said = host.readiness()
        assert (status, said["status"]) == (200, "degraded") and said["reason"].endswith("reports are kept in the journal")
        wait_until("the gauge", lambda: host.metric("journal_reports") == 3)
        wait_until("the age", lambda: host.metric("journal_oldest_seconds") > 0)
        assert host.metric("journal_kept_total") == kept + 3
    wait_until("the gauge", lambda: host.metric("journal_reports") == 0)
    # What was kept has been moved, and nothing else.
    assert host.metric("journal_moved_total") - moved == host.metric("journal_kept_total") - kept >= 3
    assert host.metric("journal_trouble") == 0


def test_staff_writes_and_reads_are_refused_as_before(host, sign_in):
    token = sign_in("staff").headers["Authorization"]
    with Api(host.daemon.url) as client, host.away():
        client.headers["Authorization"] = token
        answers = [client.get("/api/v1/queue"), client.post("/api/v1/queue/claim", json={"limit": 1})]
        for answer in answers:
            problem_of(answer, 503, "unavailable")
            assert int(answer.headers["Retry-After"]) > 0


# What the database says of a row when it is back.

def rows_changed(host, statement, *values):
    """Changes the journal as no daemon would."""
    with contextlib.closing(sqlite3.connect(host.path, timeout=30)) as journal:
        with journal:
            assert journal.execute(statement, values).rowcount == 1


def reviewed(db, code):
    with db.cursor() as cursor:
        cursor.execute("select jsonb_path_query_array(coalesce(review, '[]'), '$[*].code') from pakn.report where code = %s", [code])
        [(codes,)] = cursor.fetchall()
        return codes


def test_what_names_something_that_is_not_there_goes_to_the_desk(host, db):
    with host.away():
        answer = submit(host.client, new_key(), BODY | {"category": "XXXX", "area_code": "99999"})
        assert answer.status_code == 202
    assert reviewed(db, answer.json()["code"]) == ["unknown_category", "unknown_area"]


def test_what_can_be_seen_to_be_wrong_is_refused_at_once(host):
    with host.away():
        problem_of(submit(host.client, new_key(), {"description": "x"}), 422, "invalid")
        problem_of(submit(host.client, "short"), 400, "bad_idempotency_key")
        assert host.count() == 0


def test_a_key_that_was_used_before_with_another_body_makes_a_second_report(host, db):
    key = new_key()
    first = submit_stored(host.client, key).json()
    with host.away():
        assert submit(host.client, key, BODY | {"description": "Nội dung khác hẳn"}).json()["code"] == first["code"]
    with db.cursor() as cursor:
        cursor.execute("select code, review->0->>'sent' from pakn.report where description = 'Nội dung khác hẳn' and review->0->>'code' = 'key_reused'")
        [(code, first_code)] = cursor.fetchall()
    assert first_code == first["code"] != code
    assert submit_stored(host.client, key).json() == first


@pytest.mark.parametrize("make_key", [lambda: None, new_key], ids=["without a key", "with a key"])
def test_a_report_whose_code_is_anothers_is_stored_under_the_next(host, db, make_key):
    key = make_key()
    with host.away():
        code = submit(host.client, key, BODY | {"description": f"Trùng mã {key}"}).json()["code"]
        with db.cursor() as cursor:
            cursor.execute("insert into pakn.report_code values (24, %s, gen_random_uuid(), %s, %s, %s, null)",
                           [code, b"k" * 16, b"b" * 16, b"s" * 32])
    with db.cursor() as cursor:
        cursor.execute("select code from pakn.report where description = %s", [f"Trùng mã {key}"])
        [(next_code,)] = cursor.fetchall()
        assert next_code != code
        if key:
            assert submit_stored(host.client, key, BODY | {"description": f"Trùng mã {key}"}).json()["code"] == next_code
        cursor.execute("delete from pakn.report_code where code = %s", [code])


@pytest.fixture
def new_api_key(seeded):
    """new_api_key(): a key of an app, and its name."""
    def make():
        name = "journal " + uuid.uuid4().hex[:6]
        return seeded.command("token", "add", "--tenant", TENANT, "--name", name).split()[-1], name

    return make


def test_a_credential_that_was_accepted_lately_is_taken_and_no_other(host, db, new_api_key):
    (key, _), (unused, _) = new_api_key(), new_api_key()
    report = new_key()
    submit_stored(host.client, Authorization="Bearer " + key)
    with host.away():
        taken = submit(host.client, report, Authorization="Bearer " + key)
        assert taken.status_code == 202
        for credential in (unused, key[:-1] + ("A" if key[-1] != "A" else "B")):
            problem_of(submit(host.client, report, Authorization="Bearer " + credential), 503, "unavailable")
    with db.cursor() as cursor:
        cursor.execute("select ch.code from pakn.report r join pakn.channel ch using (channel_id) where r.code = %s", [taken.json()["code"]])
        assert cursor.fetchall() == [("app",)]
    assert submit_stored(host.client, report, Authorization="Bearer " + key).json()["code"] == taken.json()["code"]


def test_a_credential_that_was_revoked_meanwhile_costs_no_report(host, db, seeded, new_api_key):
    key, name = new_api_key()
    submit_stored(host.client, Authorization="Bearer " + key)
    with host.away():
        code = submit(host.client, Authorization="Bearer " + key).json()["code"]
        seeded.command("token", "revoke", "--tenant", TENANT, "--name", name)
    assert reviewed(db, code) == ["credential_ended"]


def test_an_operators_report_keeps_its_channel_and_author(host, db, sign_in):
    headers = {"Authorization": sign_in("operator").headers["Authorization"]}
    assert host.client.get("/api/v1/queue", headers=headers).status_code in (200, 403)
    submit_stored(host.client, None, BODY | {"channel": "hotline"}, **headers)
    with host.away():
        code = submit(host.client, new_key(), BODY | {"channel": "hotline", "call_id": "abc"}, **headers).json()["code"]
    assert reviewed(db, code) == []
    [(_, _, _, _, created_by)] = stored(db, code)
    assert created_by


def test_what_an_importer_dates_is_not_kept(host, seeded):
    key = seeded.command("token", "add", "--tenant", TENANT, "--name", "nhap " + uuid.uuid4().hex[:6], "--role", "importer",
                         "--dates-from", "2026-01-01").split()[-1]
    dated = BODY | {"received_at": (datetime.datetime.now().astimezone() - datetime.timedelta(minutes=1)).isoformat(timespec="seconds")}
    submit_stored(host.client, new_key(), dated, Authorization="Bearer " + key)
    with host.away():
        problem_of(submit(host.client, new_key(), dated, Authorization="Bearer " + key), 503, "unavailable")


def test_a_row_that_the_database_does_not_take_is_set_aside_and_holds_nothing_up(host, db):
    with host.away():
        codes = [submit(host.client, new_key()).json()["code"] for _ in range(5)]
        rows_changed(host, "update report set row = json_set(row, '$.attributes', '{') where code = ?", codes[1])
        rows_changed(host, "update report set row = 'no JSON' where code = ?", codes[3])
        host.proxy.become("passing")
        wait_until("all others are moved in", lambda: host.rows("select code, refused from report order by place") ==
                   [(codes[1], "22P02"), (codes[3], "unreadable")])
        assert [len(stored(db, code)) for code in codes] == [1, 0, 1, 0, 1]
        assert host.client.get(f"{REPORTS}/{codes[1]}").json()["status"] == "journaled"
        wait_until("the gauge", lambda: host.metric("journal_reports_aside") == 2)
        wait_until("it is told", lambda: host.readiness() == (200, {"status": "degraded", "reason": "journal: 2 reports lie in it"}))
        said = host.command("journal", "list")
        assert re.search(rf"{codes[1]} +22P02$", said, re.MULTILINE) and re.search(r"\? +unreadable$", said, re.MULTILINE)
        assert "FINDING journal: 2 reports are set aside" in host.command("doctor", failing=True)
        rows_changed(host, "update report set row = json_remove(row, '$.attributes') where code = ?", codes[1])
        rows_changed(host, "delete from report where code = ?", codes[3])
        assert host.command("journal", "retry") == "1 reports wait again; the daemon tries them within a second.\n"
    assert len(stored(db, codes[1])) == 1


# The file, and the processes.

@pytest.fixture
def alone(make_daemon, cluster, daemon):
    """alone(**settings): a host of one's own, started."""
    hosts = []

    def make(**settings):
        hosts.append(Host(make_daemon, cluster, daemon, **settings))
        hosts[-1].start()
        return hosts[-1]

    yield make
    for host in hosts:
        if host.daemon.process and host.daemon.process.poll() is None:
            host.daemon.stop()
        host.proxy.close()


def killed(host):
    """Kills the daemon, master and all."""
    pid = host.daemon.process.pid
    host.daemon.process.kill()
    host.daemon.process.wait()
    host.daemon.log.close()
    host.daemon.process = None
    wait_until("its processes have ended", lambda: not children_of(pid) and not listening(host))


def children_of(pid):
    return [entry for entry in pathlib.Path("/proc").glob("[0-9]*/stat") if parent_of(entry) == pid]


def parent_of(entry):
    try:
        return int(entry.read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def listening(host):
    try:
        requests.get(host.daemon.admin_url + "/livez", timeout=5)
        return True
    except requests.RequestException:
        return False


def test_a_daemon_that_is_killed_loses_nothing_of_its_journal(alone, db):
    host, told = alone(), []
    host.proxy.become("away")
    for _ in range(3):
        told += [submit(host.client, new_key()) for _ in range(20)]
        killed(host)
        host.client.close()
        host.daemon.start()
        wait_until("reports are taken again", lambda: submit(host.client, new_key()).status_code == 202)
    assert {answer.status_code for answer in told} == {202}
    host.back()
    assert [len(stored(db, answer.json()["code"])) for answer in told] == [1] * 60


def test_rows_that_were_stored_but_not_yet_forgotten_stay_one_report(alone, db):
    """As after a kill between the commit of the database and that of the journal."""
    host = alone()
    host.proxy.become("away")
    codes = [submit(host.client, new_key()).json()["code"] for _ in range(10)]
    killed(host)
    kept = host.path.read_bytes(), pathlib.Path(f"{host.path}-wal").read_bytes()
    host.daemon.start()
    host.back()
    host.daemon.stop()
    for path, content in zip((host.path, pathlib.Path(f"{host.path}-wal")), kept):
        path.write_bytes(content)
        shutil.chown(path, host.path.parent.owner())
    host.daemon.start()
    host.back()
    assert [len(stored(db, code)) for code in codes] == [1] * 10


def test_a_full_journal_refuses_and_goes_on_when_there_is_room(alone):
    host = alone(journal_rows_max=3)
    with host.away():
        keys = [new_key() for _ in range(3)]
        first = [submit(host.client, key) for key in keys]
        assert [answer.status_code for answer in first] == [202] * 3
        answer = submit(host.client, new_key())
        problem_of(answer, 503, "busy")
        assert int(answer.headers["Retry-After"]) > 0
        assert submit(host.client, keys[0]).content == first[0].content
        status, said = host.readiness()
        assert (status, said["status"]) == (503, "unready")
        wait_until("the gauge", lambda: host.metric("journal_trouble") == 1)
    with host.away():
        assert submit(host.client, new_key()).status_code == 202


@pytest.mark.parametrize("spoil", ["head", "half", "all"])
def test_a_daemon_starts_with_a_damaged_journal_and_says_so_until_it_is_repaired(alone, db, spoil):
    host = alone()
    host.proxy.become("away")
    told = [submit(host.client, new_key()).json() for _ in range(60)]
    host.daemon.stop()
    size = host.path.stat().st_size
    with open(host.path, "r+b") as file:
        if spoil == "half":
            file.truncate(size // 2)
        else:
            file.write(b"\xa5" * (100 if spoil == "head" else size))
    host.proxy.become("passing")
    host.daemon.start()
    wait_until("it is noticed", lambda: host.readiness() == (
        200, {"status": "degraded", "reason": "journal: it is damaged: run pakn journal repair"}))
    assert host.metric("journal_trouble") == 1 and "journal_damaged" in host.daemon.log_text(20000)
    wait_until("reports are stored", host.stores)
    assert "pakn journal repair" in host.command("doctor", failing=True)
    host.command("journal", "check", failing=True)
    said = re.fullmatch(r"(\d+) reports were saved; the damaged file is (\S+) now\.\n", host.command("journal", "repair"))
    saved, kept = int(said[1]), pathlib.Path(said[2])
    assert {"head": saved == 60, "half": 0 < saved < 60, "all": saved == 0}[spoil], saved
    assert kept.stat().st_size == (size // 2 if spoil == "half" else size) and kept.stat().st_mode & 0o777 == 0o600
    host.back()
    assert sum(len(stored(db, report["code"])) for report in told) == saved
    with host.away():
        assert submit(host.client, new_key()).status_code == 202
    assert host.command("journal", "repair") == "The file is good: there is nothing to repair.\n"


def test_commands_tell_what_waits(alone):
    host = alone()
    assert host.command("journal", "check") == "The file is good; 0 reports wait, 0 are set aside.\n"
    assert "ok      journal\n" in host.command("doctor", failing=True)
    host.proxy.become("away")
    codes = [submit(host.client).json()["code"] for _ in range(2)]
    listed = host.command("journal", "list").splitlines()
    assert [line.split() for line in listed[:1]] == [["place", "arrived", "tenant", "code", "state"]]
    assert [line.split()[2:] for line in listed[1:]] == [["24", code, "waits"] for code in codes]
    assert "2 reports wait" in host.command("journal", "check")
    assert "FINDING journal: 2 reports wait" in host.command("doctor", failing=True)
    host.back()


def test_without_a_journal_everything_is_as_it_was(make_daemon, cluster, daemon):
    host = Host(make_daemon, cluster, daemon)
    host.daemon.settings["PAKN_JOURNAL"] = ""
    host.start()
    host.proxy.become("away")
    problem_of(submit(host.client, new_key()), 503, "unavailable")
    assert host.readiness()[0] == 503 and not host.path.exists()
    host.daemon.stop()
    host.proxy.close()
