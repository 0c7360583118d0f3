"""The history cannot be rewritten: whoever owns the database and changes a row is found out, by the chain or by what was signed before."""

import base64
import re
import subprocess
import time

import pytest

from given import Database
from support import ROOT

KEY, NEXT_KEY = "1:" + "1f" * 32, "2:" + "2e" * 32
COUNT = 40  # reports, each with a note

FILL = """
    select pakn.partition_ensure(now(), now());
    insert into pakn.report (tenant_id, report_id, code, received_at, channel_id, kind, category_id, urgency, area_id, agency_id, status, stat_class,
        publish, anonymous, due_at, description, text_salt, route_reason)
    select 24, pakn.uuid_at(clock_timestamp(), n), 'C' || n, now(), 1, 'site', 0, 'normal', 0, 1, 'received', 1, true, false, now(), 'Báo hỏng số ' || n, pakn.salt(), 'Theo quy tắc'
    from generate_series(1, %(count)s) n;
    insert into pakn.report_event
    select 24, r.report_id, r.report_id, now(), 'received', 'citizen', null, null, r.status, null, 1, 0, 0, 1, 0, r.due_at, true,
        sha256(r.text_salt || convert_to(r.description, 'UTF8')) from pakn.report r;
    insert into pakn.event_content select 24, pakn.uuid_at(clock_timestamp(), 0), r.report_id, pakn.salt(), 'Ghi chú ' || r.code from pakn.report r;
    insert into pakn.report_event
    select 24, c.event_id, c.report_id, now(), 'noted', 'staff', 1, 'received', 'received', 1, 1, 0, 0, 1, 0, now(), false, sha256(c.salt || convert_to(c.text, 'UTF8'))
    from pakn.event_content c;
    insert into pakn.event_unsealed select tenant_id, event_id from pakn.report_event;
    select pakn.event_seal(1000);
"""
# Renumbers and chains what is there, as only who owns the database could.
REBUILT = """
    delete from pakn.event_seal; delete from pakn.event_head;
    insert into pakn.event_unsealed select tenant_id, event_id from pakn.report_event;
    select pakn.event_seal(1000);
"""
EVENT = "(select event_id from pakn.event_seal where seq = 50)"


TABLES = ["report", "report_event", "event_content", "event_seal", "event_head", "event_unsealed"]


class History(Database):
    """A database with a history alone, which can be put back, and what commands of the binary say of it."""

    def __init__(self, cluster, daemon):
        super().__init__(cluster, daemon, "pakn_history")
        self.daemon = daemon
        self.tenant_add(24, "bacninh", "Bắc Ninh", "127.0.0.1", default=True)
        self.change(FILL % {"count": COUNT})
        self.change("create schema kept;" + "".join(f"create table kept.{table} as table pakn.{table};" for table in TABLES))

    def put_back(self):
        self.change("".join(f"truncate pakn.{table}; insert into pakn.{table} select * from kept.{table};" for table in TABLES))

    def change(self, statement):
        with self.connection.cursor() as cursor:
            cursor.execute(statement)

    def run(self, *arguments, keys=KEY):
        environment = self.daemon._environment(PAKN_CHECKPOINT_KEYS=keys)
        database = [] if arguments[-1] == "keys" else ["--database", self.conninfo]
        return subprocess.run(self.daemon._command(*arguments, *database), env=environment, text=True, capture_output=True, timeout=60)

    def said(self, *arguments, keys=KEY):
        """What the doctor says of the history."""
        out = self.run("doctor", "--history", *arguments, keys=keys).stdout
        return [line for line in out.splitlines() if re.match(r"(ok|FINDING) +(history|checkpoint)", line)]

    def written(self, name, text):
        path = self.daemon.home / name
        path.write_text(text)
        path.chmod(0o644)
        return str(path)

    def keep(self, name, keys=KEY):
        done = self.run("checkpoint", keys=keys)
        assert done.returncode == 0, done.stderr
        return self.written(name, done.stdout)


