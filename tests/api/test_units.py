"""Units that change: names, units above, outlines and codes by date, what was split, and figures by the tree of any day."""

import csv
import io
import itertools
import subprocess

import pytest

from given import Database, run_import
from support import TENANT, Api, Daemon
from work import problem_of

# A province of two communes; one was split in two and called otherwise before, and a third became part of another.
AREAS = """code,full_name,level,parent_code,valid_from,valid_to
77,Tỉnh Thử,province,,,
701,Huyện Một,district,77,,2025-07-01
702,Huyện Hai,district,77,,2025-07-01
70001,Xã A,commune,701,,2025-07-01
70004,Xã B,commune,701,,2025-07-01
70001,Xã Bắc,commune,77,2025-07-01,
70007,Xã Nam,commune,77,2025-07-01,
"""
SUCCESSION = """old_code,new_code,area_km2
70001,70001,3
70001,70007,9
70004,70007,
"""
FORMER = """code,valid_to,full_name,parent_code
70001,2010-01-01,Xã A Cũ,701
70001,2020-01-01,Thị trấn A,702
"""


@pytest.fixture(scope="module")
def base(cluster, make_daemon):
    base = Database(cluster, make_daemon(), "pakn_units")
    base.importer = make_daemon()
    base.numbers = itertools.count(201)
    base.tenant_add(200, "thu", "Tỉnh Thử", "thu.test", default=True)
    fill(base, "thu")
    yield base
    base.close()


@pytest.fixture
def fresh(base):
    """A province like that one for a test that writes: its code."""
    number = next(base.numbers)
    base.tenant_add(number, f"t{number}", "Thử", f"t{number}.test")
    fill(base, f"t{number}")
    base.number = number
    return f"t{number}"


@pytest.fixture(scope="module")
def served(base, cluster):
    daemon = Daemon(cluster, database=base.conninfo_of("pakn_app"))
    daemon.start()
    yield daemon.url
    daemon.stop()


@pytest.fixture
def client(served, base):
    """client(path, ...): what an address answers in the province of the test."""
    def ask(path, host="thu.test", **parameters):
        with Api(served) as session:
            session.headers["Host"] = host
            return session.get("/api/v1/areas" + path, params=parameters)
    return ask


def run(base, tenant, noun, content, *options):
    return run_import(base.importer, base.conninfo, tenant, noun, content, *options)


def fill(base, tenant):
    for noun, content in (("areas", AREAS), ("former", FORMER), ("succession", SUCCESSION)):
        done = run(base, tenant, noun, content)
        assert (done.returncode, done.stderr) == (0, "")


def day(text):
    return f"{text}T12:00:00+07:00"


# Names and units above.

@pytest.mark.parametrize("at, name, above", [
    ("2009-12-31", "Xã A Cũ", ["701", "77"]), ("2010-01-01", "Thị trấn A", ["702", "77"]), ("2019-12-31", "Thị trấn A", ["702", "77"]),
    ("2020-01-01", "Xã A", ["701", "77"]), ("2025-06-30", "Xã A", ["701", "77"]), ("2025-07-01", "Xã Bắc", ["77"])])
def test_a_unit_is_called_and_lies_as_it_did_on_that_day(client, at, name, above):
    [unit] = client("/70001", at=day(at)).json()["items"]
    assert unit["full_name"] == name and [parent["code"] for parent in unit["parents"]] == above
    listed = {parent: [below["full_name"] for below in client("", at=day(at), parent=parent).json()["items"]] for parent in above}
    assert name in listed.pop(above[0]) and not any(name in below for below in listed.values())


def test_all_of_a_code_tell_how_they_were_called_before(client):
    today, before = client("/70001").json()["items"]
    assert "former" not in today and before["full_name"] == "Xã A"
    assert before["former"] == [{"name": "A", "full_name": "Thị trấn A", "valid_to": "2020-01-01"}, {"name": "A Cũ", "full_name": "Xã A Cũ", "valid_to": "2010-01-01"}]


def test_former_names_a_second_time_are_the_same_and_a_later_line_corrects(base, fresh):
    assert run(base, fresh, "former", FORMER).stdout == "2 lines: 0 added, 0 changed, 2 same\n"
    assert run(base, fresh, "former", "code,valid_to,full_name\n70001,2020-01-01,Thị trấn Á\n").stdout == "1 lines: 0 added, 1 changed, 0 same\n"


# What one became.

