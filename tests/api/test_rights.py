"""Who may do what: every role at every route, with what is theirs, another agency's and another province's; every
kind of session that is none; agencies apart from each other; sessions that end at once."""

import base64
import collections
import hashlib
import re
import secrets

import psycopg2
import pytest

from support import TENANT, Api
from work import act, done, problem_of, queue_items

UUID = "018f0000-0000-7000-8000-000000000000"
DAY = {"from": "2026-01-01T00:00:00+07:00", "to": "2026-01-02T00:00:00+07:00"}
REPORT = {"category": "HTGT", "description": "Ổ gà giữa đường", "area_code": "09187"}
PERSON = {"phone": "0977000111", "reason": "Yêu cầu"}
ABSENCE = {"deputy": "khong.co.ai", "until": "2100-01-01T00:00:00+07:00"}
ROLES = "anonymous app citizen operator dispatcher staff head supervisor admin group".split()
STAFF = ROLES[3:]


def row(anonymous, app, *staff, citizen=None, group=None):
    """A status for each role.  Where nothing is said of them, a citizen gets what an app gets; a group what all get, or 403."""
    citizen = app if citizen is None else citizen
    group = (app if len({app, *staff}) == 1 else 403) if group is None else group
    return dict(zip(ROLES, (anonymous, app, citizen, *staff, group), strict=True))


