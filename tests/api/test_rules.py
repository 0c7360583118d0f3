"""Routing rules: what they ask, which of them wins and why, and their versions."""

import datetime
import json

import pytest

from given import run_import
from support import TENANT
from work import done, problem_of

VERSIONS = "/api/v1/admin/rules/versions"
ANY = {"If-Match": "*"}
NIGHT, NOON = "2026-12-02T22:00:00+07:00", "2026-12-02T10:00:00+07:00"  # a Wednesday
SATURDAY = "2026-12-05T10:00:00+07:00"
RULES = """\
rule_no,category_code,area_code,zone_code,senders,hours,priority,agency_code,coordinating,urgency,deadline_class,reason
8001,KHAC,*,KCNX,,,,SCT,,,,Trong khu công nghiệp.
8002,KHAC,09187,,,,,commune,,,,Ở phường Kinh Bắc.
8003,KHAC,24,,,,,SNNMT,,,,Ở bất cứ đâu trong tỉnh.
8004,KHAC,09187,,business,,,STC,,,,Của doanh nghiệp.
8005,KHAC,09187,,,!office,,CAT,commune SXD,urgent,urgent,Ngoài giờ.
8006,KHAC,09190,,staff app,1-5 08:00-12:00; 6 08:00-11:00,,SYT,,,,Nhập thay buổi sáng.
8007,*,*,KCNX,staff,,,SKHCN,,,,Cán bộ nhập trong khu công nghiệp.
8008,*,*,CHOX,,,1,QLTT,,,,Ở chợ.
"""


def square(lon, lat, size=0.004):
    """A square around a point, as GeoJSON."""
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    return {"type": "Polygon", "coordinates": [[[lon + x * size, lat + y * size] for x, y in corners]]}


def put_zone(admin, code, geometry, **members):
    read = admin.get(f"/api/v1/admin/zones/{code}")
    body = {"code": code, "name": f"Vùng {code}", "kind": "industrial_park", "source": "Thử", "geometry": geometry} | members
    return admin.put(f"/api/v1/admin/zones/{code}", json=body, headers={"If-Match": read.headers["ETag"]} if read.status_code == 200 else {})


def put_rule(admin, number, **members):
    read = admin.get(f"/api/v1/admin/rules/{number}")
    body = {"rule_no": number, "category_code": "KHAC", "area_code": "*", "agency_code": "SXD", "reason": f"Quy tắc {number}."} | members
    return admin.put(f"/api/v1/admin/rules/{number}", json=body, headers={"If-Match": read.headers["ETag"]} if read.status_code == 200 else {})


def last_version(admin):
    return next(item for item in admin.get(VERSIONS).json()["items"] if "withdrawn" not in item)


@pytest.fixture(scope="module")
def spots(places):
    """Where the zones lie: one in Võ Cường, and one that it meets."""
    inside = places["09190"]
    return {"KCNX": (inside["lon"], inside["lat"]), "CHOX": (inside["lon"] + 0.006, inside["lat"])}


@pytest.fixture(scope="module", autouse=True)
def rules(admin, seeded, spots):
    """RULES beside those of the province, until the end of this file."""
    before = last_version(admin)["version"]
    for code, spot in spots.items():
        assert put_zone(admin, code, square(*spot)).status_code in (200, 201)
    imported = run_import(seeded, seeded.cluster.conninfo("pakn_owner"), TENANT, "rules", RULES, "--note", "Thử quy tắc")
    assert imported.returncode == 0 and "8 added, 0 changed, 0 same" in imported.stdout, imported.stderr
    yield
    answer = admin.post(f"{VERSIONS}/{before}/restore", json={"note": "Như trước khi thử"}, headers=ANY)
    assert answer.status_code == 200 and answer.json()["restores"] == before


