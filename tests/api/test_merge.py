"""A province becomes part of another: by the command, killed half-way, while a daemon serves both; who tracks, repeats,
signs in, reports by a gateway or lies in a journal afterwards.  In a database of its own: a merger is for ever."""

import base64
import datetime
import hmac
import json
import os
import re
import secrets
import signal
import subprocess
import threading
import time
import uuid

import pytest

from given import Database
from proxy import Proxy
from support import DATABASE, ROOT, Api
from work import problem_of

OLD_HOST = "phananh.ninhthuan.example"
TODAY = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=7))).date()
SWITCH_SECONDS = 180  # until the daemon has read its list of provinces again; an end, not a measure
MAP = "agencies\tSGTVT\tSXD\nareas\t22741\t09187\naccounts\tchung.ten\tnt.chung.ten\n"
PHONE = "0912345671"


@pytest.fixture(scope="module")
def place(cluster, make_daemon):
    """Bắc Ninh and a small Ninh Thuận in a database of their own, and a daemon that serves both."""
    daemon = make_daemon()
    database = Database(cluster, daemon, DATABASE + "_merge")
    daemon.settings["PAKN_DATABASE"] = database.conninfo_of("pakn_app")
    subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-f", ROOT / "sql/seed/bac_ninh.sql", database.conninfo],
                   check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    database.ask("""select pakn.tenant_add('ninhthuan', 'Tỉnh Ninh Thuận', 58, %s, false);
        insert into pakn.agency (tenant_id, agency_id, code, name, short_name, level, kind) values
            (58, 1, 'TT1022', 'Bàn tiếp nhận Ninh Thuận', 'Bàn NT', 'province', 'desk'),
            (58, 2, 'SGTVT', 'Sở Giao thông vận tải Ninh Thuận', 'Sở GTVT', 'province', 'department');
        insert into pakn.area (tenant_id, area_id, code, name, full_name, level) values
            (58, 1, '58', 'Ninh Thuận', 'Tỉnh Ninh Thuận', 'province'), (58, 2, '22741', 'Mỹ Hương', 'Phường Mỹ Hương', 'commune');
        insert into pakn.category (tenant_id, category_id, code, name, deadline_class) values (58, 1, 'HTGT', 'Hạ tầng', 'normal');
        update pakn.tenant set desk_id = 1, second_factor = 'offered' where tenant_id = 58""", OLD_HOST)
    daemon.owner = database.conninfo
    yield daemon, database
    daemon.stop()
    database.close()


def pakn(daemon, *arguments, stdin=""):
    return subprocess.run(daemon._command(*arguments), env=daemon._environment(PAKN_DATABASE=daemon.owner), input=stdin,
                          text=True, capture_output=True, timeout=120)


def client(daemon, host=OLD_HOST, token=None):
    api = Api(daemon.url)
    api.headers["Host"] = host
    if token:
        api.headers["Authorization"] = "Bearer " + token
    return api


def report(n, **more):
    return {"category": "HTGT", "description": f"Biển báo đổ {n}", "area_code": "22741", "contact": {"name": "Người Ninh Thuận", "phone": PHONE}} | more