EVERYBODY = row(*[200] * 8)
# Whoever may act on the case gets to the next hurdle: 428, no version; 409, not in this state or not by this role.
# (method, path): body, and the status for each role.  The case is with the ward of staff and head, assigned.
MATRIX = {
    ("POST", "/api/v1/reports"): (REPORT, row(201, 201, 201, 201, 403, 403, 403, 403, group=201)),
    ("GET", "/api/v1/reports/entered"): (None, row(401, 403, 200, 200, 403, 403, 403, 403, group=200)),
    ("POST", "/api/v1/attachments"): ({}, row(*[415] * 8)),  # no file
    ("GET", "/api/v1/attachments/{entry}"): (None, row(*[404] * 8)),
    ("POST", "/api/v1/citizen/code"): ({"phone": "x"}, row(*[422] * 8)),
    ("POST", "/api/v1/citizen/session"): ({"phone": "x", "code": "123456"}, row(*[422] * 8)),
    ("GET", "/api/v1/citizen/reports"): (None, row(401, *[403] * 7, citizen=200)),
    ("POST", "/api/v1/citizen/reports/{code}/secret"): ({}, row(401, *[403] * 7, citizen=404)),
    ("GET", "/api/v1/reports/{code}"): (None, EVERYBODY),
    ("GET", "/api/v1/reports"): (None, EVERYBODY),
    ("GET", "/api/v1/reports.geojson"): (None, EVERYBODY),
    ("GET", "/api/v1/reports/similar"): ({"lat": 21.1993, "lon": 106.058}, EVERYBODY),
    ("POST", "/api/v1/reports/similar/{handle}/me-too"): ({}, row(*[404] * 8)),
    ("POST", "/api/v1/reports/{code}/me-too"): ({}, row(*[404] * 8)),  # it is not public
    ("POST", "/api/v1/reports/{code}/supplement"): ({"text": "Thêm"}, row(*[401] * 8)),
    ("DELETE", "/api/v1/reports/{code}/contact"): (None, row(*[401] * 8)),
    ("GET", "/api/v1/consent"): (None, EVERYBODY),
    ("GET", "/api/v1/categories"): (None, EVERYBODY),
    ("GET", "/api/v1/areas"): (None, EVERYBODY),
    ("GET", "/api/v1/areas/{area}"): (None, EVERYBODY),
    ("GET", "/api/v1/areas/{area}/successors"): (None, EVERYBODY),
    ("GET", "/api/v1/areas/locate"): ({"lat": 21.1993, "lon": 106.058}, EVERYBODY),
    ("GET", "/api/v1/agencies"): (None, EVERYBODY),
    ("GET", "/api/v1/route"): ({"category": "HTGT"}, EVERYBODY),
    ("POST", "/gateways/{gateway}/reports"): (REPORT, row(*[401] * 8)),  # who shows a token has not signed
    ("GET", "/gateways/{gateway}/kannel/mo"): ({"id": "1", "from": "0903123456", "at": 1}, row(*[401] * 8)),  # nor shown a gateway's secret
    ("GET", "/"): (None, EVERYBODY),
    ("GET", "/openapi.json"): (None, EVERYBODY),
    ("POST", "/api/v1/session"): ({"username": "x"}, row(*[422] * 8)),
    ("DELETE", "/api/v1/session"): (None, row(401, 403, 204, 204, 204, 204, 204, 204, citizen=204, group=204)),
    ("GET", "/api/v1/session/oidc"): (None, EVERYBODY),
    ("GET", "/api/v1/session/oidc/{provider}"): (None, row(*[404] * 8)),
    ("GET", "/api/v1/session/oidc/{provider}/callback"): (None, row(*[422] * 8)),
    ("GET", "/api/v1/session"): (None, row(401, 403, *[200] * 6, group=200)),
    ("POST", "/api/v1/session/factor"): ({"code": "no code"}, row(401, 403, *[409] * 6, group=409)),
    ("POST", "/api/v1/session/totp"): ({}, row(401, 403, *[422] * 6, group=422)),
    ("POST", "/api/v1/session/totp/confirm"): ({"code": "no code"}, row(401, 403, *[409] * 6, group=409)),
    ("POST", "/api/v1/session/recovery-codes"): ({"code": "no code"}, row(401, 403, *[409] * 6, group=409)),
    ("POST", "/api/v1/session/password"): ({"old": "x", "new": "cây gạo đầu làng"}, row(401, 403, *[422] * 6, group=422)),
    ("GET", "/api/v1/sessions"): (None, row(401, 403, *[200] * 6, group=200)),
    ("DELETE", "/api/v1/sessions/{session}"): (None, row(401, 403, *[404] * 6, group=404)),
    ("GET", "/api/v1/queue"): (None, row(401, 403, 200, 200, 200, 200, 200, 403)),
    ("POST", "/api/v1/queue/claim"): ({}, row(401, 403, 200, 200, 200, 200, 403, 403)),
    ("POST", "/api/v1/queue/release"): ({}, row(401, 403, 200, 200, 200, 200, 403, 403)),
    ("GET", "/api/v1/cases/{id}"): (None, row(401, 403, 200, 200, 200, 200, 200, 403)),
    ("GET", "/api/v1/cases"): ({"state": "contested"}, row(401, 403, 200, 200, 403, 403, 200, 403)),
    ("POST", "/api/v1/cases/{id}/accept"): ({}, row(401, 403, 409, 409, 428, 428, 403, 403)),
    ("POST", "/api/v1/cases/{id}/return"): ({"reason": "Không phải"}, row(401, 403, 409, 409, 428, 428, 403, 403)),
    ("POST", "/api/v1/cases/{id}/assign"): ({"agency": "SXD"}, row(401, 403, 409, 428, 409, 409, 403, 403)),
    ("POST", "/api/v1/cases/{id}/transfer"): ({"agency": "SXD", "reason": "Của Sở"}, row(401, 403, 409, 428, 409, 428, 403, 403)),
    ("POST", "/api/v1/cases/{id}/accept-transfer"): ({}, row(401, 403, 409, 409, 409, 409, 403, 403)),
    ("POST", "/api/v1/cases/{id}/decline-transfer"): ({"reason": "Không phải"}, row(401, 403, 409, 409, 409, 409, 403, 403)),
    ("POST", "/api/v1/cases/{id}/cancel-transfer"): ({}, row(401, 403, 409, 409, 409, 409, 403, 403)),
    ("POST", "/api/v1/cases/{id}/coordinate"): ({"agency": "SXD"}, row(401, 403, 409, 428, 409, 428, 403, 403)),
    ("POST", "/api/v1/cases/{id}/end-coordination"): ({"agency": "SXD"}, row(401, 403, 422, 422, 422, 422, 403, 403)),
    ("POST", "/api/v1/cases/{id}/contribute"): ({"text": "Phần của Sở"}, row(401, 403, 409, 409, 409, 409, 403, 403)),
    ("POST", "/api/v1/cases/{id}/request-info"): ({"text": "Ở đâu?"}, row(401, 403, 409, 428, 428, 428, 403, 403)),
    ("POST", "/api/v1/cases/{id}/resume"): ({}, row(401, 403, 409, 409, 409, 409, 403, 403)),
    ("POST", "/api/v1/cases/{id}/answer"): ({"text": "Đã xong"}, row(401, 403, 409, 409, 409, 409, 403, 403)),
    ("POST", "/api/v1/cases/{id}/approve"): ({}, row(401, 403, 409, 409, 409, 409, 403, 403)),
    ("POST", "/api/v1/cases/{id}/send-back"): ({"reason": "Chưa rõ"}, row(401, 403, 409, 409, 409, 409, 403, 403)),
    ("POST", "/api/v1/cases/{id}/reject"): ({"reason": "Không phải"}, row(401, 403, 409, 428, 409, 409, 403, 403)),
    ("POST", "/api/v1/cases/{id}/classify"): ({"area_code": "07210"}, row(401, 403, 409, 428, 428, 428, 403, 403)),
    ("POST", "/api/v1/cases/{id}/publish"): ({}, row(401, 403, 409, 428, 409, 409, 403, 403)),
    ("POST", "/api/v1/cases/{id}/unpublish"): ({"reason": "Nêu tên"}, row(401, 403, 409, 428, 409, 409, 403, 403)),
    ("POST", "/api/v1/cases/{id}/note"): ({"text": "Ghi chú"}, row(401, 403, 409, 200, 200, 200, 403, 403)),
    ("POST", "/api/v1/cases/{id}/message"): ({"text": "Ở đâu?"}, row(401, 403, 409, 200, 200, 200, 403, 403)),
    ("POST", "/api/v1/cases/{id}/identity"): ({"reason": "Gọi lại"}, row(401, 403, 404, 404, 404, 404, 403, 403)),
    ("POST", "/api/v1/cases/{id}/redact"): ({"part": "address", "reason": "Nêu tên"}, row(401, 403, 403, 200, 403, 403, 403, 200)),
    ("POST", "/api/v1/cases/{id}/attachments/{entry}/release"): ({}, row(401, 403, 403, 404, 403, 404, 403, 403)),
    ("POST", "/api/v1/cases/{id}/attachments/{entry}/hide"): ({}, row(401, 403, 403, 404, 403, 404, 403, 403)),
    ("POST", "/api/v1/admin/persons/export"): (PERSON, row(401, 403, 403, 403, 403, 403, 403, 200)),
    ("POST", "/api/v1/admin/persons/erase"): (PERSON, row(401, 403, 403, 403, 403, 403, 403, 200)),
    ("GET", "/api/v1/admin/holds"): (None, row(401, 403, 403, 403, 403, 403, 403, 200)),
    ("POST", "/api/v1/admin/holds"): (PERSON, row(401, 403, 403, 403, 403, 403, 403, 201)),
    ("DELETE", "/api/v1/admin/holds/{entry}"): (None, row(401, 403, 403, 403, 403, 403, 403, 404)),
    ("GET", "/api/v1/admin/looks"): (None, row(401, 403, 403, 403, 403, 403, 200, 200)),
    ("GET", "/api/v1/agency"): (None, row(401, 403, 200, 200, 200, 200, 200, 200)),
    ("POST", "/api/v1/agency/delegations"): (ABSENCE, row(401, 403, 403, 403, 403, 422, 403, 403)),
    ("DELETE", "/api/v1/agency/delegations/{entry}"): (None, row(401, 403, 403, 403, 403, 404, 403, 403)),
    ("POST", "/api/v1/agency/leaves"): (ABSENCE, row(401, 403, 422, 422, 422, 422, 403, 403)),
    ("DELETE", "/api/v1/agency/leaves/{entry}"): (None, row(401, 403, 404, 404, 404, 404, 403, 403)),
    ("GET", "/api/v1/stats/resolution"): (DAY, row(401, 403, 403, 200, 403, 200, 200, 403)),
    ("GET", "/api/v1/stats/resolution.csv"): (DAY, row(401, 403, 403, 200, 403, 200, 200, 403)),
}

