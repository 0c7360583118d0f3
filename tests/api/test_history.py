"""History: what happened earlier, brought in by an importer with its own dates, and the demo's nine months of it."""

import json
import os
import re
import signal
import subprocess
import time
from collections import Counter
from datetime import datetime

import psycopg2
import pytest

from support import ROOT, TENANT, Api, free_port
from work import act, problem_of

COUNT = 60
NEVER = {"at": "2026-10-12T08:00:00+07:00", "as": "staff"}
DATED = {"received_at": NEVER["at"], "description": "Đèn đường tắt cả tuần nay", "area_code": "09187", "category": "CSCC"}
NINE_MONTHS = {"from": "2026-01-01T00:00:00+07:00", "to": "2026-10-01T00:00:00+07:00"}


class Place:
    """A database of its own with the demo's province, and a daemon on it."""

    def __init__(self, cluster, make_daemon):
        self.cluster = cluster
        self.drop()
        cluster.call("createdb", "pakn_history")
        self.owner = cluster.call("conninfo", "pakn_history", "pakn_owner").strip()
        self.daemon = make_daemon(database=cluster.call("conninfo", "pakn_history", "pakn_app").strip())
        self.command("migrate")
        self.psql("sql/seed/bac_ninh.sql")

    def drop(self):
        self.cluster.call("psql", "-d", "postgres", "-qc", "drop database if exists pakn_history with (force)")

    def command(self, *arguments, stdin=""):
        return self.daemon.command(*arguments, "--database", self.owner, stdin=stdin)

    def psql(self, file, **variables):
        """Runs a file of SQL as the owner; returns what it prints."""
        words = [word for name, value in variables.items() for word in ("-v", f"{name}={value}")]
        return subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", *words, "-f", ROOT / file, self.owner], check=True,
                              cwd=ROOT, text=True, capture_output=True, timeout=120).stdout

    def key(self, name):
        return self.command("token", "add", "--tenant", TENANT, "--name", name, "--role", "importer", "--dates-from", "2026-01-01").strip()

    def ask(self, statement, *values):
        with psycopg2.connect(self.owner) as connection, connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()

    def wait_until(self, statement):
        end = time.monotonic() + 60
        while not self.ask("select " + statement)[0][0]:
            assert time.monotonic() < end, statement
            time.sleep(0.05)


@pytest.fixture(scope="module")
def place(cluster, make_daemon):
    place = Place(cluster, make_daemon)
    place.daemon.start()
    yield place
    place.daemon.stop()
    place.drop()


@pytest.fixture(scope="module")
def lines(place):
    """The reports of a short history with the work on them."""
    return place.psql("sql/seed/history.sql", count=COUNT).splitlines()


@pytest.fixture(scope="module")
def replay(place, tmp_path_factory):
    """replay(lines, key): sends lines; returns how it ended.  start: does not wait for that."""
    folder = tmp_path_factory.mktemp("history")

    def run(lines, key, *options, start=False):
        path = folder / "lines.jsonl"
        path.write_text("".join(line + "\n" for line in lines))
        command = [place.daemon.binary, "replay", path, "--url", place.daemon.url, "--key", key, *options]
        running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        return running if start else ended(running)

    return run


def ended(running):
    out, err = running.communicate(timeout=120)
    return subprocess.CompletedProcess([], running.returncode, out, err)


def counts(done):
    """(stored, replayed), (done, refused, given up, left out): what the summary says."""
    reports = re.match(r"\d+ sent: (\d+) stored, (\d+) replayed, 0 refused, 0 given up; ", done.stdout)
    actions = re.search(r"^\d+ actions of staff: (\d+) done, (\d+) refused, (\d+) given up, (\d+) left out\.$", done.stdout, re.MULTILINE)
    assert reports and actions, done.stdout + done.stderr
    return tuple(map(int, reports.groups())), tuple(map(int, actions.groups()))


