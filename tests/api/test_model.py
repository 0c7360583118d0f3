"""Model-based: everybody does anything to some reports at once, live and as an importer tells it, while the chores run; then
each report is told again by a slow reference (reference.py).

One lead; only what the lifecycle has; no step lost and none done twice; figures, work and offers as they must be; the
ledger's minutes all that has passed, without pauses; the history whole.  TESTS_LONG=1: thousands of reports.
"""

import collections
import contextlib
import datetime
import os
import random
import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import pytest

from reference import ASIDES, DESK, EVENTS_BY_ITSELF, LIFECYCLE, Reference, minutes_held
from support import TENANT, Api
from work import act, counted

HERE = "UB09190"
AGENCIES = (HERE, "SXD", "SYT", "SNNMT")
LONG = bool(os.environ.get("TESTS_LONG"))
REPORTS, STEPS = (2000, 300) if LONG else (24, 24)
DAYS = 20  # so long ago the first were received
STEPS_OF_STAFF = [action for action, (_, _, roles) in LIFECYCLE.items() if not {"sender", "system"} & set(roles.split()) and action != "offer"]
UNDATED = ("classify", "publish", "unpublish", "hand-to", "put-back")
STATUSES = {status for _, froms, _ in LIFECYCLE.values() for status in froms or ()}
WEIGHTS = {"note": 0.2, "message": 0.1, "reject": 0.1, "classify": 0.3, "publish": 0.3, "unpublish": 0.3, "contribute": 0.5, "hand-to": 0.5, "put-back": 0.5, "grant": 3, "accept": 2,
           "accept-transfer": 2, "pause": 2}
REFUSALS = {403, 404, 409, 412, 422, 428}
WHY = "Thuộc thẩm quyền của đơn vị khác"


def now():
    return datetime.datetime.now(datetime.timezone.utc)


class Clerk:
    """Somebody who does something to some case again and again, on the version that was read."""

    def __init__(self, client, role, agency, cases, seed):
        self.client, self.role, self.agency, self.cases, self.known = client, role, agency, cases, set(cases)
        self.dice, self.did, self.statuses, self.read = random.Random(seed), [], collections.Counter(), {}

    def work(self, steps):
        for _ in range(steps):
            self.step(self.case())

    def case(self):
        """Some case: mostly one that is in the queue, often one of the few that everybody looks at."""
        if self.dice.random() < 0.3:
            return self.dice.choice(self.cases[:4])
        items = self.client.get("/api/v1/queue", params={"limit": 200}).json()["items"] if self.dice.random() < 0.8 else []
        return self.dice.choice([item["id"] for item in items if item["id"] in self.known] or self.cases)

    def choose(self, actions):
        return self.dice.choices(actions, [WEIGHTS.get(action, 1) for action in actions])[0]

    def step(self, case):
        shown = self.client.get(f"/api/v1/cases/{case}")
        seen = shown.json() if shown.status_code == 200 else {}
        allowed = [action for action in seen.get("allowed", []) if action in STEPS_OF_STAFF]
        action = self.choose(allowed) if allowed and self.dice.random() < 0.9 else self.choose(STEPS_OF_STAFF)
        version = shown.headers.get("ETag") or '"1"'
        # Now and then somebody goes by what they read before.
        known, self.read[case] = self.read.get(case, version), version
        self.send(case, known if self.dice.random() < 0.2 else version, action, self.body(action), self.role, self.agency)

    def body(self, action):
        needs = {"agency": self.dice.choice([*AGENCIES, DESK]), "reason": WHY, "text": "Nội dung trả lời", "area_code": self.dice.choice(["09190", "09187"]), "category": self.dice.choice(["DIEN", "NUOC", "CX"]),
                 "until": (now() + datetime.timedelta(seconds=self.dice.choice([1, 86400]))).isoformat(),
                 "due_on": str((now() + datetime.timedelta(days=30)).date())}
        return {name: needs[name] for name in FIELDS.get(action, ())}

    def send(self, case, version, action, body, role, agency, past=False):
        """Sends it, sometimes twice; remembers what succeeded, by the version that it made."""
        key = secrets.token_hex(16)
        answer = act(self.client, case, action, version=version, key=key, **body)
        self.statuses[answer.status_code] += 1
        assert answer.status_code in REFUSALS | {200}, f"{action}: {answer.status_code} {answer.text}"
        if self.dice.random() < 0.2:  # a retry finds what the first one did
            again = act(self.client, case, action, version=version, key=key, **body)
            assert answer.status_code != 200 or (again.status_code, again.text) == (200, answer.text)
            answer = again
        if answer.status_code == 200:
            made = answer.json()["version"]
            # Of a place that decides, two came: the second by the rules.
            made -= action == "classify" and made > int(version.strip('"')) + 1
            self.did.append((case, made, action, role, agency, body.get("agency"), past))


