"""Units of today and of before 2025-07-01: from files, with what became of them; asked for by code."""

import collections
import csv
import itertools
import re
import subprocess
import time

import pytest

from given import Database, run_import
from support import Api, Daemon
from work import problem_of

DAY = "2025-07-01"
BEFORE, AFTER = "2025-06-30T23:59:59+07:00", "2025-07-01T00:00:00+07:00"

# A country of two provinces that become one, in files as the statistics office and spreadsheets write them.  Each
# code of a commune of today was another's before.
WARDS = """\ufeffMã,Tên,Tên Tiếng Anh,Cấp,Mã QH,Quận Huyện,Mã TP,Tỉnh / Thành Phố
00001,Phường 1,,Phường,001,Quận 1,01,Thành phố Lớn
00004,Phường Hai ,,Phường,001,Quận 1,01,Thành phố Lớn
00007,Thị trấn Ba,,Thị trấn,002,Thị xã Đông,01,Thành phố Lớn
00010,xã Bốn,,Xã,003,Huyện Tây,02,Tỉnh Nhỏ
00013,Xã Xã Năm,,Xã,003,Huyện Tây,02,Tỉnh Nhỏ
"""
DISTRICTS = """\ufeffMã,Tên,Tên Tiếng Anh,Cấp,Mã TP,Tỉnh / Thành Phố
001,Quận 1,,Quận,01,Thành phố Lớn
002,Thị xã Đông,,Thị xã,01,Thành phố Lớn
003,Huyện Tây,,Huyện,02,Tỉnh Nhỏ
004,Huyện Đảo,,Huyện,02,Tỉnh Nhỏ
"""
TODAY = """province,provinceCode,ward,wardShort,wardCode,wardLat,wardLon
Tỉnh Gộp,2,Phường Mới,Mới,1,21.1,106.1
Tỉnh Gộp,2,Xã Ghép,Ghép,4.0,21.2,106.2
Tỉnh Gộp,2,Xã Năm,Năm,13,21.3,106.3
Tỉnh Gộp,2,Đặc khu Đảo,Đảo,16,20.1,107.1
"""
BECAME = """districtCode,wardCode,newWardCode
1,1.0,00001
1,4.0,00001
1,4.0,00004
2,7.0,00004
3,10.0,4.0
3,13.0,00013
3,13.0,00013
4,,00016
"""
PROVINCES_OF_BEFORE = ["--columns", "code=Mã TP,full_name=Tỉnh / Thành Phố", "--set", f"level=province,valid_to={DAY}"]
DISTRICTS_OF_BEFORE = ["--columns", "code=Mã,full_name=Tên,parent_code=Mã TP", "--set", f"level=district,valid_to={DAY}"]
WARDS_OF_BEFORE = ["--columns", "code=Mã,full_name=Tên,parent_code=Mã QH", "--set", f"valid_to={DAY}"]
PROVINCES_OF_TODAY = ["--columns", "code=provinceCode,full_name=province", "--set", f"level=province,valid_from={DAY}"]
WARDS_OF_TODAY = ["--columns", "code=wardCode,name=wardShort,full_name=ward,parent_code=provinceCode,lon=wardLon,lat=wardLat",
                  "--set", f"valid_from={DAY}"]
COMMUNES = ["--columns", "old_code=wardCode,new_code=newWardCode", "--where", "wardCode!="]
ISLANDS = ["--columns", "old_code=districtCode,new_code=newWardCode", "--set", "level=district", "--where", "wardCode="]

# Noun, file, options, lines, units.
SMALL = [
    ("areas", TODAY, PROVINCES_OF_TODAY, 4, 1), ("areas", TODAY, WARDS_OF_TODAY, 4, 4),
    ("areas", DISTRICTS, PROVINCES_OF_BEFORE, 4, 2), ("areas", DISTRICTS, DISTRICTS_OF_BEFORE, 4, 4),
    ("areas", WARDS, WARDS_OF_BEFORE, 5, 5),
    ("succession", BECAME, COMMUNES, 7, 5), ("succession", BECAME, ISLANDS, 1, 1),
]
SUCCESSORS = {"00001": ["00001"], "00004": ["00001", "00004"], "00007": ["00004"], "00010": ["00004"], "00013": ["00013"],
              "001": ["00001", "00004"], "002": ["00004"], "003": ["00004", "00013"], "004": ["00016"], "01": ["02"], "02": ["02"]}
