"""Tries whether figures are right, while everybody does anything.  Started by `histories`, which says how."""

import argparse
import collections
import contextlib
import datetime
import io
import random
import subprocess
import sys
import threading
import time

import psycopg2

from stand import DATABASE, FOLDER, TENANT, Cluster, Daemon, run
from walk import HOUR, TIMES, ZONE, Clock, Event, Figures, Report, Walk

GROUPS = ("agency", "agency", "successor", "level", "area", "category", "channel", "kind", "urgency", "month", "day", "agency,category", "agency,area", "agency,channel", "area,category",
          "category,channel", "agency,month", "category,day", "month,channel")
TIMED = ("agency", "successor", "level", "area", "category", "channel", "kind", "urgency")    # how long it took
PAST = 0.15         # of the questions are about an instant of before, which are recounted from the events there too
TIMINGS = 0.15      # are how long it took until reports were accepted, answered, released
WHOLE_DAYS = 0.3    # are about whole days
ASKED = 24          # questions of each snapshot
CHORES = 40         # rounds of a call
BATCH = 500         # reports of a call
STEPS = 50          # of a call
SUCCESSIONS = (("VNPT", "VIETTEL"), ("NSBG", "NSBN"), ("MTDT", "TNBN"))
CLASHES = {"40P01", "55P03"}    # what two sessions do to each other; all else but refusals is a fault
MANY = 20_000       # of so many acts, each kind must have been done