@pytest.fixture
def ask_route(api, spots):
    """ask_route(where, client, ...): the answer of /route; where: a commune, a zone, or none."""

    def ask(where=None, client=api, **parameters):
        parameters = {"category": "KHAC", "at": NOON} | parameters
        if where in spots:
            parameters |= {"lon": spots[where][0], "lat": spots[where][1]}
        elif where:
            parameters["area_code"] = where
        answer = client.get("/api/v1/route", params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask


@pytest.mark.parametrize("where, parameters, rule, agency, criteria", [
    ("09187", {}, 8002, "UB09187", "area field"),
    ("09187", {"at": NIGHT}, 8005, "CAT", "area field hours"),
    ("09187", {"at": SATURDAY}, 8005, "CAT", "area field hours"),
    ("09187", {"sender": "business"}, 8004, "STC", "area field senders"),
    ("09187", {"sender": "business", "at": NIGHT}, 8004, "STC", "area field senders"),
    ("09190", {}, 8003, "SNNMT", "area field"),
    ("09190", {"sender": "staff"}, 8006, "SYT", "area field senders hours"),
    ("09190", {"sender": "app", "at": SATURDAY}, 8006, "SYT", "area field senders hours"),
    ("09190", {"sender": "app", "at": NIGHT}, 8003, "SNNMT", "area field"),
    ("KCNX", {}, 8001, "SCT", "area field"),
    ("KCNX", {"sender": "staff"}, 8001, "SCT", "area field"),
    ("KCNX", {"sender": "staff", "category": "GD"}, 8007, "SKHCN", "area senders"),
    ("CHOX", {"category": "GD"}, 8008, "QLTT", "area priority"),
    (None, {}, None, "TT1022", "")])
def test_the_most_specific_rule_decides_and_says_by_what(ask_route, where, parameters, rule, agency, criteria):
    told = ask_route(where, **parameters)
    assert (told["rule"], told["agency"]["code"]) == (rule, agency), told
    assert " ".join(c["criterion"] for c in told["explained"]["matched"]) == criteria
    assert told["explained"]["order"] == ["area", "field", "senders", "hours", "priority"]


@pytest.mark.parametrize("where, parameters, lost", [
    ("09187", {"at": NIGHT}, {8002: "hours", 8003: "area", 8004: "senders"}),
    ("09187", {}, {8003: "area", 8004: "senders", 8005: "hours"}),
    ("KCNX", {"sender": "staff"}, {8003: "area", 8006: "area", 8007: "field"}),
    ("09190", {"at": NIGHT}, {8006: "senders"})])
def test_each_rule_that_lost_is_named_with_its_criterion_in_words(ask_route, where, parameters, lost):
    told = {item["rule"]: item for item in ask_route(where, **parameters)["explained"]["lost"]}
    assert {rule: item["lost_by"] for rule, item in told.items()} == lost
    assert all(item["why"]["vi"] and item["why"]["en"] and item["reason"] and item["changed"]["version"] for item in told.values())


def test_staff_are_told_who_changed_a_rule_last_and_others_when(ask_route, admin, member):
    assert put_rule(admin, 8002, area_code="09187", agency_code="commune", reason="Ở phường Kinh Bắc!", note="Sửa câu chữ").status_code == 200
    public, told = ask_route("09187"), ask_route("09187", client=member("staff", "UB09187"))
    name = admin.get("/api/v1/session").json()["staff"]["name"]
    assert told["explained"]["changed"]["saved_by"] == {"name": name} and told["explained"]["changed"]["note"] == "Sửa câu chữ"
    assert public["explained"]["changed"] == {key: told["explained"]["changed"][key] for key in ("version", "saved_at", "effective_at")}
    assert public["version"] == told["version"] == told["explained"]["changed"]["version"]
    assert name not in str(public) and "pakn" not in str(public)


def test_a_report_keeps_what_decided_it_and_the_case_shows_it_whatever_comes_later(admin, api, ask, dispatcher, places, send):
    report = send("KHAC", "09190", kind="business")
    version = last_version(admin)["version"]
    case = dispatcher.get(f"/api/v1/cases/{report['id']}").json()
    assert (case["routing"]["rule"], case["routing"]["version"]) == (8001, version)
    assert put_rule(admin, 8001, zone_code="KCNX", agency_code="SCT", reason="Nay khác.").status_code == 200
    assert put_zone(admin, "KCNX", square(106.2, 21.3)).status_code == 200  # it moves away, and nothing that was decided changes
    again = done(dispatcher, report["id"], "assign", agency="SNV", reason="Đúng ra là của Sở Nội vụ")
    assert again["routing"]["first"] == {"rule": 8001, "reason": "Trong khu công nghiệp."}
    assert again["routing"]["explained"]["matched"] == case["routing"]["explained"]["matched"]
    assert {(i["rule"], i["lost_by"]) for i in again["routing"]["explained"]["lost"]} == {(8003, "area"), (8006, "senders"), (8007, "senders")}
    assert again["routing"]["explained"]["version"]["version"] == version
    [(kept, facts)] = ask("select rule_version, route_facts->>'sender' from pakn.report where code = %s", report["code"])
    assert (kept, facts) == (version, "4")


def test_agencies_that_work_along_urgency_and_deadline_come_from_the_rule(admin, ask, dispatcher, send):
    body = {"area_code": "07246", "agency_code": "CAT", "coordinating": "commune SXD CAT2", "urgency": "urgent", "deadline_class": "urgent"}
    assert put_rule(admin, 8010, **body).status_code == 422
    assert put_rule(admin, 8010, **body | {"coordinating": "commune SXD"}).status_code == 201
    report = send("KHAC", "07246")
    case = dispatcher.get(f"/api/v1/cases/{report['id']}").json()
    assert case["agency"]["code"] == "CAT" and case["urgency"] == "urgent"
    assert [(a["code"], a["by_rule"]) for a in case["coordinating"]] == [("SXD", True), ("UB07246", True)]
    [(due, rows, items)] = ask("""select extract(epoch from r.due_at - d.due_at)::int,
            (select count(*) from pakn.report_agency a where a.report_id = r.report_id and a.agency_id <> r.agency_id),
            (select count(*) from pakn.work_item w where w.report_id = r.report_id and w.part = 'lead' and w.agency_id = r.agency_id)
        from pakn.report r, pakn.answer_due(24, 'urgent', r.received_at, 1) d where r.code = %s""", report["code"])
    assert (due, rows, items) == (0, 2, 1)


# Ties.

@pytest.mark.parametrize("members, code, words", [
    ({"area_code": "09187"}, "same_as_rule", "Rule 8020 is for the same field, area and time as rule 8002"),
    ({"area_code": "09187", "senders": "citizen business"}, "ties_with_rule", "Rule 8020 could decide the same report as rule 8004"),
    ({"area_code": "09187", "hours": "6-7 00:00-24:00"}, "ties_with_rule", "Rule 8020 could decide the same report as rule 8005"),
    ({"area_code": "09190", "senders": "app", "hours": "1 11:00-13:00"}, "ties_with_rule", "Rule 8020 could decide the same report as rule 8006"),
    ({"category_code": "*", "zone_code": "KCNY", "priority": 1}, "ties_with_rule", "Rule 8020 could decide the same report as rule 8008"),
    ({"area_code": "09190", "senders": "app", "hours": "1 12:00-13:00"}, None, None),
    ({"area_code": "09187", "hours": "6-7 00:00-24:00", "priority": -1}, None, None),
    ({"area_code": "09187", "senders": "citizen app"}, None, None),
    ({"category_code": "*", "zone_code": "KCNY"}, None, None)])
def test_a_rule_that_could_decide_with_equal_right_is_refused(admin, spots, members, code, words):
    assert put_zone(admin, "KCNY", square(*spots["CHOX"], 0.001)).status_code in (200, 201)
    before = last_version(admin)
    body = {"rule_no": 8020, "category_code": "KHAC", "area_code": "*", "agency_code": "SXD", "reason": "Thử."} | members
    answer = admin.post("/api/v1/admin/rules/check", json=body, headers={"Accept-Language": "en"})
    if code:
        [error] = problem_of(answer, 422, "invalid")["errors"]
        assert error["code"] == code and words in error["detail"]
    else:
        assert answer.json()["action"] == "add", answer.text
    assert last_version(admin) == before


def test_a_zone_may_not_be_drawn_so_that_rules_tie(admin, spots):
    assert put_zone(admin, "KCNZ", square(106.3, 21.3, 0.001)).status_code in (200, 201)
    assert put_rule(admin, 8021, category_code="*", zone_code="KCNZ", priority=1).status_code == 201
    answer = put_zone(admin, "KCNZ", square(*spots["CHOX"], 0.001))
    [error] = problem_of(answer, 422, "invalid")["errors"]
    assert (error["pointer"], error["code"]) == ("/geometry", "zones_tie") and "8008 và 8021" in error["detail"]
    assert put_zone(admin, "KCNZ", square(*spots["CHOX"], 0.001), valid_from="2020-01-01", valid_to="2021-01-01").status_code == 422
    assert put_rule(admin, 8021, category_code="*", zone_code="KCNZ", priority=2).status_code == 200
    assert put_zone(admin, "KCNZ", square(*spots["CHOX"], 0.001)).status_code == 200


def test_a_file_whose_rules_tie_is_refused_by_its_lines(seeded):
    lines = ["rule_no,category_code,area_code,agency_code,reason,senders", "8030,KHAC,09193,SXD,một,citizen", "8031,KHAC,09193,SYT,hai,citizen app",
             "8002,KHAC,09187,SYT,ba,", "8033,KHAC,09187,SYT,bốn,"]
    refused = run_import(seeded, seeded.cluster.conninfo("pakn_owner"), TENANT, "rules", "\n".join(lines) + "\n")
    assert refused.returncode == 1 and refused.stdout == ""
    assert "line 3: priority: rule 8031 could decide the same report as rule 8030 in line 2" in refused.stderr
    assert "line 5: rule_no: rule 8033 is for the same field, area and time as rule 8002 in line 4" in refused.stderr


# Versions.

def test_a_change_is_a_version_with_who_when_and_why_and_its_differences(admin):
    before = last_version(admin)
    put_rule(admin, 8040, area_code="09193", note="Thêm phường")
    assert put_rule(admin, 8040, area_code="09193", note="Không đổi gì").status_code == 200  # no version: nothing is other
    put_rule(admin, 8040, area_code="09193", agency_code="SYT", hours="office", note="Giao Sở Y tế")
    second, first, older = admin.get(VERSIONS, params={"limit": 3}).json()["items"]
    assert older["version"] == before["version"] and second["version"] == before["version"] + 2
    assert (first["note"], first["added"], first["changed"], first["ended"]) == ("Thêm phường", 1, 0, 0)
    assert (second["note"], second["added"], second["changed"]) == ("Giao Sở Y tế", 0, 1)
    assert second["saved_by"] == {"name": admin.get("/api/v1/session").json()["staff"]["name"]}
    changes = admin.get(f"{VERSIONS}/{second['version']}/changes").json()
    assert [(i["rule_no"], i["action"], i["columns"]) for i in changes["items"]] == [(8040, "change", ["agency_code", "hours"])]
    assert changes["items"][0]["before"]["agency_code"] == "SXD" and changes["items"][0]["after"]["hours"] == "office"
    both = admin.get(f"{VERSIONS}/{second['version']}/changes", params={"since": before["version"]}).json()["items"]
    assert [(i["rule_no"], i["action"], i["before"]) for i in both] == [(8040, "add", None)]
    back = admin.get(f"{VERSIONS}/{before['version']}/changes", params={"since": second["version"]}).json()["items"]
    assert [(i["rule_no"], i["action"], i["after"]) for i in back] == [(8040, "end", None)]
    rules = admin.get(f"{VERSIONS}/{second['version']}").json()["rules"]
    assert next(r for r in rules if r["rule_no"] == 8040) == changes["items"][0]["after"]
    problem_of(admin.get(f"{VERSIONS}/999999"), 404, "not_there")


def test_an_older_set_is_put_back_as_a_new_version(admin, ask_route):
    before = last_version(admin)["version"]
    put_rule(admin, 8050, area_code="07228", agency_code="SYT")
    put_rule(admin, 8003, area_code="24", agency_code="SYT")
    assert ask_route("07228", at=None)["agency"]["code"] == "SYT"
    answer = admin.post(f"{VERSIONS}/{before}/restore", json={"note": "Nhầm"}, headers=ANY | {"Idempotency-Key": "khoi-phuc-quy-tac-" + "a" * 16})
    assert answer.status_code == 200 and (answer.json()["restores"], answer.json()["version"]) == (before, before + 3)
    again = admin.post(f"{VERSIONS}/{before}/restore", json={"note": "Nhầm"}, headers=ANY | {"Idempotency-Key": "khoi-phuc-quy-tac-" + "a" * 16})
    assert again.json() == answer.json()
    assert admin.post(f"{VERSIONS}/{before}/restore", json={}, headers=ANY).json()["version"] == before + 3, "whose rules those are already"
    assert ask_route("07228", at=None)["agency"]["code"] == "SNNMT"
    assert admin.get(f"{VERSIONS}/{before + 3}/changes", params={"since": before}).json()["items"] == []
    problem_of(admin.get("/api/v1/admin/rules/8050"), 404, "not_there")


def test_a_version_takes_effect_at_its_time_by_itself_and_may_be_withdrawn_before(admin, ask_route, seeded):
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=30)
    later, sooner = at.isoformat(), (at - datetime.timedelta(seconds=1)).isoformat()
    before = last_version(admin)["version"]
    assert put_rule(admin, 8060, area_code="07699", agency_code="SYT", effective_at=later).status_code == 201
    waiting = last_version(admin)
    assert ask_route("07699", at=later)["agency"]["code"] == "SYT" and ask_route("07699", at=sooner)["agency"]["code"] == "SNNMT"
    assert (ask_route("07699", at=later)["version"], ask_route("07699", at=sooner)["version"]) == (waiting["version"], before)
    problem_of(put_rule(admin, 8061, area_code="07735"), 409, "later_version_waits")
    refused = run_import(seeded, seeded.cluster.conninfo("pakn_owner"), TENANT, "rules", RULES, "--effective-at", sooner)
    assert refused.returncode == 1 and "a version of the rules waits" in refused.stderr
    problem_of(admin.delete(f"{VERSIONS}/{before}"), 409, "version_in_force")
    for _ in range(2):
        assert admin.delete(f"{VERSIONS}/{waiting['version']}").status_code == 204
    assert ask_route("07699", at=later)["agency"]["code"] == "SNNMT"
    assert admin.get(f"{VERSIONS}/{waiting['version']}").json() | {"withdrawn": True, "rules": []} == admin.get(f"{VERSIONS}/{waiting['version']}").json()
    problem_of(admin.post(f"{VERSIONS}/{waiting['version']}/restore", json={}, headers=ANY), 404, "not_there")
    problem_of(put_rule(admin, 8060, area_code="07699", effective_at="2020-01-01T00:00:00Z"), 422, "invalid")
    assert last_version(admin)["version"] == before


