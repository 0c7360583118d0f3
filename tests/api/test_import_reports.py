"""`pakn import reports`: an old system's history, as if it had happened here."""

import csv
import io
import json
import os
import secrets
import subprocess
import time

import psycopg2
import pytest

from attachments import until
from support import ROOT, TENANT, Api
from work import done, queue_items

DATABASE = "pakn_reports"
PASSWORD = "mat khau that dai"
TIMES = ["accepted_at", "answered_at", "released_at", "closed_at"]

# A line for each status: what it needs and no more, and some that have all they may.
HISTORY = [
    {"code": "BN-2023-001", "received_at": "2023-10-09 08:15", "status": "resolved", "category_code": "HTGT", "area_code": "09187",
     "accepted_at": "2023-10-09 09:00", "answered_at": "2023-10-10 09:00", "released_at": "2023-10-11 09:00", "closed_at": "2023-10-12 10:00",
     "answer": "Đã vá mặt đường.\nXin cảm ơn.", "outcome": "fixed", "description": "Ổ gà lớn,\ntrước số nhà 5", "agency_code": "SXD", "public": "true"},
    {"code": "BN-2023-002", "received_at": "2023-11-01", "status": "resolved", "released_at": "2024-02-20T16:00:00+07:00", "answer": "Trả lời muộn."},
    {"code": "BN-2024-003", "received_at": "2024-03-01 10:00:05", "status": "rejected", "closed_at": "2024-03-01 11:00", "reason": "Không thuộc phạm vi."},
    {"code": "BN-2024-004", "received_at": "2024-03-01 10:00", "status": "rejected", "accepted_at": "2024-03-01 10:30", "closed_at": "2024-03-02",
     "reason": "Nội dung đã trả lời."},
    {"code": "BN-2024-005", "received_at": "2024-03-02 10:00", "status": "withdrawn", "closed_at": "2024-03-02 11:00"},
    {"code": "BN-2024-006", "received_at": "2024-03-02 10:00", "status": "duplicate", "closed_at": "2024-12-02 11:00", "reason": "Trùng BN-2024-005"},
    {"code": "BN-2024-007", "received_at": "2024-03-02 10:00", "status": "no_reply", "closed_at": "2024-03-03 11:00"},
    {"code": "BN-2024-008", "received_at": "2024-03-02 10:00", "status": "transferred_out", "closed_at": "2024-03-03 11:00"},
    {"code": "H12.45/2026", "received_at": "2026-11-20 10:00", "status": "received", "contact_name": "Nguyễn Văn A", "contact_phone": "0903 123 456",
     "contact_email": "a@Example.vn", "channel": "hotline", "kind": "site"},
    {"code": "H12.46/2026", "received_at": "2026-11-20 10:00", "status": "assigned", "agency_code": "SXD", "due_at": "2099-01-01", "publish": "true"},
    {"code": "H12.47/2026", "received_at": "2026-01-20 10:00", "status": "in_progress", "accepted_at": "2026-01-21 10:00", "agency_code": "SXD"},
    {"code": "H12.48/2026", "received_at": "2026-01-20 10:00", "status": "answered", "answered_at": "2026-01-21 10:00", "agency_name": "Sở Xây dựng",
     "answer": "Chờ lãnh đạo duyệt."},
    {"code": "H12.49/2026", "received_at": "2026-01-20 10:00", "status": "answered", "answered_at": "2026-01-21 10:00", "agency_code": "TT1022",
     "answer": "Chờ bộ phận tiếp nhận."},
]
OPEN = ("received", "assigned", "in_progress", "answered")


def table(lines, delimiter=","):
    """Writes lines as a file, its columns being those that any line has."""
    names = list(dict.fromkeys(name for line in lines for name in line))
    out = io.StringIO()
    writer = csv.DictWriter(out, names, delimiter=delimiter)
    writer.writeheader()
    writer.writerows({"description": "Phản ánh cũ"} | line if "description" in names else line for line in lines)
    return out.getvalue()