class Importer(Clerk):
    """Tells what was done before now, in the role of whoever did it."""

    def case(self):
        return self.dice.choice(self.cases)

    def step(self, case):
        shown = self.client.get(f"/api/v1/cases/{case}")
        seen, role = shown.json(), self.dice.choice(["staff", "head", "dispatcher"])
        last = datetime.datetime.fromisoformat(seen["history"][-1]["at"])
        at = last + datetime.timedelta(days=self.dice.random() ** 3 * 6) * (self.dice.random() < 0.9)
        actions = [action for action in STEPS_OF_STAFF if action not in UNDATED and role in LIFECYCLE[action][2].split()
                   and seen["status"] in (LIFECYCLE[action][1] or STATUSES)]
        if at >= now() or not actions:
            return
        action = self.choose(actions)
        body = self.body(action) | {"at": at.isoformat(), "as": role}
        if action == "pause":
            body["until"] = (at + datetime.timedelta(days=self.dice.random() * 4, seconds=1)).isoformat()
        self.send(case, shown.headers["ETag"], action, body, role, DESK if role == "dispatcher" else None, True)


FIELDS = {"return": ["reason"], "assign": ["agency"], "transfer": ["agency", "reason"], "decline-transfer": ["reason"], "coordinate": ["agency"],
          "end-coordination": ["agency"], "contribute": ["text"], "request-info": ["text"], "pause": ["reason", "until"], "extend": ["reason", "due_on"],
          "refuse": ["reason"], "answer": ["text"], "send-back": ["reason"], "reject": ["reason"], "classify": ["area_code", "category"], "unpublish": ["reason"],
          "note": ["text"], "message": ["text"]}


class Sender:
    """Citizens who answer what they are asked, and what they are not."""

    def __init__(self, url, reports, seed):
        self.client, self.reports, self.dice, self.did = Api(url), reports, random.Random(seed), collections.Counter()

    def work(self, steps):
        for _ in range(steps):
            report = self.dice.choice(self.reports)
            answer = self.client.post(f"/api/v1/reports/{report['code']}/supplement", json={"text": "Thêm chi tiết"},
                                      headers={"Authorization": "Bearer " + report["secret"]})
            assert answer.status_code in (200, 409), answer.text
            self.did[report["id"]] += answer.status_code == 200


@pytest.fixture(scope="module")
def importer(daemon, seeded):
    key = seeded.command("token", "add", "--tenant", TENANT, "--name", "mô hình", "--role", "importer", "--scopes",
                         "reports:write,cases:read,cases:write", "--dates-from", "2026-01-01").split()[-1]
    with Api(daemon.url) as client:
        client.headers["Authorization"] = "Bearer " + key
        yield client


@pytest.fixture
def reports(importer):
    """Reports of the last days, of which some lie at the desk."""
    def send(number):
        at = now() - datetime.timedelta(hours=1, days=random.random() * DAYS)
        body = {"description": f"Mặt đường sụt lún {number}", "area_code": HERE[2:], "received_at": at.isoformat(), "publish": True}
        answer = importer.post("/api/v1/reports", json=body | ({"category": "TTXD"} if number % 4 else {}))
        assert answer.status_code == 201, answer.text
        return answer.json()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(send, range(REPORTS)))


@pytest.fixture
def people(member, sign_in, add_account, client_of):
    """Everybody who may meet at a case, and a supervisor, who may only look on: (client, role, agency)."""
    people = [(member(role, agency), role, agency) for agency in AGENCIES for role in ("staff", "head")]
    people += [(client_of(*add_account("dispatcher", DESK)), "dispatcher", DESK) for _ in range(2)]
    return people + [(sign_in("operator"), "operator", DESK), (sign_in("supervisor"), "supervisor", "VPUB")]