def test_a_file_may_be_the_whole_set(admin, seeded, ask):
    conninfo = seeded.cluster.conninfo("pakn_owner")
    before = last_version(admin)["version"]
    lines = "rule_no,category_code,area_code,agency_code,reason\n8003,KHAC,24,SYT,cả tỉnh\n"
    dry = run_import(seeded, conninfo, TENANT, "rules", lines, "--whole", "--dry-run")
    assert dry.returncode == 0 and "dry run" in dry.stdout and last_version(admin)["version"] == before
    imported = run_import(seeded, conninfo, TENANT, "rules", lines, "--whole", "--note", "Chỉ một quy tắc")
    assert imported.returncode == 0, imported.stderr
    version = last_version(admin)
    assert version["note"] == "Chỉ một quy tắc" and version["saved_by"] == {"command": "pakn import", "database_role": "pakn_owner"}
    assert [r["rule_no"] for r in admin.get(f"{VERSIONS}/{version['version']}").json()["rules"]] == [8003]
    assert version["ended"] == len(admin.get(f"{VERSIONS}/{before}").json()["rules"]) - 1
    assert admin.post(f"{VERSIONS}/{before}/restore", json={}, headers=ANY).status_code == 200


# Zones from a file.

def features(*zones):
    return json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": p, "geometry": g} for p, g in zones]})