def actions(lines):
    return [action for line in lines for action in json.loads(line).get("work", [])]


@pytest.fixture(scope="module")
def sent(place, lines, replay):
    """The short history, sent while the daemon is killed once; the key that it was sent with."""
    key = place.key("short")
    running = replay(lines, key, "--tries", "30", "--rate", "60/s", start=True)
    place.wait_until("count(*) > 40 from pakn.report_event where imported")
    place.daemon.stop(signal.SIGKILL)
    place.daemon.start()
    done = ended(running)
    reports, work = counts(done)
    assert done.returncode == 0 and sum(reports) == COUNT, done.stdout
    assert work == (len(actions(lines)), 0, 0, 0)
    return key


def in_order(place):
    """{description: types of its events in their order}"""
    return dict(place.ask("""select r.description, array_agg(a.action order by e.at, e.event_id) filter (where e.type <> 'received')
        from pakn.report r join pakn.report_event e using (tenant_id, report_id) left join pakn.action a on a.event_type = e.type group by 1"""))


def test_every_report_and_every_action_arrives_once_though_the_daemon_is_killed(place, lines, sent):
    told = {body["description"]: [action["action"] for action in body.get("work", [])] or None for body in map(json.loads, lines)}
    assert len(told) == COUNT and in_order(place) == told
    assert place.ask("select distinct imported from pakn.report_event") == [(True,)]
    assert place.ask("select distinct actor_kind, actor_id from pakn.report_event where type <> 'received'") == [("staff", None)]
    assert place.ask("select count(*) from pakn.report_sender where phone_sealed is not null")[0][0] > COUNT / 2


def test_a_second_run_changes_nothing(place, lines, sent, replay):
    before = place.ask("select version, count(*) from pakn.report group by 1 order by 1")
    done = replay(lines, sent)
    assert done.returncode == 0 and counts(done) == ((0, COUNT), (len(actions(lines)), 0, 0, 0))
    assert place.ask("select version, count(*) from pakn.report group by 1 order by 1") == before
    assert place.ask("select count(*) from pakn.report_event") == [(COUNT + len(actions(lines)),)]


def test_reports_go_where_the_day_sends_them_and_keep_their_dates(place, lines, sent):
    stored = dict(place.ask("select description, received_at from pakn.report"))
    assert stored == {body["description"]: datetime.fromisoformat(body["received_at"]) for body in map(json.loads, lines)}
    assert place.ask("""select count(*) from pakn.report r, pakn.report_event e, pakn.category c,
            pakn.answer_due(24, c.deadline_class, r.received_at, 1) d
        where e.report_id = r.report_id and e.type = 'received' and c.tenant_id = 24 and c.category_id = r.category_id
            and e.due_at is distinct from d.due_at""") == [(0,)]
    assert place.ask("select count(*) from pakn.report_rest") == place.ask("select count(*) from pakn.report_event_rest") == [(0,)]


def figures(lines, due, as_of):
    """The totals at an instant, reckoned from the file alone but for the due instants."""
    total = Counter(received=0, refused=0, handled=0, on_time=0, late=0, in_progress=0, overdue_open=0)
    for body in map(json.loads, lines):
        if datetime.fromisoformat(body["received_at"]) > as_of:
            continue
        work = [action | {"at": datetime.fromisoformat(action["at"])} for action in body.get("work", [])]
        desk_last = any(action["action"] == "approve" and action["as"] == "dispatcher" for action in work)
        refused, released, late = False, None, False
        for action in work:
            if action["at"] > as_of:
                break
            refused |= action["action"] == "reject"
            if action["action"] == "send-back" and released:
                late |= released > due[body["description"]]
            if action["action"] == "send-back":
                released = None
            if action["action"] == ("answer" if desk_last else "approve"):
                released = action["at"]
        late |= released is not None and released > due[body["description"]]
        kind = "refused" if refused else "handled" if released else "in_progress"
        total.update(["received", kind])
        total.update(["late" if late else "on_time"] if kind == "handled" else [])
        total.update(["overdue_open"] if kind == "in_progress" and due[body["description"]] <= as_of else [])
    return dict(total)


