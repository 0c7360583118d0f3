"""Histories of reports, told again by what happened alone: the types, times, deadlines and agencies of their events.

Of each report a line of time: how it stood from when on, and in whose row. Figures of any period, basis and instant are counted
from those, one by one. Nothing here looks at a class, a rollup or a column that says how a report counts."""

import bisect
import collections
import datetime
import math
import re
from typing import NamedTuple

INFINITY = 1 << 62
MINUTE = 60_000_000
HOUR = 60 * MINUTE
ZONE = 7 * HOUR    # of the province, all the year
ENDS = {"rejected", "withdrawn", "duplicate", "no_reply", "transferred_out"}
LATE = {"H2", "P2"}
OUTCOMES = ("fixed", "planned", "not_ours", "not_founded", "information_given")
BESIDE = {"rated": "rated", "reopened": "reopened", "withdrawn": "withdrawn", "paused": "paused", "info_requested": "paused", "extended": "extended", "urged": "urged",
          "escalated": "escalated"}
LEFT = ("returned", "transferred", "unaccepted")    # by the agency that had it
TIMES = {"hour", "day", "month", "year"}
MEASURES = ("accept", "answer", "release")


class Event(NamedTuple):
    at: int
    type: str
    had: int        # the agency that led before
    agency: int
    category: int
    area: int
    due: int
    to_status: str
    outcome: str    # of an answer
    text: str       # of a rating, or of what it was merged into
    is_old: bool    # told by an old system
    urgency: str    # of the report, afterwards

    @property
    def place(self):
        return self.area, self.category, self.urgency


class Stand(NamedTuple):
    """How a report stands: its state, what came of it, whether its sender is unsatisfied, the row in which it counts, when its answer was released."""
    state: str
    outcome: str
    unsatisfied: bool
    row: int
    lead: int
    released: int


class Report(NamedTuple):
    id: str
    code: str
    received: int
    channel: int
    kind: str
    entered: bool
    released: int    # the answer of an old system, if that released one


class Merger(NamedTuple):
    """What a report was merged into, and what it brought along."""
    kept: "Line"
    at: int
    refused: bool
    own_late: bool
    late: bool
    led: int
    unsatisfied: bool


class Line:
    """A report's line of time."""

    def __init__(self):
        self.times, self.stands, self.places = [], [], []    # places: area, category and urgency
        self.mergers = []

    def put(self, at, stand, place):
        self.times.append(at)
        self.stands.append(stand)
        self.places.append(place)

    def index(self, at, including):
        return (bisect.bisect_right if including else bisect.bisect_left)(self.times, at) - 1


class Clock:
    """Working time, by the blocks (first, until) of a calendar."""

    def __init__(self, blocks):
        self.first = [first for first, _ in blocks]
        self.length = [until - first for first, until in blocks]
        self.before = [0]
        for length in self.length:
            self.before.append(self.before[-1] + length)

    def over(self, at):
        """How much of it is over at an instant."""
        number = bisect.bisect_right(self.first, at) - 1
        return 0 if number < 0 else self.before[number] + min(at - self.first[number], self.length[number])

    def bucket(self, since, until):
        """The class of a duration: 1 is under a minute; each begins 10% further than the one before, from a minute on."""
        minutes = max(0, self.over(until) - self.over(since)) // MINUTE
        return 1 if minutes < 1 else 2 + math.floor(math.log(minutes) / math.log(1.1))


class Walk:
    def __init__(self, reports, events, needs_approval, clock, now):
        self.reports, self.events, self.needs_approval, self.clock, self.now = reports, events, needs_approval, clock, now
        self.by_code = {report.code: report.id for report in reports.values()}
        self.noted = {report: [event for event in told if event.type in BESIDE or event.type in LEFT] for report, told in events.items()}
        self.firsts = {report: self.first(told) for report, told in events.items()}
        self.lines = {}

    def first(self, told):
        """The events by which a report was first accepted, and first answered."""
        answered = next((event for event in told if event.type == "answered"), None)
        accepted = next((event for event in told if event.type == "accepted" or event.type == "transferred" and event.to_status == "in_progress" or event is answered), None)
        return [(measure, event) for measure, event in (("accept", accepted), ("answer", answered)) if event]

    def line(self, report):
        if report not in self.lines:
            self.lines[report] = Line()
            Teller(self, report, self.lines[report]).tell()
        return self.lines[report]