def test_zones_are_imported_from_geojson_all_or_none(admin, seeded):
    conninfo = seeded.cluster.conninfo("pakn_owner")
    imported = run_import(seeded, conninfo, TENANT, "zones", features(({"code": "QL1A", "name": "Quốc lộ 1A", "kind": "road", "valid_from": "2026-01-01"}, square(106.05, 21.1, 0.02)),
                                                                  ({"code": "CHOLON", "name": "Chợ Lớn"}, square(106.05, 21.1, 0.001))), "--source", "Thử")
    assert imported.returncode == 0 and imported.stdout.startswith("2 zones imported from"), imported.stderr
    read = admin.get("/api/v1/admin/zones/QL1A").json()
    assert (read["name"], read["kind"], read["source"], read["valid_from"], read["geometry"]["type"]) == ("Quốc lộ 1A", "road", "Thử", "2026-01-01", "MultiPolygon")
    here = square(106, 21)
    for zones, words in [
            ([({"name": "x"}, here)], 'no "code" or no "name"'), ([({"code": "a", "name": "x"}, {"type": "Point", "coordinates": [1, 2]})], "no Polygon"),
            ([({"code": "a", "name": "x"}, here), ({"code": "a", "name": "y"}, here)], 'same "code"')]:
        refused = run_import(seeded, conninfo, TENANT, "zones", features(*zones))
        assert refused.returncode == 1 and words in refused.stderr, refused.stderr
    assert admin.get("/api/v1/admin/zones/a").status_code == 404