class System:
    """A daemon over a database of its own with the demo's province."""

    def __init__(self, cluster, make_daemon):
        self.cluster = cluster
        self.owner = cluster.call("conninfo", DATABASE, "pakn_owner").strip()
        self.drop()
        cluster.call("createdb", DATABASE)
        self.daemon = make_daemon(database=cluster.call("conninfo", DATABASE, "pakn_app").strip())
        self.daemon.command("migrate", "--database", self.owner)
        subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-f", ROOT / "sql/seed/bac_ninh.sql", self.owner],
                       check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        # What is compared before and after shall not be archived in between.
        archived = self.command("tenant", "set", "--archive-days", "none", TENANT)
        assert archived.returncode == 0, archived.stderr
        self.daemon.start()
        self.db = psycopg2.connect(self.owner)
        self.db.autocommit = True

    def drop(self):
        self.cluster.call("psql", "-d", "postgres", "-qc", f"drop database if exists {DATABASE} with (force)")

    def end(self):
        self.db.close()
        self.daemon.stop()
        self.drop()

    def ask(self, statement, *values):
        with self.db.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()

    def command(self, *arguments, stdin=""):
        return subprocess.run(self.daemon._command(*arguments, "--database", self.owner), env=self.daemon._environment(),
                              input=stdin, text=True, capture_output=True, timeout=120)

    def take(self, given, *options):
        """Imports reports from a text or from lines."""
        path = self.daemon.home / "given"
        path.write_text(given if isinstance(given, str) else table(given))
        os.chmod(path, 0o644)
        return self.command("import", "reports", path, "--tenant", TENANT, *options)

    def member(self, role, agency):
        name = f"{role}.{agency.lower()}.{secrets.token_hex(3)}"
        made = self.command("user", "add", "--tenant", TENANT, "--username", name, "--role", role, "--agency", agency,
                            "--password-stdin", stdin=PASSWORD)
        assert made.returncode == 0, made.stderr
        client = Api(self.daemon.url)
        answer = client.post("/api/v1/session", json={"username": name, "password": PASSWORD})
        client.headers["Authorization"] = "Bearer " + answer.json()["token"]
        return client

    def content(self):
        """What is stored, but for what chores do with it."""
        return self.ask("""select (select array_agg(r::text order by r.report_id) from pakn.report r),
            (select array_agg(e::text order by e.event_id) from pakn.report_event e),
            (select array_agg(c::text order by c.event_id) from pakn.event_content c),
            (select array_agg(c::text order by c.code) from pakn.report_code c),
            (select array_agg(s::text order by s.report_id) from pakn.report_sender s),
            (select array_agg(w::text order by w.report_id) from pakn.work_item w)""")

    def recount_differs(self):
        """Tells where the figures are not those that the events tell."""
        return self.ask("""
            with cells as (
                select c.side, d.name, b.basis, c.cell - '{tenant_id,basis,dimension,grain,starts_at}'::text[] as cell
                from unnest(array['agency', 'area', 'category', 'channel']) d (name), unnest(array['received', 'handled']::pakn.stat_basis[]) b (basis),
                    lateral (
                        select 1 as side, to_jsonb(x) as cell from pakn.stats_cells(24, b.basis, d.name, '2020-01-01', '2027-01-01') x
                        union all
                        select -1, to_jsonb(x) from pakn.stats_cells(24, b.basis, d.name, '2020-01-01', '2027-01-01', null, now()) x) c)
            select name, basis, c.cell->>'key', f.key, sum(side * f.value::int) from cells c, jsonb_each_text(c.cell) f
            where f.key not in ('key', 'key_2') group by 1, 2, 3, 4 having sum(side * f.value::int) <> 0""")


@pytest.fixture(scope="module")
def system(cluster, make_daemon):
    system = System(cluster, make_daemon)
    yield system
    system.end()


