"""`pakn import`: tables from files, checked line by line, all or nothing."""

import os
import pty
import subprocess

import psycopg2
import pytest

from given import command, run_import
from support import ROOT, TENANT

SEED = ROOT / "sql/seed/bac_ninh"
DATA = ROOT / "../shared/data"
NOUNS = ["areas", "agencies", "categories", "rules", "holidays"]
TABLES = {"areas": "area", "agencies": "agency", "categories": "category", "rules": "routing_rule", "holidays": "holiday"}


class Province:
    """A database of its own with the demo's province, made anew before a test wherever the one before wrote to it."""

    def __init__(self, cluster, daemon):
        self.cluster, self.daemon, self.written = cluster, daemon, True
        self.conninfo = cluster.call("conninfo", "pakn_import", "pakn_owner").strip()
        template = cluster.call("conninfo", "pakn_import_template", "pakn_owner").strip()
        self.drop("pakn_import_template")
        cluster.call("createdb", "pakn_import_template")
        daemon.command("migrate", "--database", template)
        subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-f", SEED.with_suffix(".sql"), template],
                       check=True, cwd=ROOT, stdout=subprocess.DEVNULL)

    def drop(self, name):
        self.cluster.call("psql", "-d", "postgres", "-qc", f"drop database if exists {name} with (force)")

    def renew(self):
        if self.written:
            self.drop("pakn_import")
            self.cluster.call("psql", "-d", "postgres", "-qc",
                              "create database pakn_import template pakn_import_template owner pakn_owner")
            self.written = False

    def run(self, noun, given, *options):
        """Runs the command on a text or a file; returns how it ended."""
        done = run_import(self.daemon, self.conninfo, TENANT, noun, given, *options)
        self.written |= done.returncode == 0 and "--dry-run" not in options
        return done


@pytest.fixture(scope="module")
def province(cluster, make_daemon):
    province = Province(cluster, make_daemon())
    yield province
    for name in ["pakn_import", "pakn_import_template"]:
        province.drop(name)


@pytest.fixture
def run(province):
    province.renew()
    return province.run


@pytest.fixture
def db(province, run):
    connection = psycopg2.connect(province.conninfo)
    connection.autocommit = True
    yield connection
    connection.close()


def ask(db, statement, *values):
    with db.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def content(db, noun):
    return ask(db, f"select t::text from pakn.{TABLES[noun]} t order by 1")


def check(done, code, out, err):
    """Compares an end with what is expected, in full."""
    assert (done.returncode, done.stdout, done.stderr) == (code, out, err)


@pytest.mark.parametrize("noun", NOUNS)
def test_the_files_of_the_demo_import_as_they_are_and_change_nothing_twice(run, db, noun):
    lines = sum(not line.startswith("#") for line in (SEED / f"{noun}.tsv").read_text().splitlines()) - 1
    proposed = 2 if noun == "holidays" else 0  # the demo leaves these out
    check(run(noun, SEED / f"{noun}.tsv"), 0, f"{lines} lines: {proposed} added, 0 changed, {lines - proposed} same\n", "")
    before = content(db, noun)
    check(run(noun, SEED / f"{noun}.tsv"), 0, f"{lines} lines: 0 added, 0 changed, {lines} same\n", "")
    assert content(db, noun) == before


# What may stand in one line: a header, a line with a number in it that is fine, and one change.
SAMPLES = {
    "areas": ("code,name,full_name,level,parent_code,valid_from,valid_to,lon,lat", "T%s,Thử %s,Xã Thử,commune,24,2025-07-01,,106.1,21.2"),
    "agencies": ("code,name,short_name,level,kind,parent_code,area_code,needs_approval,phone,valid_from,valid_to",
                 "T%s,Đơn vị thử,Thử,commune,department,UBT,09187,true,1022,2025-07-01,"),
    "categories": ("code,name,examples,group,urgency,deadline_class,in_scope,active", 'T%s,Thử,"một, hai",Nhóm,normal,normal,true,true'),
    "rules": ("rule_no,category_code,area_code,agency_code,reason,valid_from,valid_to", "1%s,KHAC,%s,commune,Vì thử,%s,%s"),
    "holidays": ("day,kind,name,status,source,calendar", "%s,off,Nghỉ thử,announced,,office"),
}


COMMUNES = [line.split("\t")[0] for line in (SEED / "areas.tsv").read_text().splitlines() if "\tcommune\t" in line]