# What administrators do: nobody else gets past the right, they get to the next hurdle.
ADMIN = row(401, 403, 403, 403, 403, 403, 403, 200)
FACTS = {
    "areas": {"code": "24", "name": "Bắc Ninh", "full_name": "Tỉnh Bắc Ninh", "level": "province"},
    "boundaries": {"code": "09187", "source": "Thử", "geometry": {"type": "Polygon", "coordinates": [[[106, 21], [106.1, 21], [106, 21.1], [106, 21]]]}},
    "agencies": {"code": "SXD", "name": "Sở Xây dựng", "short_name": "Sở XD", "level": "province", "kind": "department"},
    "categories": {"code": "DIEN", "name": "Điện lực", "deadline_class": "urgent"},
    "attributes": {"category_code": "DIEN", "code": "ma_cot", "name": "Số cột?", "kind": "text", "valid_from": "2035-01-01"},
    "rules": {"rule_no": 1, "category_code": "HTGT", "area_code": "*", "agency_code": "commune", "reason": "Vì thử"},
    "zones": {"code": "KCN", "name": "Khu công nghiệp", "source": "Thử", "geometry": {"type": "Polygon", "coordinates": [[[106, 21], [106.1, 21], [106, 21.1], [106, 21]]]}},
    "holidays": {"day": "2026-09-02", "kind": "off", "name": "Quốc khánh", "status": "announced"},
}
DRY_RUN = {"rules": {"7899": {name: value for name, value in FACTS["rules"].items() if name != "rule_no"} | {"area_code": "09187"}},
           "since": "2026-11-01T00:00:00+07:00"}
FACT_KEYS = {noun: str(next(iter(body.values()))) for noun, body in FACTS.items()} | {"attributes": "DIEN:ma_cot@2035-01-01"}
pytestmark = pytest.mark.usefixtures("later_attribute", "later_zone")
for noun, body in FACTS.items():
    MATRIX["GET", f"/api/v1/admin/{noun}"] = (None, ADMIN)
    MATRIX["POST", f"/api/v1/admin/{noun}/check"] = (body, ADMIN)
    MATRIX["GET", f"/api/v1/admin/{noun}/{{key}}"] = (None, ADMIN)
    MATRIX["PUT", f"/api/v1/admin/{noun}/{{key}}"] = (body, ADMIN | {"admin": 428})