class Teller:
    """Walks through the events of one report."""

    def __init__(self, walk, report, line):
        self.walk, self.line, self.report, self.events = walk, line, walk.reports[report], walk.events[report]
        self.accepted = self.round_late = self.reopened = self.passed = False
        self.released = self.ended = self.end = self.led = self.lead = self.due = self.score = self.outcome = self.kept = None
        self.place = None

    def is_open(self):
        return self.ended is None and self.released is None

    def unsatisfied(self):
        return self.reopened or self.score in (1, 2)

    def stand(self, at):
        if self.ended is not None:
            state = "H2" if self.accepted or self.ended >= self.due else "R:" + self.end
        elif self.released is not None:
            state = "H1" if self.released <= self.due and not self.round_late else "H2"
        else:
            state = "P2" if self.due <= at else "P1"
        row = self.led if state in LATE and self.led is not None else self.lead
        released = self.released if self.ended is None else None
        return Stand(state, self.outcome if released is not None else None, self.unsatisfied(), row, self.lead, released)

    def put(self, at):
        self.line.put(at, self.stand(at), self.place)

    def passes(self, until):
        """The deadline passes before the next event: whoever leads then answers for it."""
        if self.lead is not None and self.is_open() and not self.passed and self.due <= until:
            self.passed, self.led = True, self.lead
            self.put(max(self.due, self.line.times[-1]))

    def tell(self):
        merged = None
        for number, event in enumerate(self.events):
            if merged is not None:
                if event.type != "separated":
                    continue
                self.follow(merged, event.at)
                merged = None
                self.part(event)
                continue
            self.passes(event.at)
            if event.type == "marked_duplicate":
                merged = self.merge(event)
                continue
            self.step(event)
        if merged is not None:
            self.follow(merged, INFINITY)
        else:
            self.passes(self.walk.now)

    def is_released(self, event):
        """Whether an answer is released as it is given."""
        if event.is_old and self.report.released is not None:
            return self.report.released <= event.at
        return not self.walk.needs_approval[event.agency]

    def step(self, event):
        had = self.lead
        kind = event.type
        if kind == "accepted" or kind == "transferred" and event.to_status == "in_progress":
            self.accepted = True
        elif kind == "answered":
            self.accepted, self.outcome = True, event.outcome
            self.released = event.at if self.is_released(event) else None
        elif kind == "approved":
            self.released = self.released or event.at
        elif kind == "fulfilled":
            self.outcome = "fixed"
        elif kind in ("sent_back", "reopened"):
            late = self.released is not None and self.released > self.due
            # What is sent back after its deadline was not answered by it.
            if kind == "sent_back" and not self.passed and self.due <= event.at:
                self.passed, self.led = True, self.lead
            self.round_late = self.round_late or late
            self.released = None
            if kind == "reopened":
                self.reopened, self.score, self.passed = True, None, False
        elif kind in ENDS:
            self.ended, self.end = event.at, kind
        elif kind in ("rated", "rating_changed"):
            self.score = int(event.text.split("/")[0])
        elif kind == "succeeded" and self.led == event.had:
            self.led = event.agency
        self.lead, self.due, self.place = event.agency, event.due, event.place
        if self.is_open() and not self.passed and self.due <= event.at:
            self.passed, self.led = True, self.lead if had is None else had
        elif self.is_open() and self.passed and self.due > event.at:
            self.passed = False
            self.led = self.led if self.round_late else None
        self.put(event.at)

    def merge(self, event):
        kept = self.walk.by_code[re.match(r"Gộp với ([^:\s]+)", event.text)[1]]
        own_late = self.due <= event.at
        self.lead = event.agency
        merger = Merger(self.walk.line(kept), event.at, not self.accepted and not own_late, own_late, own_late or self.round_late, self.led, self.unsatisfied())
        self.line.mergers.append(merger)
        return merger

    def follow(self, merger, until):
        """How it stands while another stands for it: that, and if it is merged itself, what that is merged into, also where they part again."""
        late, led, unsatisfied, kept, since = merger.late, merger.led, merger.unsatisfied, merger.kept, merger.at
        while since < until:
            further = next((m for m in kept.mergers if m.at > since), None)
            end = min(until, further.at if further else INFINITY)
            for number in range(kept.index(since, True), len(kept.times)):
                at = max(kept.times[number], since)
                if at >= end:
                    break
                self.line.put(at, self.followed(merger, kept.stands[number], late, led, unsatisfied), self.place)
            if end == until:
                return
            if further.late and not late:
                late, led = True, further.led
            unsatisfied = unsatisfied or further.unsatisfied
            kept, since = further.kept, further.at

    def followed(self, merger, root, late, led, unsatisfied):
        if merger.refused:
            return Stand("R:duplicate", None, False, root.lead, root.lead, None)
        state = root.state
        if state.startswith("R") or state == "H1" and late:
            state = "H2"
        elif state == "P1" and merger.own_late:
            state = "P2"
        row = root.lead
        if state in LATE:
            row = led if late and led is not None else root.row
        return Stand(state, root.outcome, root.unsatisfied or unsatisfied, row, root.lead, root.released)

    def part(self, event):
        """It goes on by its own deadline; if that is over, in the row in which it was late, or of whoever had it."""
        before = self.line.stands[-1]
        self.lead, self.due, self.place = event.agency, event.due, event.place
        self.passed = self.due <= event.at
        if self.passed:
            self.led = before.row if before.state in LATE else event.had
        elif not self.round_late:
            self.led = None
        self.put(event.at)


