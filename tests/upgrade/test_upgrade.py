"""A province of before goes on after the update: what was given out still works, and what was counted counts the same.

Everything is looked at twice: as soon as the new daemon answers, and when who reported is sealed.  The version of before
lies built in TESTS_BEFORE (tests/upgrade/run)."""

import os
import pathlib
import secrets
import shutil
import subprocess

import psycopg2
import pytest

from support import DATABASE, ROOT, TENANT, Api, Daemon

BEFORE = pathlib.Path(os.environ.get("TESTS_BEFORE", ROOT / "build/tests/upgrade"))
# The version of before may have sealed who reports by itself.
SEALED = (BEFORE / "server/identity.c").exists()
ROLES = ["operator", "dispatcher", "staff", "head", "supervisor", "admin"]
PHONE = "+84903123456"
PERIOD = {"from": "2026-01-01T00:00:00+07:00", "to": "2027-01-01T00:00:00+07:00"}


def signed_in(daemon, account):
    client = Api(daemon.url)
    answer = client.post("/api/v1/session", json=account)
    assert answer.status_code == 201, answer.text
    client.headers["Authorization"] = "Bearer " + answer.json()["token"]
    return client, answer.json()


def act(client, report, action, **body):
    version = client.get(f"/api/v1/cases/{report['id']}").headers["ETag"]
    answer = client.post(f"/api/v1/cases/{report['id']}/{action}", json=body, headers={"If-Match": version})
    assert answer.status_code == 200, f"{action}: {answer.status_code} {answer.text}"


def as_sender(daemon, report):
    """The report as who has its secret sees it, without what changes by itself."""
    answer = Api(daemon.url).get(f"/api/v1/reports/{report['code']}", headers={"Authorization": "Bearer " + report["secret"]})
    assert answer.status_code == 200, answer.text
    return answer.json()


def figures(client):
    """The statistics of the year by agency, as they are now."""
    answer = client.get("/api/v1/stats/resolution", params=PERIOD | {"group_by": "agency"})
    assert answer.status_code == 200, answer.text
    return {name: value for name, value in answer.json().items() if name != "as_of"}


def still(before, after):
    """Whether all that was told is told; more may stand beside it, and what was not known may be."""
    if isinstance(before, dict):
        return isinstance(after, dict) and all(name in after and still(value, after[name]) for name, value in before.items())
    if isinstance(before, list):
        return isinstance(after, list) and all(any(still(one, other) for other in after) for one in before)
    return before is None or before == after


class Province:
    """What was given out, and what was seen, before the update."""

    def __init__(self, daemon):
        self.daemon, self.accounts, self.reports = daemon, {}, []
        for role in ROLES:
            agency = {"staff": "UB09187", "head": "UB09187", "supervisor": "VPUB"}.get(role, "TT1022")
            self.accounts[role] = {"username": "truoc." + role.replace("_", "."), "password": secrets.token_urlsafe(15)}
            daemon.command("user", "add", "--tenant", TENANT, "--username", self.accounts[role]["username"], "--role", role,
                           "--agency", agency, "--password-stdin", stdin=self.accounts[role]["password"] + "\n")
        self.api_key, self.importer_key = (
            daemon.command("token", "add", "--tenant", TENANT, "--name", name, *more).split()[-1]
            for name, *more in [("app", "--scopes", "reports:write"), ("old", "--role", "importer", "--dates-from", "2026-01-01")])

    def send(self, i):
        """Sends the report of that number; a second time it is answered as the first."""
        return Api(self.daemon.url).post("/api/v1/reports", headers={
            "Authorization": "Bearer " + self.api_key, "Idempotency-Key": f"018f0000-0000-7000-8000-{i:012}"}, json={
                "category": "HTGT", "description": f"Nắp rãnh số {i} bị vỡ, gọi 0903 123 456", "location": {"lat": 21.1993, "lon": 106.058},
                "contact": {"name": "Nguyễn Thị Trước", "phone": "0903 123 456", "email": f"truoc{i}@example.vn"}})

    def fill(self):
        """Reports with contacts, in several states; open sessions; what everybody sees of it."""
        self.sessions = {role: signed_in(self.daemon, self.accounts[role])[0] for role in ROLES}
        for i in range(12):
            answer = self.send(i)
            assert answer.status_code == 201, answer.text
            self.reports.append(answer.json())
        spoken = self.sessions["operator"].post("/api/v1/reports", json={
            "category": "HTGT", "description": "Gọi đến tổng đài", "location": {"lat": 21.1993, "lon": 106.058},
            "channel": "hotline", "on_behalf_of": "Bà Hoa"})
        assert spoken.status_code == 201, spoken.text
        for report in self.reports[:6]:
            act(self.sessions["staff"], report, "accept")
        for report in self.reports[:3]:
            act(self.sessions["staff"], report, "answer", text="Đã thay nắp rãnh.", outcome="fixed")
        for report in self.reports[:2]:
            act(self.sessions["head"], report, "approve")
        self.seen = [as_sender(self.daemon, report) for report in self.reports]
        self.figures = figures(self.sessions["supervisor"])