MATRIX["DELETE", "/api/v1/admin/rules/{key}"] = (None, ADMIN | {"admin": 405})
MATRIX["DELETE", "/api/v1/admin/holidays/{key}"] = (None, ADMIN | {"admin": 428})
MATRIX["GET", "/api/v1/admin/rules/check"] = (None, ADMIN)
MATRIX["POST", "/api/v1/admin/rules/dry-run"] = (DRY_RUN, ADMIN)
VERSIONS = "/api/v1/admin/rules/versions"
MATRIX["GET", VERSIONS] = (None, ADMIN)
MATRIX["GET", VERSIONS + "/{number}"] = (None, ADMIN)
MATRIX["GET", VERSIONS + "/{number}/changes"] = (None, ADMIN)
MATRIX["POST", VERSIONS + "/{number}/restore"] = ({"effective_at": "2001-01-01T00:00:00Z"}, ADMIN | {"admin": 422})
MATRIX["DELETE", VERSIONS + "/{number}"] = (None, ADMIN | {"admin": 409})
MATRIX["GET", "/api/v1/admin/acts"] = (None, ADMIN | {"supervisor": 200})
MATRIX["GET", "/api/v1/admin/heads"] = ({"agency": "XX"}, ADMIN | {"admin": 422})
MATRIX["POST", "/api/v1/admin/heads"] = ({"username": "khong.co.ai"}, ADMIN | {"admin": 422})
SUCCESSION, PLAN = "/api/v1/admin/agencies/{key}/succession", {"successor": "khong.co", "at": "2035-01-01"}
MATRIX["GET", "/api/v1/admin/successions"] = (None, ADMIN)
MATRIX["GET", SUCCESSION] = (None, ADMIN | {"admin": 404})
MATRIX["POST", SUCCESSION + "/check"] = (PLAN, ADMIN | {"admin": 422})
MATRIX["PUT", SUCCESSION] = (PLAN, ADMIN | {"admin": 422})
MATRIX["DELETE", SUCCESSION] = (None, ADMIN | {"admin": 404})
ACCOUNTS = "/api/v1/admin/accounts"
MATRIX["GET", ACCOUNTS] = (None, ADMIN)
MATRIX["GET", ACCOUNTS + "/{username}"] = (None, ADMIN)
MATRIX["PUT", ACCOUNTS + "/{username}"] = ({"name": "Ai", "role": "king", "agency": "UB09187"}, ADMIN | {"admin": 422})
MATRIX["POST", ACCOUNTS + "/{username}/password"] = (None, ADMIN | {"admin": 201})
for act_on_account in ("lock", "unlock", "end-sessions", "factor-reset"):
    MATRIX["POST", f"{ACCOUNTS}/{{username}}/{act_on_account}"] = (None, ADMIN)
MATRIX["GET", "/api/v1/admin/keys"] = (None, ADMIN)
MATRIX["POST", "/api/v1/admin/keys"] = ({"name": "x", "scopes": "all"}, ADMIN | {"admin": 422})
MATRIX["DELETE", "/api/v1/admin/keys/{api_key}"] = (None, ADMIN | {"admin": 404})
WEBHOOKS = "/api/v1/admin/webhooks"
MATRIX["GET", WEBHOOKS] = MATRIX["GET", "/api/v1/admin/mailboxes"] = MATRIX["GET", "/api/v1/admin/templates"] = (None, ADMIN)
MATRIX["POST", WEBHOOKS] = ({"name": "x", "url": "https://example.vn/", "agency": "KHONG"}, ADMIN | {"admin": 422})
MATRIX["GET", WEBHOOKS + "/{webhook}"] = (None, ADMIN | {"admin": 404})
for act_on_webhook in ("rotate", "disable", "enable", "test"):
    MATRIX["POST", f"{WEBHOOKS}/{{webhook}}/{act_on_webhook}"] = ({}, ADMIN | {"admin": 404})
MATRIX["POST", "/api/v1/admin/mailboxes"] = ({"agency": "KHONG", "email": "hop.thu@example.vn"}, ADMIN | {"admin": 422})
MATRIX["DELETE", "/api/v1/admin/mailboxes/{mailbox}"] = (None, ADMIN | {"admin": 404})
MATRIX["GET", "/api/v1/admin/notices"] = (None, ADMIN | {"dispatcher": 200})
MATRIX["POST", "/api/v1/admin/notices/{entry}/retry"] = ({}, ADMIN | {"admin": 404, "dispatcher": 404})
MATRIX["PUT", "/api/v1/admin/templates/{notice}"] = ({"lang": "vi", "subject": "Chỉ có tiêu đề"}, ADMIN | {"admin": 422})
MATRIX["GET", "/api/v1/admin/templates/{notice}/preview"] = (None, ADMIN)
MATRIX["POST", "/api/v1/admin/templates/{notice}/preview"] = ({"body": "{code}"}, ADMIN)

# Sessions that are not, or not yet: nobody at all, but for what finishes a sign-in.  (method, path): status of each.
STAGES = "totp enrol password".split()
DEAD = "expired idle revoked locked unheard_of".split()
UNFINISHED = {
    ("GET", "/api/v1/session"): (200, 200, 200),
    ("POST", "/api/v1/session/factor"): (409, 409, 409),       # the one of totp has no authenticator here
    ("POST", "/api/v1/session/totp"): (409, 201, 409),
    ("POST", "/api/v1/session/totp/confirm"): (409, 422, 409),
    ("POST", "/api/v1/session/password"): (409, 409, 422),
    ("POST", "/api/v1/session/recovery-codes"): (409, 409, 409),
    ("GET", "/api/v1/sessions"): (409, 409, 409),
    ("DELETE", "/api/v1/sessions/{session}"): (409, 409, 409),
    ("DELETE", "/api/v1/session"): (204, 204, 204),
}
# Where nobody has to say who they are, but who says so must be right.
READS_CREDENTIAL = {("POST", "/api/v1/reports"), ("GET", "/api/v1/reports/{code}"),
                    ("POST", "/api/v1/reports/{code}/me-too"), ("POST", "/api/v1/reports/similar/{handle}/me-too")}