# Code, short name, and its province in a test of several.
PROVINCES = [("24", "bacninh", "24_bac_ninh", 99), ("56", "khanhhoa", "56_khanh_hoa", 65), ("92", "cantho", "92_can_tho", 103)]


@pytest.fixture(scope="module")
def base(cluster, make_daemon):
    """A database with a small country, the default, room for the real one, and three provinces that know nothing yet."""
    base = Database(cluster, make_daemon(), "pakn_areas")
    base.importer = make_daemon()
    base.tenants = itertools.count(100)
    base.tenant_add(1, "nho", "Nước nhỏ", "nho.test", default=True)
    base.tenant_add(2, "viet", "Việt Nam", "viet.test")
    for code, name, _, _ in PROVINCES:
        base.tenant_add(int(code), name, name, f"{name}.test")
    for noun, content, options, _, _ in SMALL:
        check(run(base, "nho", noun, content, *options), 0)
    yield base
    base.close()


@pytest.fixture(scope="module")
def served(base, cluster):
    """The address of a daemon on that database."""
    daemon = Daemon(cluster, database=base.conninfo_of("pakn_app"))
    daemon.start()
    yield daemon.url
    daemon.stop()


@pytest.fixture
def client(served):
    """client(host): a client of the province of that host."""
    clients = []

    def make(host="nho.test"):
        clients.append(Api(served))
        clients[-1].headers["Host"] = host
        return clients[-1]

    yield make
    for session in clients:
        session.close()


@pytest.fixture
def fresh(base):
    """A province of its own for a test that writes: its code."""
    number = next(base.tenants)
    base.tenant_add(number, f"t{number}", "Thử", f"t{number}.test")
    base.number = number
    return f"t{number}"


def run(base, tenant, noun, content, *options):
    return run_import(base.importer, base.conninfo, tenant, noun, content, *options)


def check(done, code, out=None, err=""):
    assert (done.returncode, done.stderr) == (code, err), done.stdout
    assert out is None or done.stdout == out


def counted(lines, added=0, changed=0, same=0):
    return f"{lines} lines: {added} added, {changed} changed, {same} same\n"


def content_of(base):
    """All units and successions of all provinces."""
    return base.ask("select a::text from pakn.area a union all select s::text from pakn.area_successor s order by 1")


def became(base, tenant):
    """{code of a unit that ended: the codes of its successors}."""
    rows = base.ask("""select a.code, array(select s.code from pakn.area_successors(t.tenant_id, a.area_id) s order by 1)
        from pakn.tenant t join pakn.area a using (tenant_id) where t.code = %s and a.valid_to < 'infinity'""", tenant)
    found = dict(rows)
    assert len(found) == len(rows)
    return found