@pytest.fixture(scope="module")
def database(cluster, seeded):
    made = History(cluster, seeded)
    yield made
    made.close()


@pytest.fixture
def history(database):
    yield database
    database.put_back()


@pytest.mark.parametrize("statement, number, fault", [
    (f"update pakn.report_event set due_at = due_at + interval '1 day' where event_id = {EVENT}", 50, "the event or its seal is not what it was"),
    (f"delete from pakn.report_event where event_id = {EVENT}", 50, "the event that was sealed is not there"),
    ("delete from pakn.event_seal where seq = 50", 50, "there is no seal of this number"),
    (f"update pakn.event_content set text = 'Không ai hứa gì' where event_id = {EVENT}", 50, "its words are not those that were sealed"),
    ("update pakn.report set description = 'Khác' where code = 'C7'", 7, "its words are not those that were sealed"),
    ("update pakn.report set description = 'Khác', text_salt = null where code = 'C7'", 7, "its words are not those that were sealed"),
    ("update pakn.event_content c set text = o.text, salt = o.salt from pakn.event_content o, pakn.event_seal s, pakn.event_seal t where s.seq = 50 and t.seq = 51"
     " and c.event_id in (s.event_id, t.event_id) and o.event_id in (s.event_id, t.event_id) and o.event_id <> c.event_id", 50, "its words are not those"),
    ("update pakn.event_seal s set event_id = o.event_id from pakn.event_seal o where (s.seq, o.seq) in ((20, 21), (21, 20))", 20, "the event or its seal is not what it was"),
    ("delete from pakn.event_seal where seq > 70", 71, "the chain does not end where its head says"),
    ("insert into pakn.report_event select tenant_id, gen_random_uuid(), report_id, at, type, actor_kind, actor_id, from_status, to_status, from_agency_id, agency_id,"
     f" category_id, area_id, stat_class, stat_bucket, due_at, public from pakn.report_event where event_id = {EVENT}", 81, "an event was put in that was never sealed"),
])
def test_whoever_changes_a_row_is_found_out_by_its_number(history, statement, number, fault):
    history.change(statement)
    first = history.said()[0]
    assert re.match(rf"FINDING history: bacninh: number {number}( \([0-9a-f-]+\))?: {fault}", first), first


@pytest.mark.parametrize("statement, fault", [
    ("update pakn.report set status = 'resolved' where code = 'C9'", r"report C9 \(.*\): the report is not where its last event left it"),
    ("update pakn.report set answer = 'Đã xong' where code = 'C9'", r"report C9 \(.*\): its answer is none that its history has"),
    ("insert into pakn.report select (jsonb_populate_record(r, jsonb_build_object('report_id', gen_random_uuid(), 'code', 'NEW'))).* from pakn.report r where code = 'C9'",
     r"report NEW \(.*\): the report has no history"),
])
def test_a_report_stands_where_its_history_leaves_it(history, statement, fault):
    history.change(statement)
    assert any(re.match("FINDING history: bacninh: " + fault, line) for line in history.said())


def test_who_changes_what_recomputes_the_history_is_found_out_too(history):
    own = (ROOT / "sql/functions/history/event_erased.sql").read_text()
    history.change(own.replace("return exists", "return true or exists"))
    said = history.said()
    history.change(own)
    assert said == ["FINDING history: the functions that recompute it are not those of this binary"]
    assert history.said()[0].startswith("ok ")


def test_an_untouched_history_agrees_with_what_was_signed_before(history):
    kept = history.keep("kept")
    with open(kept) as file:
        note = file.read()
    assert re.fullmatch(r"PAKN history\nprovince bacninh 24\nevents 80\ndigest [0-9a-f]{64}\ntime 20\S+\+07:00\n\n— pakn-1 \S+=\n\n", note)
    assert re.match(r"ok +history of bacninh: 80 events, \d+/s; the last is [0-9a-f]{10}", history.said("--checkpoint", kept)[0])
    assert history.said("--checkpoint", kept)[1:] == ["ok      checkpoints: 1 agree"]