def test_each_successor_tells_its_part(client):
    [unit] = client("/70001", at=day("2025-06-30")).json()["items"]
    assert [(heir["code"], heir["area_km2"], heir["share"]) for heir in unit["successors"]] == [("70001", 3, 0.25), ("70007", 9, 0.75)]
    [unit] = client("/70007").json()["items"]
    assert [part["code"] for part in unit["predecessors"]] == ["70001", "70004"]


@pytest.mark.parametrize("code, parameters, decided, codes", [
    ("70004", {}, True, ["70007"]), ("70001", {}, False, ["70001", "70007"]), ("701", {}, False, ["70001", "70007"]), ("77", {}, True, ["77"]),
    ("70001", {"at": day("2025-07-01")}, True, ["70001"]), ("70001", {"on": day("2025-06-30")}, True, ["70001"]),
    ("70001", {"lat": 10.5, "lon": 105.5}, True, ["70007"]), ("70001", {"lat": 20, "lon": 100}, False, ["70001", "70007"])])
def test_a_code_of_before_leads_to_its_successor_or_to_candidates_among_which_a_point_decides(client, outlined, code, parameters, decided, codes):
    answer = client(f"/{code}/successors", **parameters).json()
    assert (answer["decided"], [unit["code"] for unit in answer["items"]]) == (decided, codes)
    assert answer["unit"]["code"] == code


def test_a_code_that_nothing_had_leads_nowhere(client):
    problem_of(client("/70099/successors"), 404, "unknown_area")
    problem_of(client("/70007/successors", at=day("2025-06-30")), 404, "unknown_area")


# Outlines.