def sample(noun, number):
    """The line of a number: codes and days that nothing else has."""
    line = SAMPLES[noun][1]
    if noun == "rules":
        turn, place = divmod(number, len(COMMUNES))
        day = f"{1900 + turn // 120}-{turn // 10 % 12 + 1:02}-{turn % 10 * 2 + 1:02}"
        return line % (f"{number:06}", COMMUNES[place], day, f"{day[:-2]}{turn % 10 * 2 + 2:02}")
    if noun == "holidays":
        return line % f"{2101 + number // 336}-{number // 28 % 12 + 1:02}-{number % 28 + 1:02}"
    return line.replace("%s", f"{number:06}")


# noun, the column, what stands there instead, what is said of it.
WRONG = [
    ("categories", "code", "", "may not be empty"),
    ("categories", "code", "A B", "not a code: letters A to Z, digits, dot, hyphen, underscore"),
    ("categories", "code", "X" * 33, "longer than 32 characters"),
    ("categories", "code", "T000001", '"T000001" stands in line 3 already'),
    ("categories", "name", " ", "may not be empty"),
    ("categories", "name", "ệ" * 201, "longer than 200 characters"),
    ("categories", "name", '"a\nb"', "has a line break, tab or control character"),
    ("categories", "urgency", "now", "not one of normal, urgent"),
    ("categories", "in_scope", "ja", "not one of true, false"),
    ("categories", "deadline_class", "soon", '"soon" is not known in this province'),
    ("agencies", "level", "ward", "not one of province, district, commune, utility"),
    ("agencies", "parent_code", "NONE", '"NONE" is not known in this province'),
    ("agencies", "area_code", "99999", '"99999" is not known in this province'),
    ("agencies", "needs_approval", "1", "not one of true, false"),
    ("agencies", "valid_from", "01/07/2025", "not a date as 2026-09-02"),
    ("agencies", "valid_from", "2025-02-29", "no such day"),
    ("agencies", "valid_to", "2025-07-01", "not after valid_from"),
    ("rules", "rule_no", "0", "not between 1 and 1000000000"),
    ("rules", "rule_no", "1.5", "not a whole number"),
    ("rules", "rule_no", "1000001", '"1000001" stands in line 3 already'),
    ("rules", "category_code", "XX", '"XX" is not known in this province'),
    ("rules", "area_code", "24000", '"24000" is not known in this province'),
    ("rules", "agency_code", "*", "not a code: letters A to Z, digits, dot, hyphen, underscore"),
    ("rules", "agency_code", "XX", '"XX" is not known in this province'),
    ("rules", "reason", "", "may not be empty"),
    ("holidays", "day", "2027-13-01", "no such day"),
    ("holidays", "day", "2101-01-02", '"2101-01-02" stands in line 3 already'),
    ("holidays", "kind", "holiday", "not one of off, swap_off, swap_work"),
    ("holidays", "status", "sure", "not one of announced, computed, recalled, proposed, projected"),
    ("holidays", "calendar", "lunar", '"lunar" is not known in this province'),
    ("areas", "code", "T000001", '"T000001" stands in line 3 already'),
    ("areas", "level", "ward", "not one of province, district, commune"),
    ("areas", "parent_code", "99", '"99" is not known in this province'),
    ("areas", "parent_code", "24.5", '"24.5" is not known in this province'),
    ("areas", "parent_code", "09187", "a commune cannot be below a commune"),
    ("areas", "lon", "181", "not between -180 and 180"),
    ("areas", "lat", "0x10", "not a number"),
    ("areas", "valid_to", "2025-07-01", "not after valid_from"),
]


@pytest.mark.parametrize("noun, column, value, rule", WRONG, ids=lambda value: str(value)[:24])
@pytest.mark.parametrize("place, of", [(2, 4), (9999, 10000)], ids=["short", "long"])
def test_one_wrong_line_leaves_nothing_behind_and_is_named(run, db, noun, column, value, rule, place, of):
    before = content(db, noun)
    header = SAMPLES[noun][0]
    lines = [sample(noun, number) for number in range(of)]
    cells = sample(noun, place).replace('"một, hai"', "một").split(",")
    cells[header.split(",").index(column)] = value
    lines[place] = ",".join(cells)
    done = run(noun, "\n".join([header, *lines]) + "\n")
    check(done, 1, "", f"line {place + 2}: {column}: {rule}\npakn: nothing was imported\n")
    assert content(db, noun) == before