# What somebody of another province gets who may do such things at home: there is no such thing there.
ELSEWHERE = {
    ("POST", "/api/v1/reports"): 422, ("GET", "/api/v1/reports/{code}"): 404, ("POST", "/api/v1/reports/{code}/supplement"): 404,
    ("DELETE", "/api/v1/reports/{code}/contact"): 404, ("GET", "/api/v1/consent"): 404,
    ("GET", "/api/v1/areas/{area}"): 404, ("GET", "/api/v1/areas/{area}/successors"): 404,
    ("GET", "/api/v1/areas/locate"): 422, ("GET", "/api/v1/route"): 422,
    ("GET", ACCOUNTS + "/{username}"): 404, ("POST", ACCOUNTS + "/{username}/password"): 404,
    ("GET", VERSIONS + "/{number}"): 404, ("GET", VERSIONS + "/{number}/changes"): 404, ("POST", VERSIONS + "/{number}/restore"): 404,
    ("DELETE", VERSIONS + "/{number}"): 404, ("POST", "/api/v1/admin/rules/dry-run"): 422,
} | {("POST", f"{ACCOUNTS}/{{username}}/{name}"): 404 for name in ("lock", "unlock", "end-sessions", "factor-reset")}
# Facts of ours are none there; some may be made there, but not those that name what is not there.
for noun in FACTS:
    ELSEWHERE["GET", f"/api/v1/admin/{noun}/{{key}}"] = ELSEWHERE["DELETE", f"/api/v1/admin/{noun}/{{key}}"] = 404
    ELSEWHERE["PUT", f"/api/v1/admin/{noun}/{{key}}"] = 201 if noun in ("areas", "agencies", "zones") else 422
    ELSEWHERE["POST", f"/api/v1/admin/{noun}/check"] = 200 if noun in ("areas", "agencies", "zones") else 422


@pytest.fixture(autouse=True)
def forget(db):
    """Lets nobody wait for what other tests tried."""
    db.cursor().execute("delete from pakn.login_attempt")


@pytest.fixture(scope="module")
def cells(request):
    """Counts what was tried; says so at the end of the module."""
    count = collections.Counter()
    yield count
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        print(f"\nrights: {count['cells']} cells, {count['passes']} as expected, {count['cells'] - count['passes']} unexpected")


@pytest.fixture(scope="module")
def target(add_account):
    """An account on which administrators act; it works nowhere else."""
    return add_account("staff", "UB09190")[0]


@pytest.fixture(scope="module")
def administrators(seeded, add_account):
    """Two administrators, of whom the second is locked."""
    free, locked = (add_account("admin", "TT1022")[0] for _ in range(2))
    seeded.command("user", "lock", "--tenant", TENANT, "--username", locked)
    return free, locked


@pytest.fixture
def session_of(db, accounts):
    """session_of(kind, username): a session of some kind, made in the database; its client has still to be told where."""
    def make(kind, username, tenant=24, locked=False):
        cursor = db.cursor()
        cursor.execute("select staff_id from pakn.staff where tenant_id = %s and username = %s", (tenant, username))
        [staff] = cursor.fetchone()
        token = f"pks_{tenant}_{staff}_" + base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        columns = {"expired": "expires_at", "idle": "idle_until", "revoked": "revoked_at"}
        extra = f", {columns[kind]}" if kind in columns else ""
        if kind != "unheard_of":
            cursor.execute(f"insert into pakn.credential (tenant_id, digest, kind, staff_id, session_id, address, stage{extra})"
                           f" values (%s, %s, 's', %s, gen_random_uuid(), '127.0.0.1', %s{', now()' if extra else ''})",
                           (tenant, hashlib.sha256(token.encode()).digest(), staff, kind if kind in STAGES else "full"))
        return "Bearer " + token

    return make


@pytest.fixture(scope="module")
def elsewhere(seeded, make_daemon, cluster):
    """Another province, with an account of each role, and a daemon that knows it."""
    connection = psycopg2.connect(cluster.conninfo("pakn_owner"))
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute("""insert into pakn.tenant (tenant_id, code, name, second_factor) values (25, 'tinhkhac', 'Tỉnh khác', 'offered');
        insert into pakn.agency (tenant_id, agency_id, code, name, short_name, level, kind) values (25, 1, 'UB', 'Ủy ban', 'UB', 'province', 'desk');
        update pakn.tenant set desk_id = 1 where tenant_id = 25;
        select pakn.staff_set('tinhkhac', 'khac.' || role, null, role, 'UB', 'x') from unnest(%s) role""", (STAFF,))
    other = make_daemon(identity_keys=seeded.settings["PAKN_IDENTITY_KEYS"], secret_key=seeded.settings["PAKN_SECRET_KEY"])
    other.start()
    yield other
    other.stop()
    cursor.execute("""delete from pakn.agency_head where tenant_id = 25; delete from pakn.second_factor where tenant_id = 25;
        delete from pakn.credential where tenant_id = 25; delete from pakn.login_attempt where tenant_id = 25;
        delete from pakn.staff where tenant_id = 25; update pakn.tenant set desk_id = null where tenant_id = 25;
        delete from pakn.agency where tenant_id = 25; delete from pakn.area where tenant_id = 25;
        delete from pakn.zone_part where tenant_id = 25; delete from pakn.zone_overlap where tenant_id = 25; delete from pakn.zone where tenant_id = 25;
        delete from pakn.routing_version where tenant_id = 25;
        delete from pakn.tenant where tenant_id = 25""")
    connection.close()