def rate(part, whole):
    """In percent, to two places, halves away from nought."""
    if not whole:
        return None
    number, sign = (20000 * abs(part) + abs(whole)) // (2 * abs(whole)), 1 if (part < 0) == (whole < 0) else -1
    return sign * number / 100


def percentile(took, tenths):
    """The middle of the class in which so many tenths of the durations {class: number} are reached, in hours; of a period of days, some may be less than none."""
    whole, reached = sum(took.values()), 0
    for bucket in sorted(took) if whole > 0 else ():
        reached += took[bucket]
        if 10 * reached >= tenths * whole:
            return round((1.1 ** (bucket - 1.5) if bucket > 1 else 0) / 60, 2)
    return None


class Count(collections.Counter):
    """What stands in a row, as {(state, outcome, unsatisfied, entered): number}, and what happened, as {type: number}; beside them how long answers took, as {class: number}."""

    def __init__(self):
        super().__init__()
        self.took = collections.Counter()

    def percentiles(self, are_told):
        return {"median_hours": percentile(self.took, 5) if are_told else None, "p90_hours": percentile(self.took, 9) if are_told else None}

    def sums(self):
        sums = collections.Counter()
        for key, number in self.items():
            if isinstance(key, str):
                sums[key] += number
                continue
            state, outcome, unsatisfied, entered = key
            if state.startswith("R"):
                sums["refused_" + state[2:]] += number
                state = "R"
            sums[state] += number
            sums["entered"] += number * entered
            sums["complaints"] += number * (unsatisfied and state in ("H1", "P1"))
            if state in ("H1", "H2"):
                sums[outcome or "other"] += number
        return sums


def beside(sums):
    figures = {name: sums[name] for name in ("entered", *set(BESIDE.values()), *LEFT)}
    figures |= {"refused_" + kind: sums["refused_" + kind] for kind in ("rejected", "duplicate", "withdrawn", "no_reply", "transferred_out")}
    return figures | {"refused": sums["R"], "outcomes": {name: sums[name] for name in (*OUTCOMES, "other")}}


def of_received(sums):
    handled, in_progress = sums["H1"] + sums["H2"], sums["P1"] + sums["P2"]
    accepted, late = handled + in_progress, sums["H2"] + sums["P2"]
    return beside(sums) | {
        "received": sums["R"] + accepted, "accepted": accepted, "handled": handled, "on_time": sums["H1"], "late": sums["H2"], "in_progress": in_progress, "overdue": late,
        "overdue_open": sums["P2"], "unsatisfied": late + sums["complaints"], "rate_handled": rate(handled, accepted), "rate_on_time": rate(sums["H1"], accepted),
        "rate_overdue": rate(late, accepted), "rate_satisfied": rate(accepted - late - sums["complaints"], accepted), "rate_entered": rate(sums["entered"], sums["R"] + accepted)}


def of_handled(sums):
    handled = sums["H1"] + sums["H2"]
    accepted = handled + sums["P1"] + sums["P2"]
    carried, overdue = sums["carried"], sums["carried_overdue"]
    return beside(sums) | {
        "carried_over": carried, "carried_overdue": overdue, "received": sums["arrived"], "moved": sums["R"] + accepted - sums["arrived"], "accepted": accepted, "handled": handled,
        "on_time": sums["H1"], "late": sums["H2"], "left": carried + sums["P1"] + sums["P2"], "left_overdue": overdue + sums["P2"],
        "rate_handled": rate(handled, carried + accepted), "rate_on_time": rate(sums["H1"], carried + accepted)}