def binary_become(daemon, tree):
    shutil.copy(tree / "build/pakn", daemon.home / "pakn.new")
    os.replace(daemon.home / "pakn.new", daemon.binary)


@pytest.fixture(scope="module")
def old(cluster, make_daemon):
    """The province under the version of before, with its daemon at work."""
    cluster.call("psql", "-d", "postgres", "-qc", f"drop database if exists {DATABASE} with (force)")
    cluster.call("createdb", DATABASE)
    daemon = make_daemon()
    known = (BEFORE / "deploy/settings.md").read_text()
    later = {name: daemon.settings.pop(name) for name in list(daemon.settings) if f"`{name.removeprefix('PAKN_').lower()}`" not in known}
    binary_become(daemon, BEFORE)
    daemon.command("migrate", "--database", cluster.conninfo("pakn_owner"))
    subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-f", BEFORE / "sql/seed/bac_ninh.sql", cluster.conninfo("pakn_owner")],
                   check=True, cwd=BEFORE, stdout=subprocess.DEVNULL)
    daemon.start()
    province = Province(daemon)
    province.fill()
    daemon.settings |= later
    return province


@pytest.fixture(scope="module")
def updated(old):
    """The same after the steps of deploy/runbook.md, Upgrade: the schema under the old daemon, then the restart."""
    assert old.daemon.ready()
    binary_become(old.daemon, ROOT)
    old.daemon.command("migrate", "--database", old.daemon.cluster.conninfo("pakn_owner"))
    old.daemon.restart()
    return old


@pytest.fixture(scope="module", params=["sealed"] if SEALED else ["plain", "sealed"])
def province(request, updated):
    if request.param == "sealed":
        said = updated.daemon.command("identity", "reseal")
        assert f"{0 if SEALED else 13} senders sealed by key 1; all others were already.\n" in said
    return updated


@pytest.fixture
def ask(province):
    def run(statement):
        connection = psycopg2.connect(province.daemon.cluster.conninfo("pakn_owner"))
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall()

    return run


def contained(seen, now):
    """Tells whether all that was seen is still there; more may be."""
    if isinstance(seen, dict):
        return isinstance(now, dict) and all(name in now and contained(value, now[name]) for name, value in seen.items())
    if isinstance(seen, list):
        return isinstance(now, list) and len(seen) == len(now) and all(map(contained, seen, now))
    return seen == now


def test_every_code_and_secret_answers_as_before(province):
    for report, seen in zip(province.reports, province.seen):
        now = as_sender(province.daemon, report)
        assert contained(seen, now), (seen, now)


def test_a_session_of_before_goes_on(province):
    for role in ROLES:
        answer = province.sessions[role].get("/api/v1/session")
        assert answer.status_code == 200 and answer.json()["factor"] == "none", f"{role}: {answer.text}"
    assert province.sessions["staff"].get("/api/v1/queue").status_code == 200


@pytest.mark.parametrize("role", ROLES)
def test_every_account_signs_in_by_its_password_and_may_what_it_could(province, role):
    client, body = signed_in(province.daemon, province.accounts[role])
    assert body["factor"] == "none" and not body["must_change_password"] and body["rights"]
    assert client.get("/api/v1/queue").status_code == (200 if "queue:read" in body["rights"] else 403)


def test_a_second_factor_is_offered_until_the_province_wants_more(province, ask):
    assert ask("select second_factor from pakn.tenant") == [("offered",)]
    province.daemon.command("tenant", "set", TENANT, "--second-factor", "required")
    try:
        assert signed_in(province.daemon, province.accounts["admin"])[1]["factor"] == "enrol"
        assert province.sessions["admin"].get("/api/v1/admin/agencies").status_code == 200, "who is in stays in"
    finally:
        province.daemon.command("tenant", "set", TENANT, "--second-factor", "offered")