@pytest.fixture(scope="module")
def clients(daemon, accounts, api_key, client_of, citizen_client):
    """A client for each role, with sessions of their own: some of them end here."""
    made = {"anonymous": Api(daemon.url), "app": Api(daemon.url)}
    made["app"].headers["Authorization"] = "Bearer " + api_key
    made["citizen"] = citizen_client()
    for role, account in accounts.items():
        made[role] = client_of(account["username"], account["password"])
    return made


@pytest.fixture(scope="module")
def report(daemon):
    answer = Api(daemon.url).post("/api/v1/reports", json=REPORT)
    assert answer.json()["agency"]["code"] == "UB09187"
    return answer.json()


def request(client, method, path, body):
    return client.request(method, path, **({"params": body} if method == "GET" else {"json": body} if body is not None else {}))


@pytest.fixture(scope="module")
def others_report(daemon):
    answer = Api(daemon.url).post("/api/v1/reports", json=REPORT | {"area_code": "09190"})
    assert answer.json()["agency"]["code"] == "UB09190"
    return answer.json()


def filled(path, report, target):
    return path.format(code=report["code"], id=report["id"], entry=UUID, handle=UUID, session=UUID, username=target, api_key=999999999, number=1, area="09187", provider="nobody", gateway="pkg_24_1", webhook=999999999, mailbox=999999999, notice="received",
                       key=FACT_KEYS.get(path.split("/")[4]) if "/admin/" in path else None)


def tried(cells, client, method, path, report, target, expected):
    """Asks once and counts it; tells what was wrong."""
    if path.endswith("/totp/confirm"):
        client.post("/api/v1/session/totp")
    answer = request(client, method, filled(path, report, target), MATRIX[method, path][0])
    cells["cells"] += 1
    cells["passes"] += answer.status_code == expected
    if answer.status_code in (401, 403):
        problem_of(answer, answer.status_code, "unauthenticated" if answer.status_code == 401 else "forbidden")
        assert report["code"] not in answer.text and "errors" not in answer.json()
    return answer.status_code


@pytest.mark.parametrize("whose", ["ones own", "another agencys"])
@pytest.mark.parametrize("method, path", MATRIX)
def test_each_role_gets_what_it_may_at(accounts, clients, citizen_client, session_of, report, others_report, target, cells, daemon, method, path, whose):
    expected = dict(MATRIX[method, path][1])
    if whose == "another agencys" and "/cases/" in path:
        expected |= {role: 404 for role in ("staff", "head") if expected[role] != 403}
    actual = {}
    for role in ROLES:
        client = clients[role]
        if role == "citizen" and "/api/v1/session" in path:
            client = citizen_client()
        if role in accounts and "/api/v1/session" in path:
            client = Api(daemon.url)
            client.headers["Authorization"] = session_of("full", accounts[role]["username"])
        actual[role] = tried(cells, client, method, path, report if whose == "ones own" else others_report, target, expected[role])
    assert actual == expected


@pytest.mark.parametrize("method, path", MATRIX)
def test_somebody_of_another_province_gets_only_what_is_there(elsewhere, session_of, report, target, cells, method, path):
    actual, expected = {}, {}
    for role in STAFF:
        client = Api(elsewhere.url)
        client.headers["Authorization"] = session_of("full", "khac." + role, 25)
        at_home = MATRIX[method, path][1][role]
        expected[role] = at_home if at_home == 403 else 404 if "/cases/" in path else ELSEWHERE.get((method, path), at_home)
        actual[role] = tried(cells, client, method, path, report, target, expected[role])
    assert actual == expected


@pytest.mark.parametrize("method, path", MATRIX)
def test_a_session_that_is_none_gets_what_nobody_gets(daemon, administrators, session_of, report, target, cells, method, path):
    username, locked = administrators
    actual, expected = {}, {}
    for kind in STAGES + DEAD:
        client = Api(daemon.url)
        client.headers["Authorization"] = session_of(kind, locked if kind == "locked" else username)
        anonymous = MATRIX[method, path][1]["anonymous"]
        expected[kind] = 401 if (method, path) in READS_CREDENTIAL else anonymous
        if (method, path) == ("DELETE", "/api/v1/session") and kind != "unheard_of":
            expected[kind] = 204
        elif kind in STAGES and (method, path) in UNFINISHED:
            expected[kind] = UNFINISHED[method, path][STAGES.index(kind)]
        actual[kind] = tried(cells, client, method, path, report, target, expected[kind])
    assert actual == expected


def test_no_route_is_missing_from_the_matrix(api):
    document = api.get("/openapi.json").json()
    routes = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert routes == set(MATRIX)


# Agency A: the staff of the ward of Kinh Bắc.  Agency B: those of Võ Cường.

ACTIONS = [path.rsplit("/", 1)[1] for (method, path), (_, statuses) in MATRIX.items()
           if method == "POST" and "/cases/" in path and statuses["staff"] != 403]


def without_trace(answer):
    return {name: value for name, value in answer.json().items() if name != "trace_id"}