@pytest.fixture(scope="module")
def history(system):
    """The history above, imported."""
    taken = system.take(HISTORY)
    assert taken.returncode == 0, taken.stderr
    assert (taken.returncode, taken.stdout, taken.stderr) == (0, f"{len(HISTORY)} lines: {len(HISTORY)} added, 0 changed, 0 same\n", "")
    return system


@pytest.fixture
def api(system):
    with Api(system.daemon.url) as session:
        yield session


@pytest.mark.parametrize("line", HISTORY, ids=lambda line: line["code"])
def test_an_old_code_answers_with_what_the_file_says(history, api, line):
    path = "/api/v1/reports/" + line["code"].replace("/", "-")
    if line.get("public") == "true":
        assert until(lambda: "answer" in api.get(path).json()), "once the courier has masked it"
    told = api.get(path).json()
    assert (told["code"], told["status"]) == (line["code"], line["status"])
    for name in ("category_code", "area_code", "agency_code"):
        if name in line:
            assert told[name.split("_")[0]] in (line[name], told[name.split("_")[0]]) and line[name] in json.dumps(told)
    assert told["received_at"][:10] == line["received_at"][:10]
    assert ("answer" in told) == (line.get("public") == "true")
    shown = [event["type"] for event in told["timeline"]]
    assert shown[0] == "received" and ("accepted" in shown) == ("accepted_at" in line)


# How a code may be typed; all mean the first of each row.
@pytest.mark.parametrize("code, typed", [(code, typed) for code, *forms in [
    ("BN-2023-001", "bn-2023-001", "BN%202023%20001", "BN_2023.001", "%20BN-2023-001%20", "-BN--2023-001"),
    ("H12.45/2026", "H12.45-2026", "h12-45-2026", "H12%3A45%202026", "H12.45-.-2026")] for typed in forms])
def test_an_old_code_is_found_in_any_case_and_with_anything_between_its_parts(history, api, code, typed):
    assert api.get("/api/v1/reports/" + typed).json()["code"] == code


@pytest.mark.parametrize("typed, status", [("BN-2023-009", 404), ("BN2023001", 404), ("BN-2023-001%C4%90", 404), ("A" * 65, 404), ("%2D", 404),
                                           ("H12.45%2F2026", 400), ("H12.45/2026", 404)])
def test_what_is_no_code_of_a_report_is_not_found(history, api, typed, status):
    assert api.get("/api/v1/reports/" + typed).status_code == status


def test_old_codes_that_could_be_ours_answer_as_they_were_written(system, api):
    codes = [f"BL2023-{n:05}" for n in range(100)]
    taken = system.take([{"code": code, "received_at": "2023-01-01", "status": "withdrawn", "closed_at": "2023-01-02", "description": "Mã cũ"} for code in codes])
    assert taken.returncode == 0, taken.stderr
    assert [api.get(f"/api/v1/reports/{code.lower()}").json()["code"] for code in codes] == codes
    keys = dict(system.ask("select r.code, c.code from pakn.report r join pakn.report_code c using (tenant_id, report_id) where r.code like 'BL2023-%%'"))
    assert any(key != code for code, key in keys.items()), "none of them could be ours: the test proves nothing"


def test_the_events_tell_the_times_and_are_marked_and_sealed(history):
    [(events, versions)] = history.ask("""
        select (select array_agg(e.type || ' ' || to_char(e.at, 'DD/MM HH24:MI') || ' ' || coalesce(e.from_status, '-') || ' ' || e.to_status
                || ' ' || e.stat_class order by e.at, e.event_id)
            from pakn.report_event e where e.report_id = r.report_id), r.version
        from pakn.report r where r.code = 'BN-2023-001'""")
    assert events == ["received 09/10 08:15 - assigned 1", "accepted 09/10 09:00 assigned in_progress 1",
                      "answered 10/10 09:00 in_progress answered 1", "approved 11/10 09:00 answered answered 41", "approved 12/10 10:00 answered resolved 41"]
    assert versions == 5
    assert history.ask("select count(*) from pakn.report_event where not imported and at < '2026-11-01'") == [(0,)]
    end = time.monotonic() + 120
    while history.ask("select count(*) from pakn.event_unsealed") != [(0,)]:
        assert time.monotonic() < end
        time.sleep(0.1)
    assert history.ask("select pakn.event_verify(24)") == [(None,)]
    assert history.ask("select count(*) from pakn.report_rest") == history.ask("select count(*) from pakn.report_event_rest") == [(0,)]