def square(code, west, **times):
    ring = [[west, 10], [west + 1, 10], [west + 1, 11], [west, 11], [west, 10]]
    return {"type": "Feature", "properties": {"code": code} | times, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def outlines(*features):
    import json
    return json.dumps({"type": "FeatureCollection", "features": features})


@pytest.fixture(scope="module")
def outlined(base):
    """70007 lies at 105, and from 2026 on at 106, too; before 2025-07-01 all of it was 70001."""
    files = [(outlines(square("70007", 105)), []), (outlines(square("70007", 105), square("70001", 107)), []), (outlines(square("70001", 105)), ["--set", "valid_to=2025-07-01"]),
             (outlines(square("70007", 106, valid_from="2026-01-01")), [])]
    for content, options in files[:3]:
        assert run(base, "thu", "boundaries", content, *options).returncode == 0
    return files


@pytest.mark.parametrize("at, code", [("2000-01-01", "70001"), ("2025-06-30", "70001"), ("2025-07-01", "70007"), ("2026-06-01", "70007")])
def test_a_point_lies_in_the_unit_of_its_day(outlined, client, at, code):
    assert client("/locate", lat=10.5, lon=105.5, at=day(at)).json()["code"] == code


def test_an_outline_changes_while_the_code_stays(base, outlined, client):
    content, _ = outlined[3]
    for _ in range(2):
        assert run(base, "thu", "boundaries", content).returncode == 0
        found = [client("/locate", lat=10.5, lon=lon, at=day(at)).status_code for at in ("2025-12-31", "2026-01-01") for lon in (105.5, 106.5)]
        assert found == [200, 422, 422, 200]
    # Without a day, the newest is meant.
    assert run(base, "thu", "boundaries", outlines(square("70007", 105))).returncode == 0
    assert base.ask("select b.valid_from::text, b.valid_to::text, st_xmin(geom) from pakn.area_boundary b join pakn.area a using (tenant_id, area_id) where code = '70007' and tenant_id = 200 order by 1") == \
        [("2025-07-01", "2026-01-01", 105.0), ("2026-01-01", "infinity", 105.0)]


WRONG_OUTLINES = [
    (outlines(square("70001", 105), square("70001", 106)), [], "two features have the same \"code\" and time"),
    (outlines(square("70007", 105, valid_from="2025-06-30")), [], "is no unit of this province at that time"),
    (outlines(square("70007", 105, valid_from="2026-05-01", valid_to="2026-05-01")), [], "valid_to of a feature is not after its valid_from"),
    (outlines(square("70007", 105, valid_from="2026-05-01", valid_to="2026-06-01"), square("70007", 105, valid_from="2026-04-01")), [], "another outline in some of that time"),
    (outlines(square("70007", 105)), ["--set", "valid_to=soon"], "--set: valid_to: "),
    (outlines(square("70007", 105)), ["--set", "code=70007"], "--set: code: each feature has its own"),
]


@pytest.mark.parametrize("content, options, words", WRONG_OUTLINES, ids=lambda value: str(value)[-20:])
def test_outlines_of_a_time_that_cannot_be_are_refused(base, outlined, content, options, words):
    stored = "select array_agg(b::text order by area_id, valid_from) from pakn.area_boundary b where tenant_id = 200"
    before = base.ask(stored)
    done = run(base, "thu", "boundaries", content, *options)
    assert done.returncode == 1 and words in done.stderr, done.stderr
    assert base.ask(stored) == before


# What cannot be.

HEAD = "code,full_name,level,parent_code,valid_from,valid_to\n"
NONSENSE = [
    ("areas", HEAD + "70010,Xã X,commune,701,2020-01-01,2026-01-01\n", 'line 2: parent_code: "701" does not exist all the time from 2020-01-01 to 2026-01-01'),
    ("areas", HEAD + "70010,Xã X,commune,701,,2020-01-01\n70010,Xã Y,commune,701,2019-01-01,2021-01-01\n", 'line 3: code: "70010" stands in line 2 already'),
    ("areas", HEAD + "70001,Xã Z,commune,77,2024-01-01,2025-01-01\n", 'line 2: code: "70001" is in the database for some of that time already, since -infinity'),
    ("areas", HEAD + "701,Huyện Một,district,77,,2024-01-01\n", 'line 2: valid_to: "70001" below it would have nothing above it for a time'),
    ("areas", HEAD + "70004,Xã B,commune,701,,2025-06-01\n", 'line 2: valid_to: is followed by "70007", which begins on 2025-07-01'),
    ("areas", HEAD + "70004,Xã B,commune,701,-infinity,2025-06-01\n", "line 2: valid_from: "),
    ("succession", "old_code,new_code\n70001,70001\n70001,70004\n", 'line 3: new_code: no unit "70004" of this province began on 2025-07-01, when 70001 ended'),
    ("succession", "old_code,new_code\n70007,70001\n", 'line 2: old_code: no unit "70007" of this province has ended'),
    ("succession", "old_code,new_code,area_km2\n70001,70001,3\n70001,70001,4\n", "line 3: area_km2: not what line 2 says"),
    ("succession", "old_code,new_code,area_km2\n70001,70001,0\n", "line 2: area_km2: "),
    ("former", "code,valid_to,full_name\n70007,2025-07-01,Xã N\n", 'line 2: code: "70007" is not known in this province at that time'),
    ("former", "code,valid_to,full_name\n70004,2025-07-01,Xã N\n", "line 2: valid_to: is when the unit ended (2025-07-01): that is its last name"),
    ("former", "code,valid_to,full_name\n70004,2020-01-01,Xã N\n70004,2020-01-01,Xã M\n", 'line 3: valid_to: "70004 2020-01-01" stands in line 2 already'),
    ("former", "code,valid_to,full_name,parent_code\n70004,2020-01-01,Xã N,70001\n", "line 2: parent_code: a commune cannot be below a commune"),
    ("former", "code,valid_to,full_name,parent_code\n70007,2026-01-01,Xã N,701\n", 'line 2: parent_code: "701" is not known in this province at that time'),
]


@pytest.mark.parametrize("noun, content, words", NONSENSE, ids=lambda value: value[-24:])
def test_what_cannot_be_is_refused_by_line_and_changes_nothing(base, noun, content, words):
    stored = """select a::text from pakn.area a where tenant_id = 200 union all select s::text from pakn.area_successor s where tenant_id = 200
        union all select f::text from pakn.area_former f where tenant_id = 200 order by 1"""
    before = base.ask(stored)
    done = run(base, "thu", noun, content)
    assert done.returncode == 1 and done.stderr.startswith(words) and done.stderr.endswith("pakn: nothing was imported\n"), done.stderr
    assert base.ask(stored) == before


# What is done behind the import's back, and how often it is told.
BEHIND = [
    ("update pakn.area set valid_from = '2020-01-01' where tenant_id = 200 and code = '701'", ["70001 parent_code", "70004 parent_code"]),
    ("update pakn.area set valid_from = '2025-07-02' where tenant_id = 200 and code = '70007'", ["70007 valid_to"]),
    ("update pakn.area set valid_from = '2020-01-01' where tenant_id = 200 and code = '70001' and valid_to = 'infinity'", ["70001 code", "70001 valid_to"]),
    ("update pakn.area set parent_id = null where tenant_id = 200 and code = '70007'", ["70007 parent_code"]),
    ("insert into pakn.area_successor select s.tenant_id, s.successor_id, s.area_id from pakn.area_successor s where tenant_id = 200", ["70001 valid_to", "70007 valid_to"]),
]


@pytest.mark.parametrize("statement, told", BEHIND, ids=lambda value: str(value)[:40])
def test_units_that_cannot_be_are_found(base, statement, told):
    checked = "select unit from pakn.areas_checked(200)"
    assert base.ask(checked) == []
    base.ask("begin")
    base.ask(statement)
    found = {unit for unit, in base.ask(checked)}
    base.ask("rollback")
    assert found == set(told)


def test_the_doctor_tells_of_units_that_cannot_be(base, fresh):
    base.ask("update pakn.area set parent_id = null where tenant_id = %s and code = '70007'", base.number)
    told = subprocess.run(base.importer._command("doctor", "--database", base.conninfo), env=base.importer._environment(), text=True, capture_output=True, timeout=60).stdout
    assert f"FINDING units: {fresh}: 1 (70007 parent_code has nothing above it)\n        units that cannot be as they stand" in told


# Figures by the tree of a day.

def table(client, **parameters):
    parameters = {"from": "2025-01-01T00:00:00+07:00", "to": "2030-01-01T00:00:00+07:00", "group_by": "area"} | parameters
    answer = client.get("/api/v1/stats/resolution", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("level, codes", [(None, None), ("commune", None), ("province", {"24"}), ("district", {"24"})])
def test_figures_are_told_by_the_units_of_a_day_and_level(sign_in, api, level, codes):
    for code in ("09187", "07210"):
        assert api.post("/api/v1/reports", json={"category": "HTGT", "description": "Vỉa hè lún", "area_code": code}).status_code == 201
    client = sign_in("supervisor")
    usual, asked = table(client), table(client, areas_at="2026-01-01", areas_level=level)
    assert asked["areas_at"] == "2026-01-01" and asked["areas_level"] == level
    assert {name: value for name, value in asked["total"].items()} == usual["total"]
    found = {row["code"] for row in asked["rows"]} - {"—", "?"}
    assert found == codes if codes else found >= {"09187", "07210"}
    before = table(client, areas_at="2025-06-30", areas_level=level)
    assert before["total"] == usual["total"] and sum(row["received"] for row in before["rows"]) == usual["total"]["received"]
    assert [row["name"] for row in before["rows"] if row["code"] == "?"] == ["Không xác định được theo địa giới ngày 30/06/2025"]


def test_the_table_and_the_terminal_tell_the_same(sign_in, seeded):
    client, period = sign_in("supervisor"), {"from": "2025-01-01T00:00:00+07:00", "to": "2026-01-01T00:00:00+07:00"}
    wanted = table(client, **period, areas_level="province")
    assert wanted["areas_at"] and wanted["areas_level"] == "province"
    answer = client.get("/api/v1/stats/resolution.csv", params=period | {"group_by": "area", "areas_level": "province"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["code"], row["received"]) for row in rows] == [
        *((row["code"], str(row["received"])) for row in wanted["rows"]), ("total", str(wanted["total"]["received"]))]
    told = seeded.command("stats", "--tenant", TENANT, "--group-by", "area", "--areas-level", "province", "--areas-at", "2026-01-01", "--from", "2025-01-01")
    assert "24" in told and "Tỉnh Bắc Ninh" in told


@pytest.mark.parametrize("parameters, pointer, code", [
    ({"group_by": "agency", "areas_at": "2025-06-30"}, "?areas_at", "by_area_only"), ({"group_by": "level", "areas_level": "province"}, "?areas_level", "by_area_only"),
    ({"areas_at": "yesterday"}, "?areas_at", "bad_format"), ({"areas_level": "ward"}, "?areas_level", "bad_choice")])
def test_units_of_a_day_are_asked_for_by_area_alone(sign_in, parameters, pointer, code):
    answer = sign_in("supervisor").get("/api/v1/stats/resolution", params={"from": day("2025-01-01"), "to": day("2026-01-01"), "group_by": "area"} | parameters)
    assert [(error["pointer"], error["code"]) for error in problem_of(answer, 422, "invalid")["errors"]] == [(pointer, code)]
