"""Reference data: fields, areas, agencies, where a point lies, who would get a report."""

import json
import subprocess

import psycopg2
import pytest

from support import DATABASE, ROOT, TENANT, Api, Daemon


def seed(name):
    """The rows of a file of the seed."""
    lines = [line for line in (ROOT / "sql/seed/bac_ninh" / name).read_text().splitlines() if not line.startswith("#")]
    names = lines[0].split("\t")
    return [dict(zip(names, line.split("\t") + [""] * len(names))) for line in lines[1:]]


def items(api, path, **parameters):
    answer = api.get(path, params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def test_the_first_page_names_addresses_that_answer(api):
    told = api.get("/").json()
    for name in ("openapi", "categories"):
        assert api.get(told[name]).status_code == 200
    assert api.options(told["report"]).headers["Allow"] == "GET, HEAD, POST"


def test_the_categories_are_those_of_the_province(api):
    told = {item["code"]: item for item in items(api, "/api/v1/categories")}
    assert len(told) == 27
    for row in seed("categories.tsv"):
        item = told[row["code"]]
        assert (item["name"], item["examples"], item["group"], item["urgency"]) == (row["name"], row["examples"], row["group"], row["urgency"])
        assert item["in_scope"] == (row["in_scope"] == "true")


def test_the_areas_are_the_province_and_its_communes(api):
    [province] = items(api, "/api/v1/areas")
    assert (province["code"], province["level"]) == ("24", "province")
    communes = {item["code"]: item for item in items(api, "/api/v1/areas", parent="24")}
    assert len(communes) == 99
    for row in seed("areas.tsv"):
        if row["level"] == "commune":
            assert communes[row["code"]]["full_name"] == row["full_name"]
            assert communes[row["code"]]["location"] == {"lat": float(row["lat"]), "lon": float(row["lon"])}
    assert items(api, "/api/v1/areas", parent="09187") == []


def test_areas_of_another_time_are_those_that_existed_then(api):
    assert items(api, "/api/v1/areas", at="2025-06-30T23:59:59+07:00") == []
    assert len(items(api, "/api/v1/areas", at="2025-07-01T00:00:00+07:00")) == 1


def test_the_agencies_are_those_of_the_province(api):
    told = {item["code"]: item for item in items(api, "/api/v1/agencies")}
    rows = seed("agencies.tsv")
    assert told.keys() == {row["code"] for row in rows}
    for row in rows:
        item = told[row["code"]]
        assert (item["name"], item["level"], item["kind"]) == (row["name"], row["level"], row["kind"])
        assert (item.get("parent", ""), item.get("area", ""), item.get("phone", "")) == (row["parent_code"], row["area_code"], row["phone"])


@pytest.mark.parametrize("path", ["/api/v1/categories", "/api/v1/areas?parent=24", "/api/v1/agencies"])
def test_reference_data_are_cached_and_304_until_they_change(api, path):
    first = api.get(path)
    assert first.headers["Cache-Control"].startswith("public, max-age=")
    again = api.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and again.content == b""


def test_every_communes_centre_lies_in_it(api, places):
    for code, place in places.items():
        assert api.get("/api/v1/areas/locate", params=place).json().get("code") == code


@pytest.mark.parametrize("place", [(21.0285, 105.8542), (10.7769, 106.7009), (0, 0), (-90, -180), (90, 180), (21.2, 107.9)])
def test_a_point_outside_is_told_whom_to_call(api, place):
    answer = api.get("/api/v1/areas/locate", params={"lat": place[0], "lon": place[1]})
    assert answer.status_code == 422 and answer.json()["code"] == "out_of_area"
    contact = {row["key"]: row["value"] for row in seed("contact.tsv")}
    assert answer.json()["hotline"] == contact["hotline"] and answer.json()["detail"] == contact["out_of_area_vi"]
    english = api.get("/api/v1/areas/locate", params={"lat": place[0], "lon": place[1]}, headers={"Accept-Language": "en"})
    assert english.json()["detail"] == contact["out_of_area_en"]


def test_a_point_at_a_time_before_the_communes_is_outside(api, places):
    answer = api.get("/api/v1/areas/locate", params=places["09187"] | {"at": "2025-06-30T12:00:00+07:00"})
    assert answer.status_code == 422 and answer.json()["code"] == "out_of_area"


def test_the_route_is_decided_by_the_most_specific_rule(api, places):
    """Every field in five communes, against the rules as the seed has them."""
    rules = {(row["category_code"], row["area_code"]): row for row in seed("rules.tsv")}
    for area in ("09187", "07210", "09169", "09325", "09529"):
        for category in seed("categories.tsv"):
            rule = rules.get((category["code"], area)) or rules.get((category["code"], "*"))
            told = api.get("/api/v1/route", params={"category": category["code"]} | places[area]).json()
            if rule is None or category["in_scope"] == "false":
                assert (told["agency"]["code"], told["rule"]) == ("TT1022", None)
                continue
            assert told["agency"]["code"] == {"commune": "UB" + area}.get(rule["agency_code"], rule["agency_code"])
            assert (told["rule"], told["reason"]) == (int(rule["rule_no"]), rule["reason"])
            assert told["area"]["code"] == area


def test_the_route_foretells_where_a_report_goes(api, send, places):
    for category, area in (("CSCC", "09187"), ("NUOC", "07210"), ("KHAC", "09187"), ("ANTT", "09496")):
        told = api.get("/api/v1/route", params={"category": category} | places[area]).json()
        report = send(category, area)
        assert (told["agency"], told["area"]) == (report["agency"], report["area"])
        assert (told["rule"], told["reason"]) == (report["routing"]["rule"], report["routing"]["reason"])
        if category != "ANTT":  # its hours run from the second
            assert told["due_at"] == report["due_at"]


@pytest.mark.parametrize("at, category, due", [
    ("2026-11-20T16:59:00+07:00", "HTGT", "2026-12-01T17:00:00+07:00"),  # a Friday in hours: Friday is the day of acceptance
    ("2026-11-20T17:01:00+07:00", "HTGT", "2026-12-02T17:00:00+07:00"),  # after hours: Monday is
    ("2026-11-21T10:00:00+07:00", "HTGT", "2026-12-02T17:00:00+07:00"),  # a Saturday
    ("2026-04-29T10:00:00+07:00", "HTGT", "2026-05-12T17:00:00+07:00"),  # before 30 April and 1 May, both off
    ("2026-11-20T23:30:00+07:00", "DIEN", "2026-11-21T23:30:00+07:00")])  # 24 hours of the clock
def test_the_deadline_of_a_route_counts_working_days(api, at, category, due):
    assert api.get("/api/v1/route", params={"category": category, "area_code": "09187", "at": at}).json()["due_at"] == due


# Real boundaries, in a database of their own.

@pytest.fixture(scope="module")
def mapped(cluster, seeded, shared):
    """A copy of the seeded database, before its daemon's first report or after, with real boundaries; yields a daemon."""
    path, name = shared("geo/24_bac_ninh.geojson"), DATABASE + "_map"
    cluster.call("psql", "-d", "postgres", "-qc", f"drop database if exists {name} with (force)")
    cluster.call("createdb", name)
    daemon = Daemon(cluster, database=cluster.call("conninfo", name, "pakn_app").strip())
    owner = cluster.call("conninfo", name, "pakn_owner").strip()
    daemon.command("migrate", "--database", owner)
    subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-f", ROOT / "sql/seed/bac_ninh.sql", owner],
                   check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    file = daemon.home / "boundaries.geojson"
    file.write_bytes(path.read_bytes())
    said = daemon.command("import", "boundaries", file, "--tenant", TENANT, "--source", "shared", "--database", owner)
    assert said.startswith("99 boundaries imported")
    daemon.owner = owner
    daemon.start()
    yield daemon
    daemon.stop()
    cluster.call("psql", "-d", "postgres", "-qc", f"drop database {name} with (force)")


@pytest.fixture
def map_db(mapped):
    connection = psycopg2.connect(mapped.owner)
    connection.autocommit = True
    yield connection.cursor()
    connection.close()


def test_an_inner_point_of_every_imported_commune_lies_in_it(mapped, map_db):
    map_db.execute("""select a.code, st_y(p), st_x(p) from pakn.area_boundary b join pakn.area a using (tenant_id, area_id),
        lateral st_pointonsurface(b.geom) as p where b.source = 'shared'""")
    points = map_db.fetchall()
    assert len(points) == 99
    with Api(mapped.url) as api:
        for code, lat, lon in points:
            assert api.get("/api/v1/areas/locate", params={"lat": lat, "lon": lon}).json().get("code") == code


def test_a_point_just_outside_the_imported_province_is_out_of_area(mapped, map_db):
    """A ring of points 2 km around the border."""
    map_db.execute("""select st_y(d.geom), st_x(d.geom) from (select st_exteriorring((st_dump(st_buffer(st_union(geom)::geography, 2000)::geometry)).geom)
        as ring from pakn.area_boundary) r, lateral st_dumppoints(st_lineinterpolatepoints(r.ring, 0.02)) d""")
    points = map_db.fetchall()
    assert len(points) >= 50
    with Api(mapped.url) as api:
        for lat, lon in points:
            assert api.get("/api/v1/areas/locate", params={"lat": lat, "lon": lon}).json()["code"] == "out_of_area"


def test_a_point_on_a_shared_border_belongs_to_one_commune_always_the_same(mapped, map_db):
    map_db.execute("""select st_y(p), st_x(p), least(a.code, b.code) from (select a.code, geom from pakn.area_boundary join pakn.area a using (tenant_id, area_id)) a
        join (select a.code, geom from pakn.area_boundary join pakn.area a using (tenant_id, area_id)) b on a.code < b.code and st_touches(a.geom, b.geom),
        lateral (select (st_dumppoints(st_intersection(a.geom, b.geom))).geom limit 1) as s (p)
        limit 30""")
    points = map_db.fetchall()
    assert len(points) == 30
    with Api(mapped.url) as api:
        for lat, lon, _ in points:
            answers = {api.get("/api/v1/areas/locate", params={"lat": lat, "lon": lon}).json().get("code") for _ in range(3)}
            assert len(answers) == 1 and answers != {None}


def boundaries_of(cursor):
    cursor.execute("""select (select md5(string_agg(area_id || st_astext(geom) || source, ' ' order by area_id)) from pakn.area_boundary),
        (select md5(string_agg(area_id || ' ' || part_no || st_astext(geom), ' ' order by area_id, part_no)) from pakn.area_part)""")
    return cursor.fetchone()


SQUARE = {"type": "Polygon", "coordinates": [[[106, 21], [106.1, 21], [106.1, 21.1], [106, 21.1], [106, 21]]]}
GOOD = {"type": "Feature", "properties": {"code": "09187"}, "geometry": SQUARE}
WRONG = {
    "no file": (None, "cannot read"),
    "empty": (b"", "empty"),
    "no JSON": (b"{", "json"),
    "no collection": ({"type": "Point", "coordinates": [1, 2]}, "no GeoJSON FeatureCollection"),
    "no features": ({"type": "FeatureCollection", "features": []}, "no GeoJSON FeatureCollection"),
    "an unknown code": ({"type": "FeatureCollection", "features": [GOOD, GOOD | {"properties": {"code": "99999"}}]}, "no unit of this province"),
    "a unit twice": ({"type": "FeatureCollection", "features": [GOOD, GOOD]}, "the same \"code\""),
    "no code": ({"type": "FeatureCollection", "features": [GOOD, GOOD | {"properties": {}}]}, "no unit of this province"),
    "a point": ({"type": "FeatureCollection", "features": [GOOD, GOOD | {"geometry": {"type": "Point", "coordinates": [106, 21]}}]}, "no Polygon"),
    "no geometry": ({"type": "FeatureCollection", "features": [GOOD, GOOD | {"geometry": None}]}, "no Polygon"),
    "coordinates of words": ({"type": "FeatureCollection", "features": [GOOD, GOOD | {"geometry": {"type": "Polygon", "coordinates": "x"}}]}, ""),
    "a polygon of two points": ({"type": "FeatureCollection", "features": [GOOD, GOOD | {"geometry": {"type": "Polygon", "coordinates": [[[1, 2], [1, 2]]]}}]}, "no Polygon"),
    "a line there and back": ({"type": "FeatureCollection", "features": [GOOD, GOOD | {"geometry": {"type": "Polygon",
        "coordinates": [[[106, 21], [106.1, 21], [106, 21]]]}}]}, ""),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_of_boundaries_leaves_nothing_behind(mapped, map_db, name):
    content, words = WRONG[name]
    file = mapped.home / "wrong.geojson"
    file.unlink(missing_ok=True)
    if content is not None:
        file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    before = boundaries_of(map_db)
    done = subprocess.run(mapped._command("import", "boundaries", file, "--tenant", TENANT, "--database", mapped.owner),
                          env=mapped._environment(), capture_output=True, text=True)
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.startswith("pakn: ") and words in done.stderr, done.stderr
    assert boundaries_of(map_db) == before


def test_importing_again_changes_nothing(mapped, map_db):
    before = boundaries_of(map_db)
    mapped.command("import", "boundaries", mapped.home / "boundaries.geojson", "--tenant", TENANT, "--source", "shared", "--database", mapped.owner)
    assert boundaries_of(map_db) == before