def test_the_contact_is_kept_apart(history):
    [(case, plain)] = history.ask("select s.report_id, concat(s.name, s.phone, s.email) from pakn.report_sender s join pakn.report r using (tenant_id, report_id) where r.code = 'H12.45/2026'")
    assert plain == ""
    answer = history.member("dispatcher", "TT1022").post(f"/api/v1/cases/{case}/identity", json={"reason": "Đối chiếu hồ sơ cũ"})
    assert answer.json()["contact"] == {"name": "Nguyễn Văn A", "phone": "+84903123456", "email": "a@example.vn"}


def test_without_the_keys_no_sender_is_taken(history):
    path = history.daemon.home / "sender"
    line = {"code": "KEYLESS-1", "received_at": "2026-11-19 10:00", "status": "assigned", "agency_code": "SXD",
            "description": "Đèn đường hỏng", "contact_phone": "0903123456"}
    path.write_text(table([line]))
    os.chmod(path, 0o644)
    environment = history.daemon._environment() | {"PAKN_IDENTITY_KEYS": ""}
    taken = subprocess.run(history.daemon._command("import", "reports", path, "--tenant", TENANT, "--database", history.owner), env=environment,
                           text=True, capture_output=True, timeout=60)
    assert taken.returncode == 1 and "identity_keys and secret_key must be set" in taken.stderr and "nothing was imported" in taken.stderr
    assert history.ask("select count(*) from pakn.report where code = 'KEYLESS-1'") == [(0,)]


def test_what_is_open_waits_in_the_queue_of_its_agency_or_of_the_desk_and_nothing_else_does(history):
    staff, desk = history.member("staff", "SXD"), history.member("dispatcher", "TT1022")
    ours = {item["code"]: item for item in queue_items(staff)}
    assert {"H12.46/2026", "H12.47/2026", "H12.48/2026"} == set(ours)
    assert ours["H12.46/2026"]["due_at"].startswith("2099-01-01T00:00") and not ours["H12.46/2026"]["overdue"] and ours["H12.47/2026"]["overdue"]
    assert {"H12.45/2026", "H12.49/2026"} <= {item["code"] for item in queue_items(desk)}
    assert history.ask("select count(*) from pakn.work_item w join pakn.report r using (tenant_id, report_id) where r.closed_at is not null") == [(0,)]


def test_staff_work_on_an_imported_report_to_the_end_and_its_sender_then_gets_notices(system, api):
    code = "CU-" + secrets.token_hex(4)
    line = {"code": code, "received_at": "2026-11-19 10:00", "status": "assigned", "agency_code": "SXD", "contact_phone": "0903123456"}
    assert system.take([line | {"description": "Đèn đường hỏng"}]).returncode == 0
    staff, head = system.member("staff", "SXD"), system.member("head", "SXD")
    [case] = [item["id"] for item in queue_items(staff) if item["code"] == code]
    assert done(staff, case, "accept")["status"] == "in_progress"
    assert done(staff, case, "answer", text="Đã thay bóng đèn.", outcome="fixed")["status"] == "answered"
    assert done(head, case, "approve")["status"] == "resolved"
    assert api.get(f"/api/v1/reports/{code}").json()["status"] == "resolved"
    assert system.recount_differs() == []
    # The line is what it was, whatever became of the report.
    assert system.take([line | {"description": "Đèn đường hỏng"}]).stdout == "1 lines: 0 added, 0 changed, 1 same\n"