@pytest.fixture(scope="module")
def supervisor(place, sent):
    password = "mat khau thu nghiem"
    place.command("user", "add", "--tenant", TENANT, "--username", "giamsat", "--role", "supervisor", "--agency", "VPUB",
                  "--password-stdin", stdin=password + "\n")
    with Api(place.daemon.url) as client:
        token = client.post("/api/v1/session", json={"username": "giamsat", "password": password}).json()["token"]
        client.headers["Authorization"] = "Bearer " + token
        yield client


@pytest.mark.parametrize("as_of", ["2026-02-15T00:00:00+07:00", "2026-05-20T10:30:00+07:00", "2026-08-01T00:00:00+07:00",
                                   "2026-10-01T00:00:00+07:00", None])
def test_the_figures_of_any_instant_are_those_of_the_file(place, lines, sent, supervisor, as_of):
    due = dict(place.ask("select description, due_at from pakn.report"))
    expected = figures(lines, due, datetime.fromisoformat(as_of) if as_of else datetime.now().astimezone())
    for group in ("agency", "area", "month"):
        answer = supervisor.get("/api/v1/stats/resolution", params=NINE_MONTHS | {"group_by": group} | ({"as_of": as_of} if as_of else {}))
        total = answer.json()["total"]
        assert {name: total[name] for name in expected} == expected, group


def check(place, lines, **changed):
    told = Counter(action["action"] for action in actions(lines))
    return place.psql("sql/seed/history_check.sql", **{"sent": len(lines), "refused": told["reject"], "handled": told["approve"]} | changed)


def test_the_check_of_the_history_says_what_does_not_fit(place, lines, sent):
    twice = sum(1 for line in lines if line.count('"approve"') > 1)
    handled = Counter(action["action"] for action in actions(lines))["approve"] - twice
    assert check(place, lines, handled=handled) == ""
    assert check(place, lines, handled=handled, sent=COUNT + 1) == f"the table has {COUNT} of the {COUNT + 1} sent\n"
    with psycopg2.connect(place.owner) as connection, connection.cursor() as cursor:
        cursor.execute("""insert into pakn.stat_rollup (tenant_id, part, dimension, grain, starts_at, key, on_time) values (24, 'received', 'category', 'month', '2026-03-01 00:00+07', 1000, 1)""")
        connection.commit()
        assert re.fullmatch(r"category 1000, received, on_time: 1 in the figures, 0 counted again\n", check(place, lines, handled=handled))
        cursor.execute("delete from pakn.stat_rollup where dimension = 'category' and key = 1000")


def test_what_was_imported_is_in_the_chain(place, sent):
    place.wait_until("not exists (select from pakn.event_unsealed)")
    assert place.ask("select pakn.event_verify(24)") == [(None,)]


def test_an_action_that_is_refused_leaves_out_what_came_after_it(place, sent, replay):
    work = [{"action": name, "at": "2026-10-20T08:00:00+07:00", "as": "staff"} for name in ("resume", "accept", "accept")]
    bodies = [DATED | {"work": work}, DATED | {"received_at": "2026-10-21T08:00:00+07:00", "work": work[1:]},
              DATED | {"work": work[1:2]}, DATED | {"work": "accept"}]
    done = replay([json.dumps(body) for body in bodies], sent, "--seed", "refusals")
    assert done.returncode == 1
    for said in ("4 sent: 3 stored, 0 replayed, 1 refused, ", "\n6 actions of staff: 1 done, 2 refused, 0 given up, 3 left out.\n",
                 "\n  refused: resume: 409 not_allowed_now: 1, line 1\n", "\n  refused: accept: 422 invalid (/at before_last_event): 1, line 2\n",
                 "\n  refused: work is no list of actions with their names: 1, line 4\n"):
        assert said in done.stdout