@pytest.mark.parametrize("noun", NOUNS)
def test_ten_thousand_lines_go_in_once_and_a_dry_run_keeps_none(run, db, noun):
    before = content(db, noun)
    text = "\r\n".join([SAMPLES[noun][0], *(sample(noun, number) for number in range(10000))])
    check(run(noun, text, "--dry-run"), 0, "10000 lines: 10000 added, 0 changed, 0 same; dry run: nothing was kept\n", "")
    assert content(db, noun) == before
    check(run(noun, text), 0, "10000 lines: 10000 added, 0 changed, 0 same\n", "")
    assert len(content(db, noun)) == len(before) + 10000
    check(run(noun, text), 0, "10000 lines: 0 added, 0 changed, 10000 same\n", "")


def test_twenty_wrong_lines_are_shown_and_the_rest_is_counted(run):
    text = "\n".join([SAMPLES["categories"][0], *["T1,,,,normal,normal,true,true"] * 45])
    done = run("categories", text)
    lines = done.stderr.splitlines()
    assert done.returncode == 1 and lines[0] == "line 2: name: may not be empty" and len(lines) == 22
    assert lines[20:] == ["and 25 more", "pakn: nothing was imported"]


# The file, options, what is said.
HEADERS = [
    ("", [], "is empty or cannot be read"),
    ("# nothing\n", [], "pakn: the file has no header\n"),
    ("code,name,deadline_class\n", [], "line 2: the file has no lines to import\n"),
    ("code,deadline_class\nX,normal\n", [], 'pakn: header: column "name" is missing\n'),
    ("code,name,deadline_class,urgencey\nX,X,normal,normal\n", [],
     'pakn: header: "urgencey" is no column of categories; did you mean urgency?\n'),
    ("code,name,deadline_class,name\nX,X,normal,Y\n", [], 'pakn: header: column "name" stands there twice\n'),
    ("code,name,deadline_class\nX,X\n", [], "line 2: has 2 cells, but the header has 3\n"),
    ('code,name,deadline_class\nX,"X,normal\n', [], "line 2: a quotation mark stands where none may, or its pair is missing\n"),
    ('code,name,deadline_class\nX,X"X,normal\n', [], "line 2: a quotation mark stands where none may, or its pair is missing\n"),
    ("code,name,deadline_class\nX,X,normal\n", ["--columns", "nam=code"], '--columns: "nam" is no column of categories; did you mean name?\n'),
    ("code,name,deadline_class\nX,X,normal\n", ["--columns", "name=title"], 'pakn: --columns: the file has no column "title"\n'),
    ("code,name,deadline_class\nX,X,normal\n", ["--columns", "name"], '--columns: the file has no column ""'),
    *[("code,name,deadline_class\nX,X,normal\n", ["--where", where], "pakn: --where needs COLUMN=VALUE or COLUMN!=VALUE with a column of the file\n")
      for where in ("place=1", "place!=1", "code", "!=", "=")],
    ("code,name,deadline_class\nX,X,normal\n", ["--where", "code!=X"], "line 2: the file has no lines to import\n"),
    ("code,name,deadline_class\nX,X,normal\n", ["--set", "urgencey=urgent"], 'pakn: --set: "urgencey" is no column of categories; did you mean urgency?\n'),
    ("code,name,deadline_class\nX,X,normal\n", ["--set", "urgency=now"], "pakn: --set: urgency: not one of normal, urgent\n"),
    ("code,name,deadline_class\nX,X,normal\n", ["--set", "urgency"], "pakn: --set: urgency: needs a value\n"),
    ("code,name,deadline_class\nX,X,normal\n", ["--set", "name="], "pakn: --set: name: may not be empty\n"),
    ("code,name,deadline_class\nX,X,normal\n", ["--set", "active=true,active=false"], "pakn: --set: active: stands there twice\n"),
]


@pytest.mark.parametrize("text, options, sentence", HEADERS)
def test_a_file_that_does_not_fit_is_told_so(run, text, options, sentence):
    done = run("categories", text, *options)
    assert (done.returncode, done.stdout) == (1, "") and sentence in done.stderr


def test_order_tabs_quotes_and_a_mark_in_front_do_not_matter(run, db):
    text = '\ufeff# ours\r\ndeadline_class\tname\tcode\r\nnormal\t"Tên ""thử"" \\ {một}"\tTHU\r\n\r\n'
    check(run("categories", text), 0, "1 lines: 1 added, 0 changed, 0 same\n", "")
    assert ask(db, "select name, urgency, in_scope, active from pakn.category where code = 'THU'") == \
        [('Tên "thử" \\ {một}', "normal", True, True)]