def test_a_second_run_adds_nothing_and_a_longer_file_adds_what_is_new(history):
    before = history.content()
    again = history.take(HISTORY)
    assert (again.returncode, again.stdout) == (0, f"{len(HISTORY)} lines: 0 added, 0 changed, {len(HISTORY)} same\n")
    assert history.content() == before
    new = {"code": "BN-" + secrets.token_hex(4), "received_at": "2025-05-05 05:05", "status": "withdrawn", "closed_at": "2025-05-06"}
    assert history.take(HISTORY + [new]).stdout == f"{len(HISTORY) + 1} lines: 1 added, 0 changed, {len(HISTORY)} same\n"


def test_a_dry_run_tells_and_keeps_nothing(system):
    before = system.content(), system.ask("select count(*) from pg_class")
    line = {"code": "THU-1", "received_at": "2019-05-05 05:05", "status": "withdrawn", "closed_at": "2019-05-06", "description": "Thử"}
    assert system.take([line], "--dry-run").stdout == "1 lines: 1 added, 0 changed, 0 same; dry run: nothing was kept\n"
    assert (system.content(), system.ask("select count(*) from pg_class")) == before


PERIOD = {"from": "2020-01-01T00:00:00+07:00", "to": "2027-01-01T00:00:00+07:00"}


def figures(system, **question):
    """Tells the sum over all groups, as supervisors see it."""
    return system.supervisor.get("/api/v1/stats/resolution", params=PERIOD | question).json()["total"]


def test_the_figures_count_what_was_imported_and_none_of_it_before_counted_from(history):
    history.supervisor = history.member("supervisor", "TT1022")
    history.take([{"code": f"TK-{n}", "received_at": f"{year}-06-{n:02} 12:00", "status": "resolved", "released_at": f"{year}-06-{n:02} 13:00",
                   "answer": "Xong", "description": "Thống kê"} for n, year in [(1, 2022), (2, 2023), (3, 2024), (4, 2024)]])
    [(stored,)] = history.ask("select count(*) from pakn.report where received_at < '2027-01-01'")
    assert history.recount_differs() == [] and figures(history)["received"] == stored
    classes = dict(history.ask("""select r.code, k.name from pakn.report r join pakn.stat_class k using (stat_class)
        where r.code like 'BN-202_-00_'"""))
    assert classes == {"BN-2023-001": "on_time_fixed", "BN-2023-002": "handled_late", "BN-2024-003": "rejected", "BN-2024-004": "refused_after_acceptance",
                       "BN-2024-005": "withdrawn", "BN-2024-006": "refused_after_acceptance", "BN-2024-007": "no_reply", "BN-2024-008": "transferred_out"}
    for day in ["2023-06-02", "2023-06-03", "2024-06-04", "2026-11-20", "2099-01-01", "none"]:
        assert history.command("tenant", "set", TENANT, "--counted-from", day).returncode == 0
        begin = "2020-01-01" if day == "none" else day
        [(expected,)] = history.ask("select count(*) from pakn.report where received_at >= %s and received_at < '2027-01-01'", begin)
        assert history.recount_differs() == []
        told = history.supervisor.get("/api/v1/stats/resolution", params=PERIOD).json()
        assert told["counted_from"].startswith("2020-01-01T00:00:00+07:00" if day == "none" else f"{day}T00:00:00+07:00")
        now, then = figures(history), figures(history, as_of="2026-11-21T00:00:00+07:00")
        assert now["received"] == expected and (day == "2099-01-01" or then["received"] >= expected - 2)
        # Folded or not, the figures are the same.
        history.ask("select pakn.stat_fold(100000)")
        assert history.recount_differs() == [] and figures(history) == now