# Who may date what: everybody else at the shared daemon.

@pytest.mark.parametrize("role", ["operator", "dispatcher", "staff", "head"])
@pytest.mark.parametrize("fields, pointer", [(NEVER, "/at"), ({"at": NEVER["at"]}, "/at"), ({"as": "head"}, "/as")])
def test_staff_may_not_date_their_actions_or_act_as_others(sign_in, send, role, fields, pointer):
    case = send()["id"]
    answer = act(sign_in(role), case, "note", text="Ghi chú", **fields)
    [error] = problem_of(answer, 403, "forbidden")["errors"]
    assert (error["pointer"], error["code"]) == (pointer, "importer_only") and error["detail"]


@pytest.mark.parametrize("role", ["anonymous", "app", "operator", "dispatcher"])
def test_nobody_else_may_date_reports(api, api_key, sign_in, role):
    client = api if role in ("anonymous", "app") else sign_in(role)
    headers = {"Authorization": "Bearer " + api_key} if role == "app" else {}
    [error] = problem_of(client.post("/api/v1/reports", json=DATED, headers=headers), 403, "forbidden")["errors"]
    assert (error["pointer"], error["code"]) == ("/received_at", "importer_only") and error["detail"]


@pytest.mark.parametrize("at, rule", [("2025-12-31T23:59:59+07:00", "before_dates_from"), ("1970-01-01T00:00:00Z", "before_dates_from"),
                                      ("2999-01-01T00:00:00+07:00", "in_future"), ("hôm qua", "bad_format")])
def test_an_importers_dates_have_bounds(place, sent, at, rule):
    with Api(place.daemon.url) as client:
        client.headers["Authorization"] = "Bearer " + sent
        [error] = problem_of(client.post("/api/v1/reports", json=DATED | {"received_at": at}), 422, "invalid")["errors"]
        assert (error["pointer"], error["code"]) == ("/received_at", rule)
        case = str(place.ask("select report_id from pakn.report limit 1")[0][0])
        [error] = problem_of(act(client, case, "note", text="Ghi chú", at=at, **{"as": "staff"}), 422, "invalid")["errors"]
        assert (error["pointer"], error["code"]) == ("/at", rule)


def test_an_importer_says_when_and_in_which_role(place, sent):
    with Api(place.daemon.url) as client:
        client.headers["Authorization"] = "Bearer " + sent
        case = client.post("/api/v1/reports", json=DATED).json()["id"]
        for fields, pointer in (({}, "/at"), ({"at": NEVER["at"]}, "/as"), ({"as": "staff"}, "/at")):
            [error] = problem_of(act(client, case, "accept", **fields), 422, "invalid")["errors"]
            assert (error["pointer"], error["code"]) == (pointer, "required")
        [error] = problem_of(act(client, case, "accept", at=NEVER["at"], **{"as": "operator"}), 422, "invalid")["errors"]
        assert (error["pointer"], error["code"]) == ("/as", "bad_choice")
        accepted = act(client, case, "accept", version='"1"', key="k" * 36, **NEVER)
        assert accepted.status_code == 200 and accepted.json()["accepted_at"] == "2026-10-12T08:00:00+07:00"
        again = act(client, case, "accept", version='"1"', key="k" * 36, **NEVER)
        assert again.content == accepted.content


@pytest.mark.parametrize("method, path, body", [("GET", "/queue", None), ("POST", "/queue/claim", {}), ("GET", "/stats/resolution", NINE_MONTHS)])
def test_an_importer_may_nothing_else(place, sent, method, path, body):
    with Api(place.daemon.url) as client:
        client.headers["Authorization"] = "Bearer " + sent
        problem_of(client.request(method, "/api/v1" + path, **{"params" if method == "GET" else "json": body}), 403, "forbidden")