def month(at, further):
    """When the month of an instant begins in the province, or one so many months further."""
    local = datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=at + ZONE)
    number = local.year * 12 + local.month - 1 + further
    return (datetime.datetime(number // 12, number % 12 + 1, 1) - datetime.datetime(1970, 1, 1)) // datetime.timedelta(microseconds=1) - ZONE


class Campaign:
    def __init__(self, options):
        self.options, self.dice, self.over = options, random.Random(options.seed), threading.Event()
        self.faults, self.questions, self.compared, self.made = [], 0, 0, 0
        self.cluster = Cluster()

    def start(self):
        self.cluster.call("start")
        self.cluster.call("psql", "-d", "postgres", "-qc", "set client_min_messages = warning", "-c", f"drop database if exists {DATABASE} with (force)")
        self.cluster.call("createdb", DATABASE)
        self.owner = self.cluster.conninfo("pakn_owner")
        self.daemon = Daemon(self.cluster)
        self.daemon.command("migrate")
        run(["psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-f", "sql/seed/bac_ninh.sql", self.owner])
        run(["psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-f", FOLDER / "histories.sql", self.owner])

    def close(self):
        if not self.options.keep:
            self.cluster.call("psql", "-d", "postgres", "-qc", f"drop database if exists {DATABASE} with (force)")
            self.cluster.call("stop")

    @contextlib.contextmanager
    def session(self, autocommit=True):
        connection = psycopg2.connect(self.owner, options="-c search_path=test,public -c synchronous_commit=off")
        connection.autocommit = autocommit
        try:
            yield connection.cursor()
        finally:
            connection.close()

    def say(self, words):
        print(f"{time.strftime('%H:%M:%S')} {words}", flush=True)

    # What is done

    def make(self):
        """Stores the reports of before: those of an old system, and those that people sent."""
        places, started = iter(range(0, self.options.reports, BATCH)), time.monotonic()
        lock = threading.Lock()

        def maker():
            with self.session() as cursor:
                while True:
                    with lock:
                        place = next(places, None)
                    if place is None:
                        return
                    if place // BATCH % 5 < 2:
                        cursor.execute("select brought(%s, %s, %s)", [place, BATCH, self.options.seconds // 60 + 10])
                    else:
                        cursor.execute("select sent(%s, 60)", [BATCH])
                    with lock:
                        self.made += BATCH
                        if self.made % (20 * BATCH) == 0:
                            self.say(f"{self.made:,} reports, {self.made / (time.monotonic() - started):.0f} a second")
        self.together([maker] * self.options.writers)
        with self.session() as cursor:
            cursor.execute("analyze")

    def together(self, workers):
        threads = [threading.Thread(target=self.careful, args=[worker]) for worker in workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def careful(self, worker):
        """Has a worker's failure end the campaign."""
        try:
            worker()
        except Exception as failure:  # whatever it is, it is a fault
            self.faults.append(f"{worker.__name__}: {failure}")
            self.over.set()

    def write(self):
        with self.session() as cursor:
            while not self.over.is_set():
                cursor.execute(f"call work({STEPS})")

    def chores(self):
        with self.session() as cursor:
            while not self.over.is_set():
                cursor.execute(f"call chores({CHORES})")
                cursor.execute("select urged()")

    def succeed(self):
        """Agencies end, one after the other."""
        with self.session() as cursor:
            for agency, heir in SUCCESSIONS:
                if self.over.wait(self.options.seconds / (len(SUCCESSIONS) + 1)):
                    return
                cursor.execute("select pakn.agency_succeed(24, %s, %s, current_date, null, null)", [agency, heir])
                self.say(f"{agency} is succeeded by {heir}")

    def rebuild(self, *options):
        """Counts all anew by the command; what it finds that differs is a fault."""
        started = time.monotonic()
        done = subprocess.run(self.daemon._command("stats", "rebuild", "--tenant", TENANT, *options), env=self.daemon._environment(PAKN_DATABASE=self.owner), text=True,
                              capture_output=True)
        self.say(f"pakn stats rebuild {' '.join(options)}: {done.stdout.strip().splitlines()[-1] if done.stdout else done.stderr.strip()}, {time.monotonic() - started:.0f} s")
        if done.returncode or "Nothing differed" not in done.stdout:
            self.faults.append(f"pakn stats rebuild {' '.join(options)}: {done.stdout}{done.stderr}")

    # What is asked

    def rows(self, cursor, columns, where):
        """Lines of a statement's answer, by COPY."""
        out = io.StringIO()
        cursor.copy_expert(f"copy (select {columns} {where}) to stdout", out)
        return (line.split("\t") for line in out.getvalue().splitlines())

    def walked(self, cursor):
        """All that has happened by this snapshot, and the codes of what it is told by."""
        cursor.execute("select (extract(epoch from now()) * 1000000)::bigint")
        [now] = cursor.fetchone()
        cursor.execute("select agency_id, needs_approval from pakn.agency where tenant_id = 24")
        needs_approval = dict(cursor.fetchall())
        names = {}
        for group, statement in (
                ("agency", "select agency_id, code from pakn.agency where tenant_id = 24"), ("level", "select agency_id, level from pakn.agency where tenant_id = 24"),
                ("successor", "select a.agency_id, h.code from pakn.agency a join pakn.agency h on h.tenant_id = 24 and h.agency_id = coalesce(a.heir_id, a.agency_id) where a.tenant_id = 24"),
                ("area", "select area_id, code from pakn.area where tenant_id = 24"), ("category", "select category_id, code from pakn.category where tenant_id = 24"),
                ("channel", "select channel_id, code from pakn.channel")):
            cursor.execute(statement)
            names[group] = dict(cursor.fetchall())
        reports = {id: Report(id, code, int(received), int(channel), kind, entered == "t", None if released == "\\N" else int(released)) for id, code, received, channel, kind, entered, released in self.rows(
            cursor, "report_id, code, (extract(epoch from received_at) * 1000000)::bigint, channel_id, kind, created_by is not null, (extract(epoch from l.at) * 1000000)::bigint",
            "from pakn.report r left join released l using (code) where tenant_id = 24")}
        events = collections.defaultdict(list)
        for id, at, kind, had, agency, category, area, due, status, outcome, text, old, urgency in self.rows(
                cursor, """e.report_id, (extract(epoch from e.at) * 1000000)::bigint, e.type, coalesce(e.from_agency_id, 0), e.agency_id, e.category_id, e.area_id,
                (extract(epoch from e.due_at) * 1000000)::bigint, e.to_status, case when e.type = 'answered' and e.version is not null then outcome_of(e.event_id) end, c.text, e.version is null,
                coalesce((select u.urgency from jsonb_to_recordset(r.urgencies) u (at timestamptz, event uuid, urgency text) where u.at > e.at or u.at = e.at and u.event > e.event_id
                    order by u.at, u.event limit 1), r.urgency)""",
                """from pakn.report_event e join pakn.report r on r.tenant_id = 24 and r.report_id = e.report_id left join pakn.event_content c on e.type in ('rated', 'rating_changed', 'marked_duplicate')
                and c.tenant_id = 24 and c.event_id = e.event_id where e.tenant_id = 24 order by e.report_id, e.at, e.event_id"""):
            events[id].append(Event(int(at), kind, int(had), int(agency), int(category), int(area), int(due), status, None if outcome == "\\N" else outcome, text, old == "t", urgency))
        clock = Clock([(int(first), int(until)) for first, until in self.rows(cursor, "(extract(epoch from starts_at) * 1000000)::bigint, (extract(epoch from ends_at) * 1000000)::bigint",
                       "from pakn.working_block b join pakn.tenant t on t.tenant_id = 24 and b.calendar_id = t.office_calendar_id where b.tenant_id = 24 order by starts_at")])
        return Figures(Walk(reports, events, needs_approval, clock, now), names), now

    def question(self, now):
        """A period, basis, group and instant by chance."""
        group = self.dice.choice(GROUPS)
        until = now - now % HOUR + HOUR * self.dice.choice([1, 1, 1, 2, -self.dice.randrange(70 * 24)])
        if self.dice.random() < WHOLE_DAYS:
            until -= (until + ZONE) % (24 * HOUR)
            first = until - 24 * HOUR * self.dice.randrange(1, 4 if "day" in group else 100)
            return self.dice.choice(("received", "handled")), group, first, until, None
        if self.dice.random() < TIMINGS:
            return "timings", self.dice.choice(TIMED), until - self.dice.randrange(1, 100 * 24) * HOUR, until, None
        hours = self.dice.randrange(1, 72) if "day" in group else self.dice.choice([self.dice.randrange(1, 48), self.dice.randrange(1, 100 * 24)])
        if "," in group and self.dice.random() < 0.7:    # kept by months; all else is recounted
            first, until = month(now, -self.dice.randrange(2)), month(now, 1)
            return self.dice.choice(("received", "handled")), group, first, until, None
        as_of = now - self.dice.randrange(60 * 24 * HOUR) if self.dice.random() < PAST and "," not in group else None
        return self.dice.choice(("received", "handled")), group, until - hours * HOUR, until, as_of

    def ask(self):
        """One snapshot: asks, counts, compares."""
        started, before = time.monotonic(), self.compared
        with self.session(autocommit=False) as cursor:
            cursor.connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
            figures, now = self.walked(cursor)
            loaded = time.monotonic()
            for _ in range(ASKED):
                question = self.question(now)
                basis, group, first, until, as_of = question
                cursor.execute("select question(to_timestamp(%s / 1000000.0), to_timestamp(%s / 1000000.0), to_timestamp(%s / 1000000.0), %s, %s)", [first, until, as_of, basis, group])
                [answer] = cursor.fetchone()
                if basis == "timings":
                    self.compare(question, answer, figures.timings(group, first, until))
                else:
                    self.compare(question, answer, figures.answer(basis, group.split(","), first, until, as_of))
                    self.add_up(question, answer)
                self.questions += 1
        self.say(f"{self.questions} questions, {self.compared:,} figures, {len(self.faults)} faults; {len(figures.walk.reports):,} reports, "
                 f"{sum(map(len, figures.walk.events.values())):,} events (told in {loaded - started:.0f} s, asked in {time.monotonic() - loaded:.0f} s, {self.compared - before:,} figures)")

    def fault(self, question, words):
        basis, group, first, until, as_of = question
        moment = lambda at: at and time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at / 1e6)) + f" ({at})"
        self.faults.append(f"{basis} by {group}, {moment(first)} to {moment(until)}, as of {moment(as_of)}: {words}")
        if len(self.faults) <= 20:
            self.say(self.faults[-1])

    def compare(self, question, answer, counted):
        timed = bool(TIMES & set(question[1].split(",")))
        for row in answer.keys() | counted.keys():
            for figure, expected in counted.get(row, {}).items():
                # Of a part of the time in which nothing happened there is no row.
                if row not in answer and timed and (figure.startswith(("carried", "left")) or figure == "rate_handled" or figure == "rate_on_time"):
                    continue
                read = answer.get(row, {}).get(figure)
                self.compared += 1
                if row not in answer and not (any(expected.values()) if isinstance(expected, dict) else expected):
                    continue
                if read != expected:
                    self.fault(question, f"{figure} of {row} is {read}, counted {expected}")
            if row not in counted and any(value for figure, value in answer[row].items() if figure not in ("outcomes", "median_hours", "p90_hours")):
                self.fault(question, f"nobody is in the row {row}: {answer[row]}")

    def add_up(self, question, answer):
        """What holds in every row."""
        for row, f in answer.items():
            if question[0] == "received":
                right = f["received"] == f["refused"] + f["accepted"] and f["accepted"] == f["handled"] + f["in_progress"]
            else:
                right = f["carried_over"] + f["accepted"] == f["handled"] + f["left"] and f["accepted"] == f["received"] - f["refused"] + f["moved"]
            if not right or f["handled"] != f["on_time"] + f["late"]:
                self.fault(question, f"the row {row} does not add up: {f}")

    # All of it

    def run(self):
        self.start()
        self.make()
        self.ask()
        workers = [threading.Thread(target=self.careful, args=[worker]) for worker in [self.write] * self.options.writers + [self.chores, self.succeed]]
        for worker in workers:
            worker.start()
        end, checked = time.monotonic() + self.options.seconds, time.monotonic()
        try:
            while time.monotonic() < end and not self.over.is_set():
                self.ask()
                if time.monotonic() > checked + self.options.seconds / 4:
                    self.rebuild("--check")
                    checked = time.monotonic()
            self.rebuild()
            self.ask()
        finally:
            self.over.set()
            for worker in workers:
                worker.join()
        self.rest()

    def rest(self):
        """Nobody writes any more."""
        self.ask()
        with self.session() as cursor:
            cursor.execute("select pakn.stat_overdue(1000000), pakn.stat_fold(1000000)")
            cursor.execute("select pakn.stat_sample()")
            [sample] = cursor.fetchone()
            if sample:
                self.faults.append(f"stat_sample: {sample}")
            self.rebuild("--check")
            self.ask()
            cursor.execute("""select action, count(*) filter (where state = '00000'), count(*), string_agg(distinct state, ' ') filter (where state <> '00000') from done group by 1 order by 1""")
            self.done = cursor.fetchall()
            cursor.execute("select state, count(*), min(said) from done where state <> '00000' and state not like 'PK%%' group by 1")
            for state, count, said in cursor.fetchall():
                (self.say if state in CLASHES else self.faults.append)(f"{state}, {count} times: {said}")
            cursor.execute("select type, count(*) from pakn.report_event where tenant_id = 24 group by 1 order by 1")
            self.kinds = cursor.fetchall()
            cursor.execute("select string_agg(distinct w.action, ', ') from way w where not exists (select from done d where d.action = w.action and d.state = '00000')")
            [undone] = cursor.fetchone()
            if undone:
                (self.faults.append if sum(tried for _, _, tried, _ in self.done) > MANY else self.say)(f"nobody has done: {undone}")

    def report(self):
        print("\n| action | done | tried | refused with |\n|---|---|---|---|")
        for action, done, tried, states in self.done:
            print(f"| {action} | {done:,} | {tried:,} | {states or ''} |")
        print("\nEvents: " + ", ".join(f"{kind} {count:,}" for kind, count in self.kinds))
        print(f"{self.questions} questions, {self.compared:,} figures compared, {len(self.faults)} faults (seed {self.options.seed})")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--seconds", type=int, default=1200)
    parser.add_argument("--writers", type=int, default=3)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("--keep", action="store_true")
    campaign = Campaign(parser.parse_args())
    try:
        campaign.run()
        campaign.report()
    finally:
        for fault in campaign.faults[:40]:
            print(f"fault: {fault}"[:1500], flush=True)
        campaign.close()
    sys.exit(bool(campaign.faults))


if __name__ == "__main__":
    main()