def test_a_report_of_the_day_from_which_on_reports_count_counts_and_the_one_of_the_instant_before_does_not(history):
    history.take([{"code": f"BIEN-{n}", "received_at": at, "status": "withdrawn", "closed_at": "2021-02-02", "description": "Biên"}
                  for n, at in enumerate(["2021-01-31T23:59:59.999+07:00", "2021-02-01T00:00:00+07:00"])])
    history.supervisor = history.member("supervisor", "TT1022")
    history.command("tenant", "set", TENANT, "--counted-from", "2021-02-01")
    try:
        assert figures(history, to="2021-03-01T00:00:00+07:00")["received"] == 1
    finally:
        history.command("tenant", "set", TENANT, "--counted-from", "none")
    assert figures(history, to="2021-03-01T00:00:00+07:00")["received"] == 2


BASE = {"code": "SAI-1", "received_at": "2026-01-05 10:00", "description": "Sai", "status": "resolved", "released_at": "2026-01-06 10:00", "answer": "Xong"}
OPENED = {"released_at": "", "answer": ""}
# A change to a line that is good, and what is said of it.
WRONG = [
    ({"code": ""}, "code: may not be empty"),
    ({"code": "Đ-1"}, "code: not a code: up to 64 letters A to Z, digits, and spaces and - . / _ : between them"),
    ({"code": "--"}, "code: not a code: up to 64 letters A to Z, digits, and spaces and - . / _ : between them"),
    ({"code": "A" * 65}, "code: not a code: up to 64 letters A to Z, digits, and spaces and - . / _ : between them"),
    ({"code": "bn 2023 001"}, 'code: "bn 2023 001" is known already, with other content'),
    ({"code": "GOOD/1"}, 'code: "GOOD-1" stands in line 2 already'),
    ({"received_at": ""}, "received_at: may not be empty"),
    ({"received_at": "05/01/2026 10:00"}, "received_at: not a time as 2026-09-02 08:15 or 2026-09-02T08:15:30+07:00"),
    ({"received_at": "2026-02-30 10:00"}, "received_at: not a time as 2026-09-02 08:15 or 2026-09-02T08:15:30+07:00"),
    ({"received_at": "2026-01-05 10"}, "received_at: not a time as 2026-09-02 08:15 or 2026-09-02T08:15:30+07:00"),
    ({"received_at": "1999-12-31 23:59"}, "received_at: not between the years 2000 and 2100"),
    (OPENED | {"status": "assigned", "received_at": "2098-01-05"}, "received_at: in the future"),
    ({"released_at": "2098-01-05"}, "released_at: in the future"),
    ({"released_at": "2026-01-05 09:59"}, "released_at: before received_at"),
    ({"accepted_at": "2026-01-07"}, "released_at: before accepted_at"),
    ({"closed_at": "2026-01-06 09:59"}, "closed_at: before released_at"),
    ({"due_at": "2026-01-05 10:00"}, "due_at: not after received_at"),
    ({"observed_at": "2026-01-05 10:01"}, "observed_at: after received_at"),
    ({"description": ""}, "description: may not be empty"),
    ({"description": "a\x07b"}, "description: has a line break, tab or control character"),
    ({"description": "x" * 20001}, "description: longer than 20000 characters"),
    ({"address": "a\nb"}, "address: has a line break, tab or control character"),
    ({"category_code": "XX"}, 'category_code: "XX" is not known in this province'),
    ({"area_code": "00001"}, 'area_code: "00001" is no commune of this province'),
    ({"agency_code": "XX"}, 'agency_code: "XX" is not known in this province'),
    ({"agency_name": "Sở Không Có"}, 'agency_name: "Sở Không Có" is not known in this province'),
    ({"channel": "fax"}, 'channel: "fax" is not one of app, web, sms, hotline, desk, paper, email, open311, zalo, group'),
    ({"kind": "x"}, "kind: not one of site, procedure, business"),
    ({"lat": "21.1"}, "lat: lat and lon belong together"),
    ({"lat": "91", "lon": "106"}, "lat: not between -90 and 90"),
    ({"status": "done"}, "status: not one of received, assigned, in_progress, answered, resolved, rejected, withdrawn, duplicate, no_reply, transferred_out, open, closed"),
    ({"answer": ""}, "answer: may not be empty where the status is resolved"),
    ({"released_at": ""}, "released_at: may not be empty where the status is resolved"),
    ({"reason": "Vì"}, "reason: must be empty where the status is resolved"),
    (OPENED | {"status": "in_progress"}, "accepted_at: may not be empty where the status is in_progress"),
    (OPENED | {"status": "assigned", "closed_at": "2026-01-06"}, "closed_at: must be empty where the status is assigned"),
    (OPENED | {"status": "rejected", "closed_at": "2026-01-06"}, "reason: may not be empty where the status is rejected"),
    (OPENED | {"status": "answered", "answer": "a"}, "answered_at: may not be empty where the status is answered"),
    (OPENED | {"status": "received", "outcome": "fixed"}, "outcome: must be empty where the status is received"),
    ({"outcome": "good"}, "outcome: not one of fixed, planned, not_ours, not_founded, information_given"),
    ({"publish": "1"}, "publish: not one of true, false"),
    ({"contact_phone": "12"}, "contact_phone: no Vietnamese telephone number"),
    ({"contact_email": "a@b"}, "contact_email: no e-mail address"),
]