# The demo's nine months.

@pytest.fixture(scope="module")
def whole(place):
    return place.psql("sql/seed/history.sql", count=2100)


def test_the_history_is_the_same_each_time(place, lines):
    assert place.psql("sql/seed/history.sql", count=COUNT).splitlines() == lines


def test_the_history_has_the_shape_of_nine_months_of_a_province(whole):
    bodies = [json.loads(line) for line in whole.splitlines()]
    days = [datetime.fromisoformat(body["received_at"]) for body in bodies]
    months = Counter(day.month for day in days)
    assert len(bodies) == 2100 and sorted(months) == list(range(1, 10)) and days == sorted(days)
    assert months[9] > months[6] > months[3] > 100
    assert len({body["category"] for body in bodies}) == 27
    assert len({body["description"] for body in bodies}) > 0.98 * len(bodies)
    weekday = Counter(day.weekday() for day in days)
    assert min(weekday[day] for day in range(5)) > 1.5 * max(weekday[5], weekday[6])
    hours = Counter(day.hour for day in days)
    assert hours[8] > 10 * hours[3] and hours[19] > hours[13]
    names = [[action["action"] for action in body.get("work", [])] for body in bodies]
    handled, refused = (sum(name in work for work in names) for name in ("approve", "reject"))
    assert 0.91 < handled / (2100 - refused) < 0.92 and 60 < refused < 120
    for name in ("return", "assign", "send-back", "request-info"):
        assert sum(name in work for work in names) > 20, name
    instants = [[body["received_at"], *(action["at"] for action in body.get("work", []))] for body in bodies]
    assert all(times == sorted(times) and times[-1] < "2026-10-01" for times in instants)


def test_every_commune_has_its_reports_whether_by_point_or_by_code(place, whole):
    bodies = [json.loads(line) for line in whole.splitlines()]
    assert all(("location" in body) != ("area_code" in body) for body in bodies)
    points = [(body["location"]["lon"], body["location"]["lat"], body["received_at"]) for body in bodies if "location" in body]
    found = place.ask("""select a.code from unnest(%s::float8[], %s::float8[], %s::timestamptz[]) with ordinality p (lon, lat, at, place)
        left join lateral pakn.area_locate(24, p.lon, p.lat, p.at) a on true""", *map(list, zip(*points)))
    areas = Counter(code for (code,) in found) + Counter(body["area_code"] for body in bodies if "area_code" in body)
    assert len(areas) == 99 and max(areas.values()) < 80


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """demo(*arguments): deploy/demo with a state of its own."""
    state = tmp_path_factory.mktemp("demo") / "state"

    def run(*arguments):
        return subprocess.run([ROOT / "deploy/demo", "--state", state, "--port", str(free_port()), *arguments], text=True,
                              capture_output=True, timeout=300)

    yield run
    run("stop")
    subprocess.run([ROOT / "deploy/cluster", "--state", state, "remove"], check=True, capture_output=True)


@pytest.mark.skipif(not os.environ.get("TESTS_LONG"), reason="a minute on a busy machine: TESTS_LONG=1")
def test_the_demo_replays_the_history_prints_its_table_and_checks_it(demo):
    first = demo("--detach", "--history")
    assert first.returncode == 0, first.stdout + first.stderr
    assert re.search(r"^2100 sent: 2100 stored, 0 replayed, 0 refused, 0 given up; ", first.stdout, re.MULTILINE)
    total = re.search(r"^TOTAL .*$", first.stdout, re.MULTILINE)[0].split()
    assert total[2] == "2100" and 91 < float(total[10]) < 92
    assert "The total is what was sent (2100 reports)" in first.stderr
    second = demo("--detach", "--history")
    assert second.returncode == 0 and total == re.search(r"^TOTAL .*$", second.stdout, re.MULTILINE)[0].split()
    assert "sent:" not in second.stdout