@pytest.mark.parametrize("statement, fault", [
    (f"update pakn.report_event set agency_id = 2 where event_id = {EVENT};" + REBUILT, "number 80: the history was rebuilt: something up to this number, and behind 0, is not what it was"),
    (f"delete from pakn.report_event where event_id = {EVENT};" + REBUILT, "number 80: the history ends before, with number 79: its end was cut off"),
    ("delete from pakn.report_event e using pakn.event_seal s where s.seq > 60 and e.event_id = s.event_id; delete from pakn.event_seal where seq > 60;"
     "update pakn.event_head h set seq = 60, hash = s.hash from pakn.event_seal s where s.seq = 60", "number 80: the history ends before, with number 60: its end was cut off"),
])
def test_a_chain_that_was_made_anew_disagrees_with_what_was_signed_before(history, statement, fault):
    kept = history.keep("kept")
    history.change(statement)
    said = history.said("--checkpoint", kept)
    assert said[0].startswith("ok      history of bacninh: ") and len(said) == 2
    assert re.match(r"FINDING checkpoint: bacninh, 20\S+, " + fault, said[1]), said[1]


def test_keys_take_over_from_one_another(history):
    old, both, new = history.keep("old"), history.keep("both", f"{NEXT_KEY},{KEY}"), history.keep("new", NEXT_KEY)
    told = history.run("checkpoint", "keys")
    assert told.returncode == 0 and told.stdout.startswith("pakn-1+")
    public = history.written("public", "# kept since 2026\n" + told.stdout)
    for kept, keys, expected in ((old, f"{NEXT_KEY},{KEY}", "ok      checkpoints: 1 agree"), (both, KEY, "ok      checkpoints: 1 agree"), (both, NEXT_KEY, "ok      checkpoints: 1 agree"),
                                 (new, KEY, "it is signed by no key that is known"), (old, NEXT_KEY, "it is signed by no key that is known")):
        assert expected in history.said("--checkpoint", kept, keys=keys)[-1]
    assert history.said("--checkpoint", old, "--keys", public, keys=NEXT_KEY)[-1] == "ok      checkpoints: 1 agree"


@pytest.mark.parametrize("spoil, expected", [
    (lambda text: text.replace("events 80", "events 79"), "its signature is wrong"), (lambda text: text.replace("bacninh", "hanoi"), "its signature is wrong"),
    (lambda text: text[:-30], "it is no checkpoint"), (lambda text: "x" + text, "it is no checkpoint"), (lambda text: "", "has none")])
def test_a_checkpoint_that_was_changed_is_none(history, spoil, expected):
    kept = history.keep("kept")
    with open(kept) as file:
        text = file.read()
    assert expected in history.said("--checkpoint", history.written("kept", spoil(text)))[-1]


def test_openssl_alone_can_check_a_signature(history, tmp_path):
    with open(history.keep("kept")) as file:
        text, signature = file.read().split("\n\n— pakn-1 ")
    pem = re.search(r"-----BEGIN.*-----\n", history.run("checkpoint", "keys").stdout, re.DOTALL)[0]
    for name, content in (("text", (text + "\n").encode()), ("key.pem", pem.encode()), ("signature", base64.b64decode(signature)[4:])):
        (tmp_path / name).write_bytes(content)
    subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", tmp_path / "key.pem", "-rawin", "-in", tmp_path / "text",
                    "-sigfile", tmp_path / "signature"], check=True, capture_output=True)


def test_the_courier_writes_checkpoints_by_itself(make_daemon, seeded, send):
    daemon = make_daemon(checkpoint_keys=KEY, checkpoint_minutes="1")
    path = daemon.home / "checkpoints"
    daemon.settings["PAKN_CHECKPOINT_FILE"] = str(path)
    send()
    daemon.start()
    deadline = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < deadline
        time.sleep(0.2)
    daemon.stop()
    assert re.match(r"PAKN history\nprovince bacninh 24\nevents \d+\ndigest ", path.read_text())