@pytest.mark.parametrize("role", ["staff", "head"])
def test_another_agencys_case_is_as_unknown_as_one_that_is_not_there(member, send, role):
    theirs = send("TTXD", "09190")
    ours, owner = member(role, "UB09187"), member("staff", "UB09190")
    assert owner.get(f"/api/v1/cases/{theirs['id']}").status_code == 200
    for method, action in [("GET", "")] + [("POST", "/" + action) for action in ACTIONS]:
        body = MATRIX.get((method, "/api/v1/cases/{id}" + action))[0]
        seen, unknown = (ours.request(method, f"/api/v1/cases/{case}{action}", json=body, headers={"If-Match": '"1"'})
                         for case in (theirs["id"], UUID))
        problem_of(seen, 404, "unknown_case")
        assert without_trace(seen) == without_trace(unknown), action
        assert seen.headers.keys() == unknown.headers.keys()
    assert owner.get(f"/api/v1/cases/{theirs['id']}").headers["ETag"] == '"1"'


def test_another_agencys_cases_are_in_no_list_and_no_claim(member, send):
    theirs = {send("TTXD", "09190")["id"] for _ in range(3)}
    ours, owner = member("staff", "UB09187"), member("staff", "UB09190")
    for question in ({}, {"area": "09190"}, {"category": "TTXD"}, {"state": "unclaimed"}, {"state": "assigned"}):
        assert not theirs & {item["id"] for item in queue_items(ours, **question)}, question
        assert theirs <= {item["id"] for item in queue_items(owner, **question)}, question
    while items := ours.post("/api/v1/queue/claim", json={"limit": 50, "lease_seconds": 10}).json()["items"]:
        assert not theirs & {item["id"] for item in items}
    ours.post("/api/v1/queue/release")
    claimed = owner.post("/api/v1/queue/claim", json={"limit": 50}).json()["items"]
    assert theirs <= {item["id"] for item in claimed}
    assert ours.post("/api/v1/queue/release", json={"ids": sorted(theirs)}).json() == {"released": 0}
    colleague = member("head", "UB09190")
    assert colleague.post("/api/v1/queue/release", json={"ids": sorted(theirs)}).json() == {"released": 0}
    owner.post("/api/v1/queue/release")


def test_a_case_is_its_new_agencys_once_that_has_taken_it_on(member, send):
    report = send("TTXD", "09190")
    head, other, third = member("head", "UB09190"), member("staff", "UB09187"), member("staff", "SXD")
    path = f"/api/v1/cases/{report['id']}"
    problem_of(other.get(path), 404, "unknown_case")
    done(head, report["id"], "transfer", agency="UB09187", reason="Thuộc phường Kinh Bắc")
    assert other.get(path).json()["standing"] == "offered"
    done(other, report["id"], "accept-transfer")
    assert head.get(path).json()["standing"] == "former"
    problem_of(act(head, report["id"], "note", version="", text="Còn gì không?"), 409, "not_allowed_now")
    problem_of(third.get(path), 404, "unknown_case")
    problem_of(act(third, report["id"], "note", version="", text="Còn gì không?"), 404, "unknown_case")


def test_nobody_who_works_on_a_case_sees_who_sent_it(send, clients):
    report = send(contact={"name": "Nguyễn Văn Kín", "phone": "0912345678", "email": "kin@example.vn"})
    for role in ("operator", "dispatcher", "staff", "head", "supervisor"):
        text = clients[role].get(f"/api/v1/cases/{report['id']}").text + clients[role].get("/api/v1/queue").text
        for canary in ("Nguyễn Văn Kín", "912345678", "kin@example.vn", report["secret"]):
            assert canary not in text, role


# Sessions.

def test_an_account_that_is_locked_is_refused_at_the_next_request(seeded, add_account, client_of, daemon):
    username, password = add_account("staff", "UB09187")
    client = client_of(username, password)
    assert client.get("/api/v1/queue").status_code == 200
    seeded.command("user", "lock", "--tenant", TENANT, "--username", username)
    problem_of(client.get("/api/v1/queue"), 401, "unauthenticated")
    answer = Api(daemon.url).post("/api/v1/session", json={"username": username, "password": password})
    problem_of(answer, 401, "wrong_login")


def test_a_session_does_not_outlive_the_lock_or_the_password_that_it_was_opened_with(seeded, add_account, client_of):
    username, password = add_account("staff", "UB09187")
    old = client_of(username, password)
    seeded.command("user", "lock", "--tenant", TENANT, "--username", username)
    _, changed = add_account("staff", "UB09187", username)
    problem_of(old.get("/api/v1/queue"), 401, "unauthenticated")
    new = client_of(username, changed)
    assert new.get("/api/v1/queue").status_code == 200
    _, again = add_account("staff", "UB09187", username)
    problem_of(new.get("/api/v1/queue"), 401, "unauthenticated")
    assert client_of(username, again).get("/api/v1/queue").status_code == 200


def test_who_moves_to_another_agency_leaves_the_old_ones_cases(add_account, client_of, send):
    ours, theirs = send("TTXD", "09187"), send("TTXD", "09190")
    username, password = add_account("staff", "UB09187")
    assert client_of(username, password).get(f"/api/v1/cases/{ours['id']}").status_code == 200
    moved = client_of(*add_account("staff", "UB09190", username))
    problem_of(moved.get(f"/api/v1/cases/{ours['id']}"), 404, "unknown_case")
    assert moved.get(f"/api/v1/cases/{theirs['id']}").status_code == 200