def items(client, path, **parameters):
    answer = client.get(path, params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


# From files.

@pytest.mark.parametrize("order", [range(7), (2, 3, 4, 0, 1, 5, 6)], ids=["today first", "before first"])
def test_both_trees_and_what_became_of_units_come_from_files_in_either_order(base, fresh, order):
    for place in order:
        noun, content, options, lines, units = SMALL[place]
        check(run(base, fresh, noun, content, *options, "--dry-run"), 0, counted(lines, added=units)[:-1] + "; dry run: nothing was kept\n")
        check(run(base, fresh, noun, content, *options), 0, counted(lines, added=units))
    assert became(base, fresh) == SUCCESSORS
    before = content_of(base)
    for noun, content, options, lines, units in SMALL:
        check(run(base, fresh, noun, content, *options), 0, counted(lines, same=units))
    assert content_of(base) == before


@pytest.mark.parametrize("full_name, name", [
    ("Tỉnh Bắc Ninh", "Bắc Ninh"), ("Thành phố Huế", "Huế"), ("Thành Phố Huế", "Huế"), ("Quận Ba Đình", "Ba Đình"), ("Huyện Lý Sơn", "Lý Sơn"),
    ("Thị xã Sơn Tây", "Sơn Tây"), ("Thị Trấn Cát Bà", "Cát Bà"), ("Phường Hồng Hà", "Hồng Hà"), ("xã Bắc Sơn", "Bắc Sơn"),
    ("Đặc khu Cô Tô", "Cô Tô"), ("Quận 1", "Quận 1"), ("Phường 12", "Phường 12"), ("Phường 1 Bảo Lộc", "1 Bảo Lộc"), ("Xã Xã Phiên", "Xã Phiên"),
    ("Phườngx", "Phườngx"), ("Thị Nghè", "Thị Nghè"), ("Côn Đảo", "Côn Đảo")])
def test_a_unit_without_a_short_name_is_called_by_its_full_one_without_its_kind(base, full_name, name):
    assert base.ask("select pakn.area_name(%s)", full_name) == [(name,)]


def test_a_short_name_that_stands_stays_unless_the_file_has_that_column(base, fresh):
    name = "select name from pakn.area where tenant_id = %s"
    for text, expected in [("code,full_name\n1,Xã Một\n", "Một"), ("code,name,full_name\n1,Mốt,Xã Một\n", "Mốt"),
                           ("code,full_name\n1,Xã Mười\n", "Mốt"), ("code,name,full_name\n1,,Xã Mười\n", "Mười")]:
        check(run(base, fresh, "areas", text), 0)
        assert base.ask(name, base.number) == [(expected,)]


@pytest.mark.parametrize("level, written, code", [
    ("commune", "1.0", "00001"), ("commune", "1", "00001"), ("commune", "00001", "00001"), ("commune", "31120.0", "31120"), ("district", "4.0", "004"),
    ("province", "1.0", "01"), ("province", "79", "79"), ("commune", "1.5", "1.5"), ("commune", "A1.0", "A1.0"), ("commune", "123456", "123456")])
def test_codes_that_a_spreadsheet_made_into_numbers_are_mended(base, level, written, code):
    assert base.ask("select pakn.area_code_full(%s, %s)", level, written) == [(code,)]


def test_equal_lines_are_one_and_others_of_the_same_code_are_told(base, fresh):
    header = "code,full_name,valid_to\n"
    check(run(base, fresh, "areas", header + "1,Xã Một,\n1,Xã Một,\n1,Xã Một,\n"), 0, counted(3, added=1))
    check(run(base, fresh, "areas", header + "1,Xã Một,\n1,Xã Mốt,\n"), 1, "",
          'line 3: code: "00001" stands in line 2 already\npakn: nothing was imported\n')


def test_a_parent_is_one_of_the_units_own_time(base, fresh):
    for noun, content, options, _, _ in SMALL[:5]:
        run(base, fresh, noun, content, *options)
    header = "code,full_name,parent_code,valid_from,valid_to\n"
    check(run(base, fresh, "areas", header + "99,Xã Thử,003,2025-07-01,\n"), 1, "",
          'line 2: parent_code: "003" is not known in this province at that time\npakn: nothing was imported\n')
    check(run(base, fresh, "areas", header + "99,Xã Thử,02,2025-07-01,\n98,Xã Thử,02,2020-01-01,2024-01-01\n"), 0, counted(2, added=2))
    assert base.ask("""select a.code, p.full_name from pakn.area a join pakn.area p using (tenant_id) where tenant_id = %s and p.area_id = a.parent_id
        and a.code in ('00098', '00099') order by 1""", base.number) == [("00098", "Tỉnh Nhỏ"), ("00099", "Tỉnh Gộp")]


def test_a_unit_that_a_file_says_ended_is_the_one_that_began_before(base, fresh):
    """Without valid_from: the first line ends the unit of then, whichever followed."""
    header = "code,full_name,valid_from,valid_to\n"
    check(run(base, fresh, "areas", header + "1,Xã Một,2010-01-01,\n"), 0, counted(1, added=1))
    for expected in ({"changed": 1}, {"same": 1}):
        check(run(base, fresh, "areas", header + f"1,Xã Một,,{DAY}\n"), 0, counted(1, **expected))
        check(run(base, fresh, "areas", header + f"1,Xã Mới,{DAY},\n"), 0)
    assert base.ask("select full_name, valid_from::text, valid_to::text from pakn.area where tenant_id = %s order by 2", base.number) == \
        [("Xã Một", "2010-01-01", DAY), ("Xã Mới", DAY, "infinity")]


def test_the_lines_of_a_unit_are_all_its_successors_and_other_units_keep_theirs(base, fresh):
    for noun, content, options, _, _ in SMALL:
        run(base, fresh, noun, content, *options)
    text = "old_code,new_code\n00004,00013\n00004,00001\n00007,00004\n"
    for expected in ({"changed": 1, "same": 1}, {"same": 2}):
        check(run(base, fresh, "succession", text), 0, counted(3, **expected))
        assert became(base, fresh) == SUCCESSORS | {"00004": ["00001", "00013"], "001": ["00001", "00013"]}


def test_a_line_for_a_district_or_province_stands_above_what_follows_from_its_communes(base, fresh):
    for noun, content, options, _, _ in SMALL:
        run(base, fresh, noun, content, *options)
    check(run(base, fresh, "succession", "old_code,new_code,level\n3,13,district\n1,2,province\n"), 0, counted(2, added=2))
    assert became(base, fresh) == SUCCESSORS | {"003": ["00013"]}


def test_units_that_ended_twice_lead_on_step_by_step(base, fresh):
    """One code three times; a successor is one that began when the unit ended."""
    units = "code,full_name,valid_from,valid_to\n1,Xã A,,2020-01-01\n1,Xã B,2020-01-01,2025-07-01\n1,Xã C,2025-07-01,\n2,Xã D,,2020-01-01\n"
    check(run(base, fresh, "areas", units), 0)
    check(run(base, fresh, "succession", "old_code,new_code\n1,1\n2,1\n"), 0, counted(2, added=2))
    assert base.ask("""select a.full_name, s.full_name from pakn.area a, pakn.area_successors(a.tenant_id, a.area_id) s
        where a.tenant_id = %s order by 1""", base.number) == [("Xã B", "Xã C"), ("Xã D", "Xã B")]


def test_a_province_does_not_follow_those_of_its_communes_that_ended_before_it(base, fresh):
    units = """code,full_name,level,parent_code,valid_from,valid_to
1,Tỉnh A,province,,,2025-07-01
2,Tỉnh B,province,,2025-07-01,
1,Xã A,commune,01,,2020-01-01
2,Xã B,commune,01,2020-01-01,2025-07-01
3,Xã C,commune,02,2025-07-01,
"""
    check(run(base, fresh, "areas", units), 0)
    check(run(base, fresh, "succession", "old_code,new_code\n1,2\n2,3\n"), 0, counted(2, added=2))
    assert became(base, fresh) == {"01": ["02"], "00001": ["00002"], "00002": ["00003"]}


def test_a_district_is_followed_by_a_district_of_that_code_before_a_commune(base, fresh):
    units = "code,full_name,level,valid_from,valid_to\n7,Huyện A,district,,2020-01-01\n8,Huyện B,district,2020-01-01,\n8,Xã B,commune,2020-01-01,\n9,Xã C,commune,2020-01-01,\n"
    check(run(base, fresh, "areas", units), 0)
    check(run(base, fresh, "succession", "old_code,new_code,level\n7,8,district\n7.0,9,district\n"), 0, counted(2, added=1))
    assert became(base, fresh) == {"007": ["00009", "008"]}


# The line, what is said of it.
WRONG = [
    ("00002,00001,commune", 'old_code: no unit "00002" of this province has ended'),
    ("00016,00001,commune", 'old_code: no unit "00016" of this province has ended'),  # there is one, of today
    ("003,00001,commune", 'old_code: no unit "003" of this province has ended'),  # a district
    ("00001,00001,district", 'old_code: no unit "00001" of this province has ended'),
    ("7.0,6970,commune", 'new_code: no unit "6970" of this province began on 2025-07-01, when 7.0 ended'),
    ("00007,00010,commune", 'new_code: no unit "00010" of this province began on 2025-07-01, when 00007 ended'),  # ended then
    ("00007,02,commune", 'new_code: no unit "02" of this province began on 2025-07-01, when 00007 ended'),
    (",00001,commune", "old_code: may not be empty"),
    ("00001,,commune", "new_code: may not be empty"),
    ("00001,00 1,commune", "new_code: not a code: letters A to Z, digits, dot, hyphen, underscore"),
    ("00001,00001,ward", "level: not one of province, district, commune"),
]


@pytest.mark.parametrize("line, rule", WRONG)
@pytest.mark.parametrize("place, of", [(1, 3), (9998, 10000)], ids=["short", "long"])
def test_one_wrong_line_leaves_nothing_behind_and_is_named(base, line, rule, place, of):
    before = content_of(base)
    lines = ["00013,00001,commune"] * of
    lines[place] = line
    check(run(base, "nho", "succession", "\n".join(["old_code,new_code,level", *lines])), 1, "",
          f"line {place + 2}: {rule}\npakn: nothing was imported\n")
    assert content_of(base) == before


def test_the_doctor_counts_communes_of_which_nothing_tells_what_they_became(base, fresh):
    def found():
        told = subprocess.run(base.importer._command("doctor", "--database", base.conninfo), env=base.importer._environment(),
                              text=True, capture_output=True, timeout=60).stdout
        count = re.search(r"^FINDING successors: (\d+) communes ended, and nothing tells .*\n.*run: pakn import succession FILE$", told, re.MULTILINE)
        assert bool(count) != ("ok      successors" in told), told
        return int(count[1]) if count else 0

    before = found()
    for noun, content, options, _, _ in SMALL[:5]:
        run(base, fresh, noun, content, *options)
    assert found() == before + 5
    run(base, fresh, *SMALL[5][:2], *COMMUNES)
    assert found() == before


# By code.

def test_a_code_tells_all_units_that_have_or_had_it_the_newest_first(client):
    province = {"code": "02", "name": "Gộp", "full_name": "Tỉnh Gộp", "level": "province"}
    assert items(client(), "/api/v1/areas/00004") == [
        {"code": "00004", "name": "Ghép", "full_name": "Xã Ghép", "level": "commune", "valid_from": DAY,
         "location": {"lat": 21.2, "lon": 106.2}, "parents": [province],
         "predecessors": [{"code": "00004", "name": "Hai", "full_name": "Phường Hai", "level": "commune"},
                          {"code": "00007", "name": "Ba", "full_name": "Thị trấn Ba", "level": "commune"},
                          {"code": "00010", "name": "Bốn", "full_name": "xã Bốn", "level": "commune"}]},
        {"code": "00004", "name": "Hai", "full_name": "Phường Hai", "level": "commune", "valid_to": DAY,
         "parents": [{"code": "001", "name": "Quận 1", "full_name": "Quận 1", "level": "district"},
                     {"code": "01", "name": "Lớn", "full_name": "Thành phố Lớn", "level": "province"}],
         "successors": [{"code": "00001", "name": "Mới", "full_name": "Phường Mới", "level": "commune"},
                        {"code": "00004", "name": "Ghép", "full_name": "Xã Ghép", "level": "commune"}]}]
    assert items(client(), "/api/v1/areas/01") == [{"code": "01", "name": "Lớn", "full_name": "Thành phố Lớn", "level": "province",
                                                    "valid_to": DAY, "parents": [], "successors": [province]}]


@pytest.mark.parametrize("code", SUCCESSORS)
def test_every_unit_that_ended_tells_its_successors_and_every_other_has_none(client, code):
    [ended] = items(client(), f"/api/v1/areas/{code}", at=BEFORE)
    assert [successor["code"] for successor in ended["successors"]] == SUCCESSORS[code]
    for successor in ended["successors"]:
        [unit] = items(client(), f"/api/v1/areas/{successor['code']}", at=AFTER)
        assert "successors" not in unit and unit["valid_from"] == ended["valid_to"]
        assert {name: unit[name] for name in successor} == successor


@pytest.mark.parametrize("code, at, names", [
    ("00001", BEFORE, ["Phường 1"]), ("00001", AFTER, ["Phường Mới"]), ("02", BEFORE, ["Tỉnh Nhỏ"]), ("02", AFTER, ["Tỉnh Gộp"]),
    ("00007", None, ["Thị trấn Ba"]), ("00016", None, ["Đặc khu Đảo"])])
def test_a_time_picks_the_unit_that_had_the_code_then(client, code, at, names):
    assert [unit["full_name"] for unit in items(client(), f"/api/v1/areas/{code}", at=at)] == names


@pytest.mark.parametrize("path", ["/api/v1/areas/99999", "/api/v1/areas/1", "/api/v1/areas/Lớn", f"/api/v1/areas/00016?at={BEFORE}",
                                  f"/api/v1/areas/00007?at={AFTER}", f"/api/v1/areas/001?at={AFTER}"])
def test_a_code_that_nothing_has_or_had_then_is_unknown(client, path):
    problem_of(client().get(path.replace("+", "%2B")), 404, "unknown_area")


def test_other_provinces_units_are_unknown(client):
    problem_of(client("cantho.test").get("/api/v1/areas/00007"), 404, "unknown_area")


def test_a_time_that_is_none_is_refused(client):
    problem_of(client().get("/api/v1/areas/00001", params={"at": "hôm qua"}), 422, "invalid")


def test_a_code_is_cached_and_304_until_it_changes(client):
    first = client().get("/api/v1/areas/00004")
    assert first.headers["Cache-Control"].startswith("public, max-age=")
    assert client().get("/api/v1/areas/00004", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


# Parent, time, the codes below it.
LISTS = [
    (None, BEFORE, ["01", "02"]), ("01", BEFORE, ["001", "002"]), ("02", BEFORE, ["003", "004"]), ("001", BEFORE, ["00001", "00004"]),
    ("003", BEFORE, ["00010", "00013"]), ("004", BEFORE, []), (None, AFTER, ["02"]), (None, None, ["02"]),
    ("02", AFTER, ["00001", "00004", "00013", "00016"]), ("00001", AFTER, []),
]


@pytest.mark.parametrize("parent, at, codes", LISTS)
def test_lists_are_of_the_units_of_their_time(client, parent, at, codes):
    assert [unit["code"] for unit in items(client(), "/api/v1/areas", parent=parent, at=at)] == codes


@pytest.mark.parametrize("parent, at", [("01", AFTER), ("001", None), ("00016", BEFORE)])
def test_a_list_below_a_unit_of_another_time_is_unknown(client, parent, at):
    problem_of(client().get("/api/v1/areas", params={"parent": parent, "at": at}), 404, "unknown_area")


# The country as it is and was.

def rows(path):
    with open(path, encoding="utf-8-sig") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def country(shared):
    """(noun, file or text, options, lines, units) of all of Viet Nam; the files' one known error is corrected."""
    today = shared("admin/2025_34-province-3221-ward_with_location.csv").read_text().replace(",6970,", ",6978,")
    wards = shared("admin/danhmuchanhchinh.gso.gov.vn_ward_2025-07-18.csv")
    districts = shared("admin/danhmuchanhchinh.gso.gov.vn_district_2025-07-18.csv")
    converted = shared("admin/convert_legacy_2025_simple.csv").read_text().replace(",06970,", ",06978,")
    return [
        ("areas", today, PROVINCES_OF_TODAY, 3321, 34), ("areas", today, WARDS_OF_TODAY, 3321, 3321),
        ("areas", districts, PROVINCES_OF_BEFORE, 696, 63), ("areas", districts, DISTRICTS_OF_BEFORE, 696, 696),
        ("areas", wards, WARDS_OF_BEFORE, 10035, 10035),
        ("succession", converted, COMMUNES, 10597, 10035), ("succession", converted, ISLANDS, 5, 5),
    ]


@pytest.fixture(scope="module")
def viet(base, country, shared):
    """All of it imported, in the documented order, and the uncorrected map refused on its way."""
    began = time.monotonic()
    for noun, content, options, lines, units in country[:5]:
        check(run(base, "viet", noun, content, *options), 0, counted(lines, added=units))
    before = content_of(base)
    refused = run(base, "viet", "succession", shared("admin/convert_legacy_2025_simple.csv"), *COMMUNES)
    assert content_of(base) == before
    for noun, content, options, lines, units in country[5:]:
        check(run(base, "viet", noun, content, *options), 0, counted(lines, added=units))
    base.refused, base.seconds = refused, time.monotonic() - began
    return base


@pytest.fixture(scope="module")
def expected(shared):
    """{code of a unit that ended: its successors} by the files, read without the importer."""
    units = collections.defaultdict(set)
    for row in rows(shared("admin/convert_legacy_2025_simple.csv")):
        new = row["newWardCode"].replace("06970", "06978")
        units[row["districtCode"].zfill(3)].add(new)
        if row["wardCode"]:
            units[row["wardCode"].removesuffix(".0").zfill(5)].add(new)
    codes = {row["province"]: row["provinceCode"].zfill(2) for row in rows(shared("admin/2025_34-province-3221-ward_with_location.csv"))}
    old = {row["Tỉnh / Thành Phố"].replace("Hoà", "Hòa"): row["Mã TP"] for row in rows(shared("admin/danhmuchanhchinh.gso.gov.vn_district_2025-07-18.csv"))}
    for line in shared("admin/old63_to_new34.tsv").read_text().splitlines()[1:]:
        province, merged = line.split("\t")
        for name in merged.split("; "):
            units[old[name]].add(codes[province])
    return {code: sorted(successors) for code, successors in units.items()}


def test_the_wrong_code_of_the_map_is_named_in_each_of_its_lines(viet):
    assert viet.refused.returncode == 1 and viet.refused.stdout == ""
    complaints = viet.refused.stderr.splitlines()
    assert complaints.pop() == "pakn: nothing was imported"
    assert [line.split(":")[0] for line in complaints] == [f"line {number}" for number in (2776, 2802, 2803, 2806, 2808)]
    assert all(': new_code: no unit "06970" of this province began on 2025-07-01' in line for line in complaints)


def test_every_unit_of_before_leads_to_its_successor_or_candidates(viet, expected):
    found = became(viet, "viet")
    assert collections.Counter(len(code) for code in found) == {5: 10035, 3: 696, 2: 63}
    assert found == expected
    assert sum(len(successors) > 1 for code, successors in found.items() if len(code) == 5) == 471


def test_every_commune_leads_to_those_of_the_other_tree_and_back(viet, expected, capsys):
    """As reports and figures ask: all of them at once, forwards and backwards."""
    lead = """select a.code, array_agg(n.code order by n.code) from pakn.tenant t join pakn.area a using (tenant_id),
        pakn.areas_on(t.tenant_id, array[a.area_id], %s) o join pakn.area n on n.area_id = o.on_id
        where t.code = 'viet' and n.tenant_id = t.tenant_id and a.level = 'commune' and a.valid_from {} '2025-07-01' group by a.code"""
    began = time.monotonic()
    forwards, backwards = dict(viet.ask(lead.format("<"), DAY)), dict(viet.ask(lead.format("="), "2025-06-30"))
    seconds = time.monotonic() - began
    assert forwards == {code: successors for code, successors in expected.items() if len(code) == 5}
    became_of = collections.defaultdict(list)
    for code, successors in sorted(expected.items()):
        for successor in successors if len(code) == 5 else []:
            became_of[successor].append(code)
    assert {code: [old for old in olds if len(old) == 5] for code, olds in backwards.items() if len(olds[0]) == 5} == became_of
    with capsys.disabled():
        print(f"\nunits: the country imported in {viet.seconds:.1f} s, all communes led to the other tree in {seconds:.1f} s", end="")


def test_nothing_is_wrong_with_the_country_as_it_stands(viet):
    assert viet.ask("select c.* from pakn.tenant t, pakn.areas_checked(t.tenant_id) c where t.code = 'viet'") == []


def test_the_split_communes_tell_their_candidates(viet, client, expected):
    viet_nam = client("viet.test")
    for code in [code for code, successors in expected.items() if len(code) == 5 and len(successors) > 1]:
        [unit] = items(viet_nam, f"/api/v1/areas/{code}", at=BEFORE)
        assert [successor["code"] for successor in unit["successors"]] == expected[code]


@pytest.mark.parametrize("at, counts", [(AFTER, [34, 3321, 0]), (BEFORE, [63, 696, 10035])], ids=["today", "before"])
def test_the_tree_is_complete_level_by_level(viet, client, at, counts):
    viet_nam, units = client("viet.test"), items(client("viet.test"), "/api/v1/areas", at=at)
    for count in counts:
        assert len(units) == count
        if len(units) < 1000:
            units = [below for unit in units for below in items(viet_nam, "/api/v1/areas", parent=unit["code"], at=at)]
        else:
            units = []


def test_the_country_a_second_time_changes_nothing(viet, country):
    before = content_of(viet)
    for noun, content, options, lines, units in country:
        check(run(viet, "viet", noun, content, *options), 0, counted(lines, same=units))
    assert content_of(viet) == before


def test_one_wrong_line_in_the_ten_thousand_of_before_is_named(viet, country):
    lines = country[4][1].read_text().splitlines()
    lines[8000] = lines[8000].replace(lines[8000].split(",")[4], "000", 1)
    before = content_of(viet)
    check(run(viet, "viet", "areas", "\n".join(lines), *WARDS_OF_BEFORE), 1, "",
          'line 8001: parent_code: "000" is not known in this province\npakn: nothing was imported\n')
    assert content_of(viet) == before


@pytest.fixture(scope="module")
def bounded(base, country, shared):
    """Three provinces with the units and boundaries of today, from the files of the country."""
    for code, tenant, name, count in PROVINCES:
        for noun, content, options, _, _ in country[:2]:
            check(run(base, tenant, noun, content, *options, "--where", f"provinceCode={code}"), 0)
        check(run(base, tenant, "boundaries", shared(f"geo/{name}.geojson")), 0, f"{count} boundaries imported from {base.importer.home / 'given'}.\n")
    return base


def test_the_inner_point_of_every_commune_lies_in_it_and_in_no_other_province(bounded, client):
    points = bounded.ask("""select t.code, a.code, st_y(p), st_x(p)
        from pakn.tenant t join pakn.area a using (tenant_id) join pakn.area_boundary b using (tenant_id, area_id), st_pointonsurface(b.geom) p""")
    assert collections.Counter(tenant for tenant, _, _, _ in points) == {tenant: count for _, tenant, _, count in PROVINCES}
    provinces = {tenant: client(f"{tenant}.test") for _, tenant, _, _ in PROVINCES}
    for tenant, code, lat, lon in points:
        for other, province in provinces.items():
            answer = province.get("/api/v1/areas/locate", params={"lat": lat, "lon": lon}).json()
            assert answer["code"] == (code if other == tenant else "out_of_area")


def test_a_province_takes_its_own_part_of_the_tree_of_before(bounded, country, shared):
    """Bắc Ninh of today was Bắc Giang (24) and Bắc Ninh (27)."""
    for noun, content, options, _, _ in country[2:5]:
        for old in ("24", "27"):
            check(run(bounded, "bacninh", noun, content, *options, "--where", f"Mã TP={old}"), 0)
    noun, content, _, _, _ = country[5]
    check(run(bounded, "bacninh", noun, content, "--columns", "old_code=wardCode,new_code=newWardCode", "--where", "newProvinceCode=24"), 0)
    found = became(bounded, "bacninh")
    assert (found["24"], found["27"]) == (["24"], ["24"])
    old = [row["Mã"] for row in rows(shared("admin/danhmuchanhchinh.gso.gov.vn_ward_2025-07-18.csv")) if row["Mã TP"] in ("24", "27")]
    assert old and all(found[code] for code in old)
    assert {code for code in found if len(code) == 5} == set(old)
