"""Who may do what: every role at every route, with what is theirs, another agency's and another province's; every
kind of session that is none; agencies apart from each other; sessions that end at once."""

import base64
import collections
import hashlib
import re
import secrets

import psycopg2
import pytest

from rights import DEAD, ELSEWHERE, FACT_KEYS, MATRIX, READS_CREDENTIAL, REPORT, ROLES, STAFF, STAGES, UNFINISHED, UUID
from support import TENANT, Api
from work import act, done, problem_of, queue_items

pytestmark = pytest.mark.usefixtures("later_attribute", "later_duty", "later_zone")


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
    cursor.execute("""delete from pakn.agency_head where tenant_id = 25; delete from pakn.calendar where tenant_id = 25; delete from pakn.second_factor where tenant_id = 25;
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
    return path.format(code=report["code"], id=report["id"], entry=UUID, handle=UUID, session=UUID, username=target, api_key=999999999, number=1, area="09187", provider="nobody", gateway="pkg_24_1", webhook=999999999, snapshot=999999999, other=999999999, mailbox=999999999, notice="received",
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
    if whose == "another agencys" and "/cases/{id}" in path:
        expected |= {role: 404 for role in ("staff", "head") if expected[role] != 403}
        if path.endswith("/references"):
            expected |= {"operator": 409, "dispatcher": 409}  # the number is the other report's
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
        expected[role] = at_home if at_home == 403 else 404 if "/cases/{id}" in path else ELSEWHERE.get((method, path), at_home)
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
    claimed = set()
    while items := owner.post("/api/v1/queue/claim", json={"limit": 50}).json()["items"]:
        claimed |= {item["id"] for item in items}
    assert theirs <= claimed
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
                 "pakn.session_end(null, 24)", "pakn.stats_resolution('\\x00', 24, null, now(), now(), null, null, 'agency', 'vi')"):
        with pytest.raises(psycopg2.Error) as refusal:
            app_role.execute("select * from " + call)
        assert refusal.value.pgcode == "PK401", call