def label(group, at):
    local = datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=at + ZONE)
    return local.strftime({"hour": "%Y-%m-%dT%H", "day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}[group])


def parts(group, first, until):
    """The parts of a period by the calendar: (label, first, until)."""
    at, found = first, []
    for hour in range(first + HOUR, until + HOUR, HOUR):
        if hour >= until or label(group, hour) != label(group, at):
            found.append((label(group, at), at, min(hour, until)))
            at = hour
    return found


class Figures:
    """Counts what a walk has told."""

    def __init__(self, walk, names):
        self.walk, self.names = walk, names
        for report in walk.reports:
            walk.line(report)

    def codes(self, group, report, row, place):
        """The code under which a report stands by a group that is not of time."""
        if group in ("agency", "successor", "level"):
            return self.names[group][row]
        if group in ("area", "category"):
            return self.names[group].get(place[group == "category"], "—")
        if group == "channel":
            return self.names[group][report.channel]
        value = place[2] if group == "urgency" else report.kind
        return value if value in ("site", "procedure", "business", "normal", "urgent") else "—"

    def count(self, basis, groups, first, until, as_of):
        """{codes: Count} of one period, by all groups but those of time; `all` besides."""
        counts, known = collections.defaultdict(Count), {}
        kept = [group for group in groups if group not in TIMES]
        total, asked = counts["all"], INFINITY if as_of is None else as_of

        def add(report, row, place, what, number=1):
            cell = (row, place, report.channel, report.kind)
            if cell not in known:
                known[cell] = counts[tuple(self.codes(group, report, row, place) for group in kept)]
            known[cell][what] += number
            total[what] += number

        def add_took(report, stand, place, number):
            if stand.released is not None:
                bucket = self.walk.clock.bucket(report.received, stand.released)
                known[(stand.row, place, report.channel, report.kind)].took[bucket] += number
                total.took[bucket] += number

        for id, report in self.walk.reports.items():
            line = self.walk.lines[id]
            inside = first <= report.received < until and report.received <= asked
            if basis == "received":
                ends = [(line.index(asked, True), 1)] if inside else []
            else:
                ends = [(self.until(line, first, as_of), -1), (self.until(line, until, as_of), 1)]
                if inside:
                    add(report, line.stands[0].row, line.places[0], "arrived")
            if len(ends) == 2 and ends[0][0] == ends[1][0] < 0:
                continue
            for number, sign in ends:
                if number < 0:
                    continue
                stand, place = line.stands[number], line.places[number]
                add(report, stand.row, place, (stand.state, stand.outcome, stand.unsatisfied, report.entered), sign)
                add_took(report, stand, place, sign)
                if sign < 0 and stand.state[0] == "P":
                    add(report, stand.row, place, "carried")
                    if stand.state == "P2":
                        add(report, stand.row, place, "carried_overdue")
            for event in self.walk.noted[id] if basis == "handled" or inside else ():
                if event.at > asked or basis == "handled" and not first <= event.at < until:
                    continue
                if event.type in BESIDE:
                    add(report, event.agency, event.place, BESIDE[event.type])
                elif event.had != event.agency:
                    add(report, event.had, event.place, event.type)
        return counts

    def until(self, line, at, as_of):
        if at > (self.walk.now if as_of is None else as_of):
            return len(line.times) - 1 if as_of is None else line.index(as_of, True)
        return line.index(at, False)

    def are_durations_told(self, basis, spans):
        """Of what was handled they are kept by the day; nothing is after now."""
        return basis == "received" or all((at + ZONE) % (24 * HOUR) == 0 for span in spans for at in span if at <= self.walk.now)

    def answer(self, basis, groups, first, until, as_of):
        """{codes joined by |: figures}, as a table has them."""
        whole = self.count(basis, groups, first, until, as_of)
        timed = [place for place, group in enumerate(groups) if group in TIMES]
        spans = parts(groups[timed[0]], first, until) if timed else [("", first, until)]
        are_told = "hour" not in groups and self.are_durations_told(basis, [span[1:] for span in spans])

        def figures(count, are_told=are_told and len(groups) - len(timed) < 2):
            return (of_received if basis == "received" else of_handled)(count.sums()) | count.percentiles(are_told)

        answer = {"all": figures(whole.pop("all", Count()), are_told)}
        if not timed:
            return answer | {"|".join(codes): figures(count) for codes, count in whole.items()}
        for name, begin, end in spans:
            counts = self.count(basis, groups, begin, end, as_of)
            for codes, count in counts.items():
                if codes != "all":
                    answer["|".join((*codes[:timed[0]], name, *codes[timed[0]:]))] = figures(count)
        return answer

    def timings(self, group, first, until):
        """{code: {measure: how many reports of the period have come so far, percentiles, and how many are in each class}}."""
        took = collections.defaultdict(collections.Counter)

        def add(report, row, place, measure, at):
            bucket = self.walk.clock.bucket(report.received, at)
            took[self.codes(group, report, row, place), measure][bucket] += 1
            took["all", measure][bucket] += 1

        for id, report in self.walk.reports.items():
            if not first <= report.received < until:
                continue
            for measure, event in self.walk.firsts[id]:
                add(report, event.agency, event.place, measure, event.at)
            line = self.walk.lines[id]
            if line.stands[-1].released is not None:
                add(report, line.stands[-1].row, line.places[-1], "release", line.stands[-1].released)
        answer = collections.defaultdict(lambda: dict.fromkeys(MEASURES))
        for (code, measure), classes in took.items():
            answer[code][measure] = {"reports": sum(classes.values()), "median_hours": percentile(classes, 5), "p90_hours": percentile(classes, 9), "classes": [classes[n] for n in sorted(classes)]}
        return answer