def test_what_an_app_sends_again_by_its_key_is_not_stored_twice(province, ask):
    """Bodies are digested in another way since then: the two are not compared, and the first answer is given."""
    stored = ask("select count(*) from pakn.report")
    for i, report in enumerate(province.reports):
        again = province.send(i)
        assert again.status_code == 201 and again.headers["Idempotency-Replayed"] == "true" and again.json() == report
    assert ask("select count(*) from pakn.report") == stored


@pytest.mark.parametrize("key, code", [("api_key", "importer_only"), ("importer_key", "before_dates_from")])
def test_keys_may_date_reports_as_they_could(province, key, code):
    answer = Api(province.daemon.url).post("/api/v1/reports", headers={"Authorization": "Bearer " + getattr(province, key)},
                                           json={"description": "Sau khi nâng cấp", "received_at": "2025-12-01T08:00:00+07:00"})
    assert answer.status_code in (403, 422) and code in answer.text, answer.text


def test_the_figures_are_those_of_before(province):
    """What a figure means is said by the version of the definitions, and in words; what was counted stays."""
    now = figures(province.sessions["supervisor"])
    counted = {name: value for name, value in province.figures.items() if name not in ("definitions", "formula")}
    assert still(counted, now), now


def test_figures_that_came_later_count_what_was_before(province):
    told = {path: province.sessions["supervisor"].get("/api/v1/stats/" + path, params=PERIOD).json()
            for path in ("timings", "backlog", "held", "comparison", "qd766")}
    handled = sum(seen["status"] == "resolved" for seen in province.seen)
    assert [told["timings"]["total"][what]["reports"] for what in ("accept", "answer", "release")] == [6, handled + 1, handled]
    assert told["backlog"]["total"]["now"]["open"] == 13 - handled and told["held"]["total"]["reports"] == 13
    assert [told["comparison"]["rows"][0]["figures"][figure]["value"] for figure in ("received", "handled")] == [13, handled]
    assert [told["qd766"]["rows"][0][figure] for figure in ("received", "item_1_numerator")] == [13, handled]


def test_who_reported_is_there_for_the_desk_once_it_is_sealed(province, request):
    looked = province.sessions["operator"].post(f"/api/v1/cases/{province.reports[5]['id']}/identity", json={"reason": "Hỏi thêm vị trí"})
    if request.node.callspec.params["province"] == "plain":
        assert looked.status_code == 409 and looked.json()["code"] == "senders_unsealed"
        return
    assert looked.status_code == 200, looked.text
    assert looked.json()["contact"]["phone"] == PHONE and looked.json()["contact"]["name"] == "Nguyễn Thị Trước"


def test_the_history_is_whole(province, ask):
    assert ask("select pakn.event_verify(tenant_id) from pakn.tenant") == [(None,)]


def test_work_goes_on_where_it_was(province, request):
    """In each of the two states another report is brought to its end."""
    report = province.reports[3 if request.node.callspec.params["province"] == "plain" else 4]
    before = province.figures["total"]
    act(province.sessions["staff"], report, "answer", text="Đã thay nắp rãnh.", outcome="fixed")
    act(province.sessions["head"], report, "approve")
    now = as_sender(province.daemon, report)
    assert now["answer"] and now["status"] == "resolved"
    province.seen[province.reports.index(report)] = now
    province.figures = figures(province.sessions["supervisor"])
    assert province.figures["total"] != before


def test_when_it_is_sealed_nothing_plain_is_left_and_people_are_found_by_number(updated):
    updated.daemon.command("identity", "reseal")
    dump = updated.daemon.cluster.call("run", "pg_dump", "--data-only", "--table=pakn.report_sender*", updated.daemon.cluster.conninfo("pakn_owner"))
    assert "pakn.report_sender" in dump
    for plain in (PHONE, "Nguyễn Thị Trước", "example.vn", "Bà Hoa"):
        assert plain not in dump
    told = updated.sessions["admin"].post("/api/v1/admin/persons/export", json={"phone": "0903 123 456", "reason": "Yêu cầu số 12"})
    assert told.status_code == 200 and all(report["code"] in told.text for report in updated.reports)