def test_a_column_that_is_not_there_keeps_what_stands_and_an_empty_cell_clears_it(run, db):
    before = ask(db, "select examples, urgency from pakn.category where code = 'HTGT'")
    check(run("categories", "code,name,deadline_class\nHTGT,Đường,normal\n"), 0, "1 lines: 0 added, 1 changed, 0 same\n", "")
    assert ask(db, "select examples, urgency from pakn.category where code = 'HTGT'") == before
    run("categories", "code,name,deadline_class,examples\nHTGT,Đường,normal,\n")
    assert ask(db, "select name, examples from pakn.category where code = 'HTGT'") == [("Đường", "")]


def test_a_value_for_all_lines_stands_above_the_files_own(run, db):
    text = "code,name,deadline_class,urgency\nA1,A,normal,normal\nA2,B,normal,normal\nB1,C,normal,normal\n"
    check(run("categories", text, "--set", "urgency=urgent,group=Thử", "--where", "code!=B1"), 0, "2 lines: 2 added, 0 changed, 0 same\n", "")
    assert ask(db, "select code, urgency, group_name from pakn.category where code in ('A1', 'A2', 'B1') order by 1") == \
        [("A1", "urgent", "Thử"), ("A2", "urgent", "Thử")]


def test_a_value_for_all_lines_may_not_be_one_that_nothing_reads(run):
    done = run("areas", "code,full_name\nT1,Xã Thử\n", "--set", "area_km2=3")
    check(done, 1, "", "pakn: --set: \"area_km2\" is no column of areas\npakn: nothing was imported\n")


def progress_on_terminal(province, *arguments):
    """Runs the command with a terminal as standard error; returns what stood there."""
    ours, theirs = pty.openpty()
    done = subprocess.run(**command(province.daemon, province.conninfo, TENANT, *arguments), stdout=subprocess.DEVNULL, stderr=theirs, timeout=60)
    os.close(theirs)
    province.written = True
    assert done.returncode == 0
    told = b""
    try:
        while piece := os.read(ours, 4096):
            told += piece
    except OSError:  # the other end is closed and all has been read
        pass
    os.close(ours)
    return told.decode().replace("\r\n", "\n")


def categories(count):
    return "\n".join([SAMPLES["categories"][0], *(sample("categories", number) for number in range(count))]) + "\n"


PROGRESS = "".join(f"\r{count}000 lines read" for count in range(1, 7)) + "\r6000 lines read\n"


def test_a_long_import_tells_a_terminal_how_far_it_is_and_a_short_one_does_not(run, province):
    assert progress_on_terminal(province, "categories", categories(6000)) == PROGRESS + "6000 lines written\n"
    assert progress_on_terminal(province, "categories", categories(100)) == ""
    assert progress_on_terminal(province, "categories", categories(100), "--progress") == "\r100 lines read\n100 lines written\n"


def test_progress_is_told_elsewhere_only_if_it_is_asked_for(run):
    text = categories(6000)
    check(run("categories", text, "--progress", "--dry-run"), 0, "6000 lines: 6000 added, 0 changed, 0 same; dry run: nothing was kept\n", PROGRESS)
    check(run("categories", text, "--progress"), 0, "6000 lines: 6000 added, 0 changed, 0 same\n", PROGRESS + "6000 lines written\n")
    check(run("categories", text), 0, "6000 lines: 0 added, 0 changed, 6000 same\n", "")


def test_nothing_is_said_to_be_written_where_nothing_was(run):
    done = run("categories", categories(3) + "T000001,Thử,,,normal,soon,true,true\n", "--progress")
    assert done.returncode == 1 and "\r4 lines read\n" in done.stderr and "written" not in done.stderr


AGENCIES = "code,name,short_name,level,kind,parent_code,area_code\n"


def test_committees_may_exchange_their_areas_but_not_share_one(run, db):
    swap = "UB09187,A,A,commune,committee,UBT,09190\nUB09190,B,B,commune,committee,UBT,09187\n"
    check(run("agencies", AGENCIES + swap), 0, "2 lines: 0 added, 2 changed, 0 same\n", "")
    check(run("agencies", AGENCIES + swap), 0, "2 lines: 0 added, 0 changed, 2 same\n", "")
    assert run("agencies", AGENCIES + "X1,A,A,commune,committee,UBT,09169\n").stderr.startswith(
        "line 2: area_code: UB09169 is the committee of that area already\n")