def test_signing_out_ends_this_session_and_no_other(add_account, client_of):
    account = add_account("staff", "UB09187")
    first, second = client_of(*account), client_of(*account)
    answer = first.delete("/api/v1/session")
    assert answer.status_code == 204 and answer.content == b""
    problem_of(first.get("/api/v1/queue"), 401, "unauthenticated")
    assert first.delete("/api/v1/session").status_code == 204, "a sign-out whose answer was lost can be asked again"
    assert second.get("/api/v1/queue").status_code == 200


def test_a_session_tells_who_signed_in_and_until_when(api, accounts):
    account = accounts["head"]
    answer = api.post("/api/v1/session", json={"username": account["username"].upper(), "password": account["password"]})
    body = answer.json()
    assert body["staff"]["role"] == "head" and body["staff"]["agency"]["code"] == "UB09187"
    assert re.fullmatch(r"pks_24_\d+_[A-Za-z0-9_-]{43}", body["token"]) and body["expires_at"]


def problem_of_login(api, username):
    answer = api.post("/api/v1/session", json={"username": username, "password": "wrong password"})
    problem_of(answer, 401, "wrong_login")
    return answer


def test_an_unknown_user_and_a_wrong_password_get_the_same_document(api, accounts):
    answers = [problem_of_login(api, name) for name in (accounts["staff"]["username"], "khong.ai.ca", accounts["admin"]["username"], "x")]
    documents = [without_trace(answer) for answer in answers]
    assert all(document == documents[0] for document in documents)
    assert len({tuple(sorted(answer.headers)) for answer in answers}) == 1
    assert len({answer.headers["Content-Length"] for answer in answers}) == 1


def test_an_unknown_user_costs_as_much_time_as_a_wrong_password(api, accounts, db):
    """By the least of ten, taken in turns: without the hash it would be a hundredth."""
    names, least = (accounts["staff"]["username"], "khong.ai.ca"), [60, 60]
    for i in range(20):
        db.cursor().execute("delete from pakn.login_attempt")
        answer = problem_of_login(api, names[i % 2])
        least[i % 2] = min(least[i % 2], answer.elapsed.total_seconds())
    assert 0.5 < least[1] / least[0] < 2, least


# The database role of the daemon.

@pytest.fixture(scope="module")
def app_role(seeded):
    connection = psycopg2.connect(seeded.cluster.conninfo("pakn_app"))
    connection.autocommit = True
    yield connection.cursor()
    connection.close()


def test_the_daemons_role_can_touch_no_table(db, app_role):
    cursor = db.cursor()
    cursor.execute("select quote_ident(relname) from pg_class where relnamespace = 'pakn'::regnamespace and relkind in ('r', 'p', 'v', 'm')")
    tables = [name for name, in cursor.fetchall()]
    assert len(tables) > 30
    for table in tables:
        for statement in ("select from pakn.{}", "delete from pakn.{}", "truncate pakn.{}", "insert into pakn.{} default values",
                          "alter table pakn.{} add x int", "drop table pakn.{}"):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                app_role.execute(statement.format(table))


@pytest.mark.parametrize("statement", [
    "create table public.x (a int)", "create table pakn.x (a int)", "create function pakn.x() returns int language sql as 'select 1'",
    "create schema x", "alter role pakn_app superuser", "set role pakn_owner", "select pg_read_file('/etc/passwd')",
    "copy (select 1) to program 'true'", "update public.pakn_migration set number = 0", "delete from public.pakn_migration",
    "select nextval('pakn.staff_id_seq')", "select * from pg_authid"])
def test_the_daemons_role_cannot(app_role, statement):
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        app_role.execute(statement)


def test_the_daemons_role_may_call_the_entry_points_and_nothing_else(db, app_role):
    cursor = db.cursor()
    cursor.execute("""select p.proname, p.oid::regprocedure::text, has_function_privilege('pakn_app', p.oid, 'execute'), p.prosecdef,
        coalesce(array_to_string(p.proconfig, ' '), '') from pg_proc p where p.pronamespace = 'pakn'::regnamespace""")
    functions = cursor.fetchall()
    granted = {name for name, _, may, _, _ in functions if may}
    assert len(granted) > 20 and len(functions) > 2 * len(granted)
    for name, signature, may, definer, settings in functions:
        if may:
            assert definer and "search_path=pakn, public, pg_temp" in settings, signature
    for inner in ("case_json", "report_move", "staff_set", "api_key_set", "caller_find", "boundaries_import"):
        assert inner not in granted
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        app_role.execute("select pakn.staff_set('bacninh', 'x', 'x', 'admin', 'TT1022', 'x')")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        app_role.execute("select * from pakn.caller_find('\\x00', 24)")


def test_an_entry_point_refuses_who_brings_no_credential(app_role):
    for call in ("pakn.queue_list(null, 24, null, null, null, null, null, null)", "pakn.case_show('\\x00', 24, gen_random_uuid())",
                 "pakn.session_end(null, 24)", "pakn.stats_resolution('\\x00', 24, now(), now(), null, null, 'agency', 'vi')"):
        with pytest.raises(psycopg2.Error) as refusal:
            app_role.execute("select * from " + call)
        assert refusal.value.pgcode == "PK401", call