@pytest.mark.parametrize("change, said", WRONG, ids=[said[:60] for _, said in WRONG])
def test_one_wrong_line_leaves_nothing_behind_and_is_named(history, change, said):
    before = history.content()
    given = [BASE | {"code": "GOOD-1"}, BASE | change, BASE | {"code": "GOOD-3"}]
    taken = history.take(given)
    assert (taken.returncode, taken.stdout, taken.stderr) == (1, "", f"line 3: {said}\npakn: nothing was imported\n")
    assert history.content() == before


def test_an_open_report_of_an_agency_that_is_no_more_is_refused_and_a_closed_one_is_taken(system):
    system.ask("update pakn.agency set valid_to = '2026-03-01' where code = 'SNNMT' returning 1")
    line = {"code": "NGHI-" + secrets.token_hex(3), "received_at": "2026-01-05 10:00", "description": "Đơn vị cũ", "agency_code": "SNNMT"}
    try:
        taken = system.take([line | {"status": "assigned"}])
        assert taken.stderr == "line 2: agency_code: this agency no longer exists, and the report is open\npakn: nothing was imported\n"
        assert system.take([line | {"status": "withdrawn", "closed_at": "2026-01-06"}]).returncode == 0
    finally:
        system.ask("update pakn.agency set valid_to = 'infinity' where code = 'SNNMT' returning 1")


def test_lines_are_counted_through_quoted_descriptions_and_tabs_divide_as_well(history):
    given = [BASE | {"code": "GOOD-1", "description": "Một\nHai\r\nBa \"bốn\""}, BASE | {"code": "SAI-1", "status": "x"}]
    assert history.take(table(given, "\t")).stderr.startswith("line 5: status: not one of")
    code = "DONG-" + secrets.token_hex(3)
    assert history.take(table([given[0] | {"code": code}], "\t")).returncode == 0
    assert history.ask("select description from pakn.report where code = %s", code) == [('Một\nHai\nBa "bốn"',)]


def test_other_names_of_columns_and_a_part_of_the_lines(history):
    code = "COT-" + secrets.token_hex(3)
    given = f"so,tinh,nhan,noi_dung,trang_thai\n{code},24,2026-01-01,Một,assigned\nKHAC-1,27,2026-01-01,Hai,assigned\n"
    taken = history.take(given, "--columns", "code=so,received_at=nhan,description=noi_dung,status=trang_thai", "--where", "tinh=24")
    assert taken.stdout == "1 lines: 1 added, 0 changed, 0 same\n", taken.stderr