def time_passes(conninfo, cases, seed, over):
    """What is not accepted for long goes back, waits end, by this and by the daemon's own chores."""
    dice = random.Random(seed)
    with contextlib.closing(psycopg2.connect(conninfo)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        while not over.wait(0.3):
            cursor.execute("update pakn.work_item set given_at = now() - interval '30 days' where report_id = any (%s::uuid[])",
                           [dice.sample(cases, 1 + len(cases) // 100)])
            cursor.execute("select pakn.unaccepted_chore(5)")
            cursor.execute("select pakn.wait_end(20)")


def settle(conninfo):
    """Has the chores do all that is due, so that nothing changes any more."""
    time.sleep(1)  # what waits until now does so no longer
    with contextlib.closing(psycopg2.connect(conninfo)) as connection:
        connection.autocommit = True
        cursor, done = connection.cursor(), 1
        while done:
            cursor.execute("select pakn.unaccepted_chore(100) + pakn.wait_end(100)")
            done = cursor.fetchone()[0]


def all_at_once(daemon, reports, people, importer, seed):
    """Has everybody work at the same time, after importers have told of the days before; returns the clerks and the sender."""
    cases = [report["id"] for report in reports]
    clerks = [Clerk(client, role, agency, cases, seed + n) for n, (client, role, agency) in enumerate(people)]
    importers = [Importer(importer, None, None, cases, seed - 1 - n) for n in range(4)]
    sender, over = Sender(daemon.url, reports, seed), threading.Event()
    with ThreadPoolExecutor(len(clerks) + len(importers) + 2) as pool:
        list(pool.map(lambda teller: teller.work(2 * STEPS), importers))
        passing = pool.submit(time_passes, daemon.cluster.conninfo("pakn_owner"), cases, seed, over)
        clerks += importers
        runs = [pool.submit(worker.work, STEPS) for worker in (*clerks, sender)]
        try:
            for run in runs:
                run.result()
        finally:
            over.set()
        passing.result()
    settle(daemon.cluster.conninfo("pakn_owner"))
    return clerks, sender


class World:
    """What the database has of the cases, and what it is compared with."""

    def __init__(self, ask, cases, clerks, sender):
        self.ask, self.sender = ask, sender
        self.names = dict(ask("select agency_id, code from pakn.agency where tenant_id = 24"))
        self.needs_approval = dict(ask("select code, needs_approval from pakn.agency where tenant_id = 24"))
        self.did = collections.defaultdict(dict)
        for clerk in clerks:
            for case, version, *step in clerk.did:
                assert version not in self.did[case], f"{case}: version {version} was given to two"
                self.did[case][version] = step
        self.rows = collections.defaultdict(list)
        for case, *row in ask("""select report_id::text, type, from_agency_id, agency_id, at, actor_kind, due_at from pakn.report_event
                where report_id = any (%s::uuid[]) and type <> all (%s) order by at, event_id""", cases, ASIDES):
            self.rows[case].append(row)
        first = min(row[3] for rows in self.rows.values() for row in rows)
        self.minutes = [minute for minute, in ask("""
            select m from pakn.working_block b, generate_series(b.starts_at + interval '1 minute', b.ends_at, interval '1 minute') m
            where b.tenant_id = 24 and b.calendar_id = 1 and b.ends_at > %s and b.starts_at < now() + interval '2 days' order by m""", first)]

    def told_again(self, case):
        """Tells a case again by its steps; returns the reference, who held the clock from when on, and who led when the deadline passed."""
        rows, steps, supplements = self.rows[case], self.did[case], 0
        reference = Reference(self.names[rows[0][2]], self.needs_approval)
        spans, led = [(rows[0][3], reference.holder(), rows[0][5])], [reference.lead]
        for version, (kind, _, agency, at, actor, due) in enumerate(rows[1:], 2):
            if actor == "citizen":
                supplements += 1
                reference.do("supplement", "sender", None)
            elif actor == "system":
                reference.do(EVENTS_BY_ITSELF[kind], "system", None, self.names[agency])
            else:
                assert version in steps, f"version {version}, {kind}, was told to nobody"
                action, role, actor, target, past = steps.pop(version)
                reference.do(action, role, actor, target, past)
            spans.append((at, reference.holder(), due))
            led.append(reference.lead)
        assert not steps, f"steps got lost: {steps}"
        assert supplements == self.sender.did[case]
        ends = [at for at, _, _ in spans[1:]] + [now()]
        return reference, spans, next((lead for lead, (_, _, due), end in zip(led, spans, ends) if due <= end), None)

    def compare(self, case, reference):
        """Compares what a report is with what it must be."""
        [[version, lead, status, offered, handovers, released, closed]] = self.ask("""select version, agency_id, status, offered_to, handovers,
            released_at is not null, closed_at is not null from pakn.report where report_id = %s""", case)
        rows, names = self.rows[case], self.names
        assert len(rows) == version
        assert [(kind, names.get(a), names[b]) for kind, a, b, *_ in rows] == reference.events
        assert (names[lead], status, names.get(offered), handovers) == (reference.lead, reference.status, reference.offered, reference.hand_overs())
        assert (released, closed) == (reference.released, reference.is_closed())
        work = self.ask("select agency_id, part from pakn.work_item where report_id = %s", case)
        assert {names[agency]: part for agency, part in work} == reference.work() and len(work) == len(reference.work())
        beside = self.ask("select agency_id, done_at is not null from pakn.report_agency where report_id = %s", case)
        assert {names[agency]: given for agency, given in beside} == reference.beside

    def row(self, case, reference, late):
        """In whose row the figures have a report: of what is late, theirs who led when its deadline passed, if it has."""
        [[is_late]] = self.ask("select c.late + c.overdue = 1 from pakn.report r join pakn.stat_class c using (stat_class) where r.report_id = %s", case)
        return late if is_late and late else reference.lead

    def compare_ledger(self, client, case, spans):
        """Compares the ledger that a supervisor reads with a count minute by minute."""
        [[stopped]] = self.ask("""select coalesce(array_agg(array[lower(s), upper(s)] order by s), '{}') from pakn.report r, unnest(r.stopped) s
            where r.report_id = %s""", case)
        while True:
            before = now()
            shown = client.get(f"/api/v1/cases/{case}/ledger").json()
            if not any(before < minute <= now() for minute in self.minutes[-2000:]):
                break
        held, late, stood = minutes_held(self.minutes, spans[0][0], before, spans, stopped)
        assert (shown["minutes"], shown["minutes_late"], shown["minutes_stopped"]) == (held.total(), late.total(), stood)
        listed = {agency["code"]: (agency["minutes"], agency["minutes_late"]) for agency in shown["agencies"] if agency["minutes"]}
        assert listed == {agency: (minutes, late[agency]) for agency, minutes in held.items() if minutes}
        return held.total(), stood


def test_whatever_everybody_does_at_once_each_report_is_what_it_must_be(daemon, reports, people, importer, ask, sign_in, db):
    seed, supervisor = random.randrange(2**32), sign_in("supervisor")
    settle(daemon.cluster.conninfo("pakn_owner"))  # what other tests left does not move meanwhile
    before = {agency: counted(supervisor, agency) for agency in (*AGENCIES, DESK)}
    first = collections.Counter(report["agency"]["code"] for report in reports)
    started = time.monotonic()
    clerks, sender = all_at_once(daemon, reports, people, importer, seed)
    worked = time.monotonic() - started

    cases = [report["id"] for report in reports]
    world = World(ask, cases, clerks, sender)
    rows, marks, held, stood = collections.Counter(), collections.Counter(), 0, 0
    for case in cases:
        try:
            reference, spans, late = world.told_again(case)
            world.compare(case, reference)
            minutes = world.compare_ledger(supervisor, case, spans)
        except (AssertionError, KeyError) as wrong:
            raise AssertionError(f"seed {seed}, case {case}: {wrong}") from wrong
        rows[world.row(case, reference, late)] += 1
        marks += reference.counts
        held, stood = held + minutes[0], stood + minutes[1]
    for agency, figures in before.items():
        after = counted(supervisor, agency)
        assert after["received"] - figures["received"] == rows[agency] - first[agency], agency
        for kind in ("returned", "transferred", "unaccepted"):
            assert after[kind] - figures[kind] == marks[kind, agency], (agency, kind)

    statuses = sum((clerk.statuses for clerk in clerks), collections.Counter())
    kinds = collections.Counter(row[0] for rows in world.rows.values() for row in rows)
    print(f"{len(cases)} reports, {statuses.total()} tries in {worked:.0f} s: {dict(statuses)}; {sum(kinds.values())} events: {dict(kinds)};"
          f" {held} working minutes held, {stood} stood still; first with {dict(first)}", flush=True)
    assert not clerks[len(people) - 1].did, "a supervisor has done something"
    assert statuses[412] > 0, "nobody was in another's way"
    assert held > 100 * len(cases) and sum(kinds.values()) > len(cases) + 4 * STEPS, "hardly anything was done"
    while ask("select exists (select from pakn.event_unsealed)") == [(True,)]:
        time.sleep(0.1)
    assert ask("select pakn.event_verify(24)") == [(None,)]