def signed(secret, body):
    id, at = "msg_" + secrets.token_hex(8), str(int(time.time()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = base64.b64encode(hmac.digest(key, f"{id}.{at}.".encode() + body, "sha256")).decode()
    return {"Content-Type": "application/json", "webhook-id": id, "webhook-timestamp": at, "webhook-signature": "v1," + mac}


def password_of(daemon, tenant, username, role, agency):
    password = secrets.token_urlsafe(15)
    made = pakn(daemon, "user", "add", "--tenant", tenant, "--username", username, "--role", role, "--agency", agency,
                "--password-stdin", stdin=password + "\n")
    assert made.returncode == 0, made.stderr
    return password


def signed_in(daemon, username, password, host="bacninh.example"):
    answer = client(daemon, host).post("/api/v1/session", json={"username": username, "password": password})
    assert answer.status_code == 201, answer.text
    return client(daemon, host, answer.json()["token"])


@pytest.fixture(scope="module")
def before(place):
    """What people have of Ninh Thuận before."""
    daemon, database = place
    made = {"staff": password_of(daemon, "ninhthuan", "nt.chuyenvien", "staff", "SGTVT"),
            "desk": password_of(daemon, "ninhthuan", "chung.ten", "dispatcher", "TT1022")}
    password_of(daemon, "bacninh", "chung.ten", "operator", "TT1022")
    made["here"] = password_of(daemon, "bacninh", "truc.ban", "dispatcher", "TT1022")
    made["supervisor"] = password_of(daemon, "bacninh", "giam.sat", "supervisor", "VPUB")
    made["key"] = pakn(daemon, "token", "add", "--tenant", "ninhthuan", "--name", "app").stdout.split()[-1]
    gateway = dict(line.split(": ") for line in pakn(daemon, "gateway", "add", "--tenant", "ninhthuan", "--name", "sms",
                                                     "--channel", "sms").stdout.splitlines())
    made["path"], made["secret"] = gateway["Address"], gateway["Secret"]
    daemon.start()
    old = client(daemon)
    made["keys"] = [str(uuid.uuid4()) for _ in range(12)]
    made["reports"] = [old.post("/api/v1/reports", json=report(n), headers={"Idempotency-Key": key}) for n, key in enumerate(made["keys"])]
    assert {answer.status_code for answer in made["reports"]} == {201}, made["reports"][0].text
    made["told"] = [answer.json() for answer in made["reports"]]
    assert {told["agency"]["name"] for told in made["told"]} == {"Bàn tiếp nhận Ninh Thuận"}
    made["by_app"] = client(daemon, token=made["key"]).post("/api/v1/reports", json=report("app"), headers={"Idempotency-Key": "app-1"}).json()
    worker = signed_in(daemon, "chung.ten", made["desk"], OLD_HOST)
    for n, action, body in ((0, "assign", {"agency": "SGTVT"}), (1, "reject", {"reason": "Ngoài phạm vi"})):
        case = made["told"][n]["id"]
        version = worker.get(f"/api/v1/cases/{case}").headers["ETag"]
        answer = worker.post(f"/api/v1/cases/{case}/{action}", json=body, headers={"If-Match": version})
        assert answer.status_code == 200, answer.text
    made["session"] = worker
    phone = "+84" + PHONE[1:]
    assert old.post("/api/v1/citizen/code", json={"phone": phone}).status_code == 202
    [line] = [json.loads(line) for line in (daemon.home / "spool/sms.log").read_text().splitlines() if json.loads(line)["to"] == phone]
    code = re.search(r"\b\d{6}\b", line["text"])[0]
    made["citizen"] = old.post("/api/v1/citizen/session", json={"phone": phone, "code": code}).json()["token"]
    return made


@pytest.fixture(scope="module")
def keeper(place, before, cluster, make_daemon):
    """Another host, which has kept a report of Ninh Thuận while the database was away from it, and has stopped since."""
    proxy = Proxy(cluster)
    keys = {name: place[0].settings["PAKN_" + name.upper()] for name in ("code_key", "secret_key", "identity_keys")}
    daemon = make_daemon(journal_after_ms=500, database=proxy.conninfo.replace(DATABASE, DATABASE + "_merge"), **keys)
    daemon.settings["PAKN_JOURNAL"] = str(daemon.home / "journal")
    daemon.start()
    proxy.become("away")
    daemon.kept = client(daemon).post("/api/v1/reports", json=report("nhật ký"), headers={"Idempotency-Key": str(uuid.uuid4())})
    daemon.stop()
    proxy.become("passing")
    assert daemon.kept.status_code == 202, daemon.kept.text
    yield daemon
    daemon.stop()
    proxy.close()


@pytest.fixture(scope="module")
def map_file(place):
    daemon, _ = place
    path = daemon.home / "map.tsv"
    path.write_text(MAP)
    path.chmod(0o644)
    return path


def test_what_stands_against_it_is_told_and_nothing_is_done(place, before, map_file):
    daemon, database = place
    said = pakn(daemon, "tenant", "merge", "ninhthuan", "bacninh", "--at", str(TODAY))
    assert said.returncode == 1 and not said.stderr, said.stderr
    lines = [line.split() for line in said.stdout.splitlines()]
    assert lines[1][:2] == ["accounts", "chung.ten"] and lines[2][:2] == ["agencies", "SGTVT"] and lines[3][:2] == ["areas", "22741"], said.stdout
    tried = pakn(daemon, "tenant", "merge", "ninhthuan", "bacninh", "--at", str(TODAY), "--map", str(map_file), "--dry-run")
    assert tried.returncode == 0 and "open cases           12" in tried.stdout and "closed, which stay   1" in tried.stdout, tried.stdout + tried.stderr
    later = pakn(daemon, "tenant", "merge", "ninhthuan", "bacninh", "--at", str(TODAY + datetime.timedelta(days=3)), "--map", str(map_file))
    assert later.returncode == 0 and "Nothing is done before" in later.stdout
    assert database.ask("select merged_into from pakn.tenant where tenant_id = 58") == [(None,)]


MISUSES = [(["ninhthuan"], 2, "needs one of: add CODE | list | set CODE | merge OLD INTO"), (["ninhthuan", "bacninh"], 2, "merge needs --at"),
           (["hue", "bacninh", "--at", "2026-11-22"], 1, "there is no such province"),
           (["bacninh", "bacninh", "--at", "2026-11-22"], 1, "a province becomes part of another one"),
           (["ninhthuan", "bacninh", "--at", "mai"], 1, "--at is a day as 2026-03-01"),
           (["ninhthuan", "bacninh", "--at", "2026-11-22", "--map", "/nonexistent"], 1, "cannot read /nonexistent")]


@pytest.mark.parametrize("arguments, code, said", MISUSES, ids=[" ".join(m[0]) for m in MISUSES])
def test_misuse_is_told_in_sentences(place, arguments, code, said):
    ended = pakn(place[0], "tenant", "merge", *arguments)
    assert ended.returncode == code and said in ended.stderr, ended.stderr


class Senders(threading.Thread):
    """Somebody who reports to the old province all the time, and sends again what got no answer."""

    def __init__(self, daemon):
        super().__init__(daemon=True)
        self.api, self.stopping, self.told, self.put_off, self.unexpected = client(daemon), False, {}, 0, []

    def run(self):
        while not self.stopping:
            key = str(uuid.uuid4())
            while key not in self.told and not self.unexpected:
                answer = self.api.post("/api/v1/reports", json={"description": "Đường ngập " + key}, headers={"Idempotency-Key": key})
                if answer.status_code == 201:
                    self.told[key] = answer.json()
                elif answer.status_code == 503:
                    self.put_off += 1
                    time.sleep(0.2)
                else:
                    self.unexpected.append(answer.text)
            time.sleep(0.02)

    def wait_told(self, count):
        wanted, end = len(self.told) + count, time.monotonic() + SWITCH_SECONDS
        while len(self.told) < wanted:
            assert not self.unexpected and time.monotonic() < end, self.unexpected
            time.sleep(0.05)


@pytest.fixture(scope="module")
def senders(place, before):
    """Who reports while the provinces are merged."""
    senders = Senders(place[0])
    senders.start()
    yield senders
    senders.stopping = True


@pytest.fixture(scope="module")
def merged(place, before, keeper, map_file, senders):
    """The merger, killed in the middle three times and then run to its end, and a daemon that knows of it."""
    daemon, database = place
    arguments = daemon._command("tenant", "merge", "ninhthuan", "bacninh", "--at", str(TODAY), "--map", str(map_file))
    environment = daemon._environment(PAKN_DATABASE=daemon.owner)
    senders.wait_told(10)
    for seconds in (0.05, 0.12, 0.2):
        run = subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        time.sleep(seconds)
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
    end = time.monotonic() + SWITCH_SECONDS
    while True:  # until PostgreSQL has noticed that the killed one is gone
        done = subprocess.run(arguments, env=environment, text=True, capture_output=True, timeout=120)
        if "another command is at it" not in done.stderr:
            break
        assert time.monotonic() < end
        time.sleep(0.2)
    assert done.returncode == 0, done.stdout + done.stderr
    again = subprocess.run(arguments, env=environment, text=True, capture_output=True, timeout=120)
    assert again.returncode == 0 and again.stdout.splitlines()[-1] == done.stdout.splitlines()[-1], again.stdout + again.stderr
    old = client(daemon)
    while not old.get("/api/v1/agencies").json()["items"]:
        assert time.monotonic() < end
        time.sleep(0.2)
    senders.wait_told(5)
    senders.stopping = True
    senders.join(SWITCH_SECONDS)
    assert not senders.is_alive()
    return done.stdout


def test_what_was_acknowledged_is_there_once_and_the_history_ended_with_a_checkpoint(place, before, senders, merged):
    _, database = place
    [(cases, checked)] = database.ask("select cases, last_hash = (select hash from pakn.event_head where tenant_id = 58) from pakn.tenant_merge")
    assert f"ninhthuan is part of bacninh: {cases} cases went over." in merged and cases > 12 and checked
    open_ones = [told["code"] for n, told in enumerate([*before["told"], before["by_app"], *senders.told.values()]) if n != 1]
    assert len(set(open_ones)) == len(open_ones) > 25
    assert database.ask("""select count(*), count(distinct report_id), count(distinct code), count(distinct code) filter (where code = any (%s))
        from pakn.report where tenant_id = 24""", open_ones) == [(len(open_ones),) * 4]
    assert database.ask("select count(*) from pakn.report where tenant_id = 58 and closed_at is null") == [(0,)]
    assert database.ask("select count(*) from pakn.report_event where type = 'merged'") == [(cases,)]
    assert database.ask("select pakn.event_verify(58), pakn.event_verify(24)") == [(None, None)]
    acts = "select array_agg(action order by act_id) from pakn.admin_act where tenant_id = %s and noun = 'tenants' and action ~ 'merge' and command = 'pakn tenant'"
    assert database.ask(acts, 58) == database.ask(acts, 24) == [(["merge-plan", "merge-plan", "merge", "merge-end"],)]


@pytest.mark.parametrize("host", [OLD_HOST, "bacninh.example"])
def test_codes_and_secrets_of_before_answer_at_both_hosts(place, before, merged, host):
    for n in (0, 1, 5):
        told = before["told"][n]
        public = client(place[0], host).get(f"/api/v1/reports/{told['code']}")
        assert public.status_code == 200 and "description" not in public.json(), public.text
        own = client(place[0], host, told["secret"]).get(f"/api/v1/reports/{told['code']}").json()
        assert own["description"] == f"Biển báo đổ {n}" and own["received_at"] == told["received_at"] and own["due_at"] == told["due_at"]
        assert own["agency"]["name"] == ("Sở Xây dựng tỉnh Bắc Ninh" if n == 0 else "Bàn tiếp nhận Ninh Thuận" if n == 1
                                         else "Trung tâm Phục vụ hành chính công tỉnh – Bàn tiếp nhận 1022")
        assert [e["type"] for e in own["timeline"]][0] == "received" and ("merged" in [e["type"] for e in own["timeline"]]) == (n != 1)


def test_a_request_that_is_sent_again_meets_its_first_answer(place, before, merged):
    daemon, database = place
    for n in (0, 1, 5):
        again = client(daemon).post("/api/v1/reports", json=report(n), headers={"Idempotency-Key": before["keys"][n]})
        assert again.status_code == 201 and again.headers["Idempotency-Replayed"] == "true"
        assert again.content == before["reports"][n].content, "byte for byte"
    again = client(daemon, token=before["key"]).post("/api/v1/reports", json=report("app"), headers={"Idempotency-Key": "app-1"})
    assert again.headers.get("Idempotency-Replayed") == "true" and again.json() == before["by_app"]
    problem_of(client(daemon).post("/api/v1/reports", json=report("khác"), headers={"Idempotency-Key": before["keys"][5]}), 422, "key_reused")


def test_staff_sign_in_to_the_successor_and_read_who_sent_it(place, before, merged):
    daemon, _ = place
    problem_of(before["session"].get("/api/v1/queue"), 401, "unauthenticated")
    worker = signed_in(daemon, "nt.chuyenvien", before["staff"], OLD_HOST)
    assert [item["id"] for item in worker.get("/api/v1/queue").json()["items"]] == [before["told"][0]["id"]]
    assert signed_in(daemon, "nt.chung.ten", before["desk"]).get("/api/v1/session").status_code == 200
    desk = signed_in(daemon, "truc.ban", before["here"])
    case = desk.get(f"/api/v1/cases/{before['told'][0]['id']}").json()
    assert [e["type"] for e in case["history"]] == ["received", "assigned", "merged"]
    shown = desk.post(f"/api/v1/cases/{case['id']}/identity", json={"reason": "Gọi lại"})
    assert shown.status_code == 200 and shown.json()["contact"]["name"] == "Người Ninh Thuận" and shown.json()["contact"]["phone"] == "+84912345671"


def test_a_citizen_finds_both_what_goes_on_and_what_stayed(place, before, merged):
    own = client(place[0], token=before["citizen"]).get("/api/v1/citizen/reports", params={"limit": 50}).json()["items"]
    assert {item["code"] for item in own} >= {told["code"] for told in before["told"]}
    assert len(own) == 13
    one = client(place[0], token=before["citizen"]).get(f"/api/v1/reports/{before['told'][1]['code']}").json()
    assert one["description"] == "Biển báo đổ 1"


def test_what_the_old_province_is_told_lands_in_the_successor(place, before, merged):
    daemon, database = place
    here = client(daemon).post("/api/v1/reports", json={"description": "Đèn đường hỏng", "area_code": "09187"})
    assert here.status_code == 201 and here.json()["agency"]["code"] == "TT1022", here.text
    body = json.dumps({"description": "Tin nhắn đến sau", "contact": {"phone": "0903123456"}}).encode()
    sent = Api(daemon.url).post(before["path"], data=body, headers=signed(before["secret"], body))
    assert sent.status_code == 201, sent.text
    assert database.ask("select count(*) from pakn.report where tenant_id = 24 and report_id = any (%s::uuid[])",
                        [here.json()["id"], sent.json()["id"]]) == [(2,)]
    assert database.ask("select count(*) from pakn.report where tenant_id = 58 and closed_at is null") == [(0,)]


def test_what_a_journal_kept_for_the_old_province_lands_in_the_successor(place, before, keeper, merged):
    daemon, database = place
    keeper.start()
    code, end = keeper.kept.json()["code"], time.monotonic() + SWITCH_SECONDS
    while not (found := database.ask("select tenant_id, report_id::text from pakn.report where code = %s", code)):
        assert time.monotonic() < end, keeper.log_text()
        time.sleep(0.2)
    assert [row[0] for row in found] == [24]
    own = client(daemon, OLD_HOST, keeper.kept.json()["secret"]).get(f"/api/v1/reports/{code}").json()
    assert own["description"] == "Biển báo đổ nhật ký"
    shown = signed_in(daemon, "truc.ban", before["here"]).post(f"/api/v1/cases/{found[0][1]}/identity", json={"reason": "Gọi lại"})
    assert shown.status_code == 200 and shown.json()["contact"]["name"] == "Người Ninh Thuận", shown.text
    assert code in [item["code"] for item in client(daemon, token=before["citizen"]).get("/api/v1/citizen/reports", params={"limit": 50}).json()["items"]]


def test_who_wants_to_be_forgotten_is_in_both_provinces(place, before, merged):
    daemon, database = place
    stayed = before["told"][1]
    forget = client(daemon, "bacninh.example", stayed["secret"]).delete(f"/api/v1/reports/{stayed['code']}/contact")
    assert forget.status_code == 204, forget.text
    assert database.ask("select count(*) from pakn.report_sender where tenant_id = 58") == [(0,)]
    problem_of(client(daemon, token=stayed["secret"]).post(f"/api/v1/reports/{stayed['code']}/supplement", json={"text": "Thêm"}), 409, "closed_already")


def test_figures_are_asked_with_the_merged_province_and_count_once(place, before, merged):
    now = datetime.datetime.now(datetime.timezone.utc).replace(minute=0, second=0, microsecond=0)
    period = {"from": (now - datetime.timedelta(hours=5)).isoformat(), "to": (now + datetime.timedelta(hours=2)).isoformat(), "group_by": "agency"}
    supervisor = signed_in(place[0], "giam.sat", before["supervisor"])
    alone, both = (supervisor.get("/api/v1/stats/resolution", params=period | more).json() for more in ({}, {"merged": "true"}))
    assert both["total"]["received"] == alone["total"]["received"] + 1 and both["total"]["refused"] == 1
    assert both["merged"] is True and alone["total"]["refused"] == 0


def test_the_old_province_is_only_read(place, merged):
    daemon, _ = place
    for arguments in (["tenant", "set", "ninhthuan", "--name", "Khác"], ["user", "add", "--tenant", "ninhthuan", "--username", "ai.do", "--role", "staff", "--agency", "SGTVT", "--password-stdin"]):
        refused = pakn(daemon, *arguments, stdin="cây gạo đầu làng\n")
        assert (refused.returncode, refused.stderr) == (1, "pakn: this province became part of another: see pakn tenant list\n"), arguments
    listed = pakn(daemon, "tenant", "list").stdout
    assert [line for line in listed.splitlines() if line.startswith("ninhthuan") and "bacninh" in line]