def test_agencies_may_not_be_their_own_parents(run, db):
    assert run("agencies", AGENCIES + "X1,A,A,province,department,X2,\nX2,A,A,province,department,UBT,\n").returncode == 0
    assert run("agencies", AGENCIES + "X2,A,A,province,department,X1,\n").stderr == \
        "pakn: parent_code: the parents of some agencies lead back to themselves\npakn: nothing was imported\n"


RULES = "rule_no,category_code,area_code,agency_code,reason,valid_from,valid_to\n"


def test_two_rules_for_the_same_are_both_named(run):
    text = RULES + "900,KHAC,*,SXD,a,,2026-01-01\n901,KHAC,*,STC,b,2026-01-01,\n902,KHAC,*,STC,c,2027-01-01,\n"
    assert run("rules", text).stderr.startswith(
        "line 4: rule_no: rule 902 is for the same field, area and time as rule 901 in line 3\n")
    assert run("rules", RULES + "900,HTGT,*,SXD,a,,\n").stderr.startswith(
        "line 2: rule_no: rule 900 is for the same field, area and time as rule 1, which is in the database already\n")


def test_rules_may_exchange_what_they_hold_for(run):
    text = RULES + "1,ATGT,*,CSGT,a,,\n2,HTGT,*,commune,b,,\n"
    check(run("rules", text), 0, "2 lines: 0 added, 2 changed, 0 same\n", "")
    check(run("rules", text), 0, "2 lines: 0 added, 0 changed, 2 same\n", "")


def test_a_holiday_moves_what_falls_due_afterwards_and_a_proposed_one_does_not(run, db):
    due = "select due_at::date::text from pakn.due_at(24, 'normal', 'sort', '2026-11-23 08:00+07', null)"
    header, blocks = "day,kind,name,status\n", "select count(*) from pakn.working_block"
    before, count = ask(db, due), ask(db, blocks)
    assert run("holidays", header + "2026-11-24,off,Thử,proposed\n").returncode == 0
    assert (ask(db, due), ask(db, blocks)) == (before, count)
    check(run("holidays", header + "2026-11-24,off,Thử,announced\n"), 0, "1 lines: 0 added, 1 changed, 0 same\n", "")
    assert ask(db, due) > before
    assert ask(db, blocks) == [(count[0][0] - 2,)]
    assert run("holidays", header + "2026-11-24,off,Thử,proposed\n").returncode == 0
    assert (ask(db, due), ask(db, blocks)) == (before, count)


def test_a_unit_may_follow_one_of_the_same_code_but_not_beside_it(run, db):
    header = "code,name,full_name,valid_from,valid_to\n"
    assert run("areas", header + "9187,Cũ,Phường Cũ,2020-01-01,2025-08-01\n").stderr.startswith(
        'line 2: code: "09187" is in the database for some of that time already, since 2025-07-01\n')
    check(run("areas", header + "9187,Cũ,Phường Cũ,2020-01-01,2025-07-01\n"), 0, "1 lines: 1 added, 0 changed, 0 same\n", "")
    check(run("areas", header + "9187,Cũ,Phường Cũ,2020-01-01,2025-07-01\n"), 0, "1 lines: 0 added, 0 changed, 1 same\n", "")


def test_the_list_of_all_wards_gives_the_units_of_one_province(run, db):
    path = DATA / "admin/2025_34-province-3221-ward_with_location.csv"
    if not path.exists():
        pytest.skip("no ../shared/data")
    options = ["--where", "provinceCode=24", "--columns", "code=wardCode,name=wardShort,full_name=ward,"
               "parent_code=provinceCode,lon=wardLon,lat=wardLat"]
    before = content(db, "areas")
    done = run("areas", path, *options)
    assert done.returncode == 0 and done.stdout.startswith("99 lines: 0 added, "), done.stdout + done.stderr
    assert len(content(db, "areas")) == len(before) == 100
    check(run("areas", path, *options), 0, "99 lines: 0 added, 0 changed, 99 same\n", "")


def test_a_header_in_a_comment_will_do(run, db):
    path = DATA / "cal/vn_holidays_2023_2027.tsv"
    if not path.exists():
        pytest.skip("no ../shared/data")
    done = run("holidays", path, "--columns", "day=date")
    lines = sum(not line.startswith("#") for line in path.read_text().splitlines())
    assert done.returncode == 0 and done.stdout.startswith(f"{lines} lines: "), done.stdout + done.stderr
    check(run("holidays", path, "--columns", "day=date"), 0, f"{lines} lines: 0 added, 0 changed, {lines} same\n", "")