def test_a_report_is_placed_and_routed_as_live_ones_are_where_the_file_does_not_say_it(history):
    code = "DIEM-" + secrets.token_hex(3)
    line = {"code": code, "received_at": "2026-01-05 10:00", "status": "assigned", "description": "Điểm", "category_code": "HTGT", "lat": "21.1993", "lon": "106.058"}
    assert history.take([line]).returncode == 0
    with Api(history.daemon.url) as api:
        live = api.post("/api/v1/reports", json={"category": "HTGT", "description": "Điểm như thế", "location": {"lat": 21.1993, "lon": 106.058}}).json()
    kept = history.ask("select r.area_id, r.agency_id, r.rule_id, r.route_reason, r.status from pakn.report r where r.code in (%s, %s)", code, live["code"])
    assert kept[0] == kept[1]


OPEN311 = """service_request_id,requested_datetime,updated_datetime,closed_date,status,status_notes,service_name,service_code,description,agency_responsible,address,lat,long
638344,2024-02-12T06:37:38+07:00,2024-02-13T09:00:00+07:00,2024-02-13T09:00:00+07:00,closed,Done.,Roads,HTGT,Hole,Sở Xây dựng,8 Main St,21.1993,106.058
638345,2024-02-12T06:37:38+07:00,2024-02-13T09:00:00+07:00,2024-02-13T09:00:00+07:00,closed,,Roads,HTGT,Hole,,8 Main St,21.1993,106.058
638346,2024-02-12T06:37:38+0700,,,open,,Roads,HTGT,Hole,,8 Main St,21.1993,106.058
"""


def test_a_bulk_file_of_open311_is_taken_as_it_is(history, api):
    taken = history.take(OPEN311)
    assert (taken.returncode, taken.stdout) == (0, "3 lines: 3 added, 0 changed, 0 same\n"), taken.stderr
    told = [api.get(f"/api/v1/reports/{code}").json() for code in (638344, 638345, 638346)]
    assert [report["status"] for report in told] == ["resolved", "resolved", "assigned"]
    assert told[0]["agency"]["code"] == "SXD" and told[0]["closed_at"].startswith("2024-02-13T09:00")
    answers = [answer for answer, in history.ask("select answer from pakn.report where code like '63834_' order by code")]
    assert answers == ["Done.", "Hệ thống trước đây đã đóng phản ánh này, không kèm câu trả lời.", None]
    assert history.recount_differs() == []


def test_ten_thousand_lines_are_taken_and_one_wrong_among_them_leaves_nothing(history):
    lines = [BASE | {"code": f"NHIEU-{n}", "received_at": f"2025-{1 + n % 12:02}-{1 + n % 28:02} 10:00", "released_at": f"2026-01-{1 + n % 28:02} 09:00",
                     "category_code": ["HTGT", "DIEN", "NUOC"][n % 3], "area_code": ["07210", "09187"][n % 2]} for n in range(10000)]
    before = history.content()
    taken = history.take(lines[:9000] + [lines[9000] | {"category_code": "XX"}] + lines[9001:])
    assert (taken.returncode, taken.stderr) == (1, 'line 9002: category_code: "XX" is not known in this province\npakn: nothing was imported\n')
    assert history.content() == before
    begin = time.monotonic()
    taken = history.take(lines)
    print(f"10,000 lines in {time.monotonic() - begin:.1f} s")
    assert (taken.returncode, taken.stdout) == (0, "10000 lines: 10000 added, 0 changed, 0 same\n"), taken.stderr
    assert history.recount_differs() == []
    assert history.ask("select count(*) from pakn.report_rest") == [(0,)]


def test_live_reports_go_on_beside_it_and_the_chain_is_whole(history, api):
    answer = api.post("/api/v1/reports", json={"description": "Sau khi nhập dữ liệu"})
    assert answer.status_code == 201
    history.ask("select pakn.event_seal(1000000)")
    assert history.ask("select pakn.event_verify(24)") == [(None,)]
    assert history.recount_differs() == []
