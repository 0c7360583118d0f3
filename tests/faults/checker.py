"""Compares the ledger of a load with the database, key by key, and the database with itself."""

import collections
import dataclasses
import json
import time

from load import exchange_all, request_bytes
from staff import count_work
from support import TENANT

SEAL_SECONDS = 60
MOVE_SECONDS = 20  # without any that was moved


@dataclasses.dataclass
class Counts:
    """What became of a load's reports."""

    sent: int = 0
    acknowledged: int = 0  # told 201 or 202
    promised: int = 0  # of these, told 202, perhaps 201 later
    once: int = 0  # acknowledged and found once
    doubled: int = 0  # found more than once, acknowledged or not
    lost: int = 0  # acknowledged and not found
    unknown: int = 0  # never acknowledged, but found: allowed
    ghosts: int = 0  # found, but never sent
    disagreeing: int = 0  # keys whose answers differ from each other or from the row
    unresolved: int = 0  # codes that the interface does not find, or shows another report for


def ledger_rows(db, ledger):
    """{key: [(report_id, code)]} of what the database holds of a ledger."""
    found = collections.defaultdict(list)
    with db.cursor() as cursor:
        cursor.execute("select split_part(description, ' ', 2), report_id::text, code from pakn.report"
                       " where starts_with(description, %s)", (ledger.mark + " ",))
        for key, report_id, code in cursor:
            found[key].append((report_id, code))
    return found


def answers_agree(entry, rows):
    """Tells whether all clients were given the same answer, the same code where it was 202, and that of the row."""
    if len(set(entry.answers)) > 1:
        return False
    told = [json.loads(body) for body in entry.told()]
    if len({(answer.get("code"), answer.get("secret")) for answer in told}) > 1:
        return False
    return not rows or all(answer.get("code") == rows[0][1] and answer.get("id", rows[0][0]) == rows[0][0]
                           for answer in told)


def count(db, ledger):
    """Compares keys with rows."""
    found, counts = ledger_rows(db, ledger), Counts(sent=len(ledger.entries))
    for key, entry in ledger.entries.items():
        rows = found.pop(key, [])
        counts.doubled += len(rows) > 1
        if entry.told():
            counts.acknowledged += 1
            counts.promised += bool(entry.promises)
            counts.once += len(rows) == 1
            counts.lost += not rows
            counts.disagreeing += not answers_agree(entry, rows)
        else:
            counts.unknown += len(rows) > 0
    counts.ghosts = sum(len(rows) for rows in found.values())
    return counts


def unresolved(url, ledger):
    """Counts the codes told that do not lead, with their secret, to what was sent."""
    entries = ledger.acknowledged()
    told = [json.loads(entry.told()[0]) for entry in entries]
    answers = exchange_all(url, [
        request_bytes("GET", f"/api/v1/reports/{answer.get('code')}", Authorization=f"Bearer {answer.get('secret')}")
        for answer in told])
    return sum(status != 200 or json.loads(body).get("description") != entry.description
               for entry, (status, _, body) in zip(entries, answers))


# What must hold for all reports at all times: a name, and a query that counts the exceptions.
INVARIANTS = {
    "reports without exactly one code": """
        select count(*) from pakn.report r where 1 <> (select count(*) from pakn.report_code c
            where c.tenant_id = r.tenant_id and c.report_id = r.report_id and c.code = r.code)""",
    "codes without a report": """
        select count(*) from pakn.report_code c where not exists (select from pakn.report r
            where r.tenant_id = c.tenant_id and r.report_id = c.report_id)""",
    "codes that occur twice": """
        select count(*) - count(distinct (tenant_id, code)) from pakn.report""",
    "reports without exactly one event of their receipt": """
        select count(*) from pakn.report r where 1 <> (select count(*) from pakn.report_event e
            where e.tenant_id = r.tenant_id and e.report_id = r.report_id and e.type = 'received')""",
    "open reports without exactly one lead, or closed ones with a lead": """
        select count(*) from pakn.report r where (r.closed_at is null)::int <> (select count(*) from pakn.work_item w
            where w.tenant_id = r.tenant_id and w.report_id = r.report_id and w.part = 'lead'
                and w.agency_id = r.agency_id)""",
    "events not sealed exactly once": """
        select abs((select count(*) from pakn.report_event) - (select count(*) from pakn.event_seal))
            + (select count(*) - count(distinct event_id) from pakn.event_seal)""",
    "broken chains": """
        select count(*) from pakn.tenant t where pakn.event_verify(t.tenant_id) is not null""",
}


def value(db, query, *arguments):
    """The only value of a query."""
    with db.cursor() as cursor:
        cursor.execute(query, arguments)
        return cursor.fetchone()[0]


def wait_sealed(db):
    """Waits until the courier has sealed every event."""
    end = time.monotonic() + SEAL_SECONDS
    while value(db, "select exists (select from pakn.event_unsealed)"):
        assert time.monotonic() < end, f"events wait for their seal after {SEAL_SECONDS} s"
        time.sleep(0.1)


def broken_invariants(db):
    """{what: how many} of all that does not hold."""
    wait_sealed(db)
    found = {name: value(db, query) for name, query in INVARIANTS.items()}
    return {name: number for name, number in found.items() if number}


def wait_moved_in(db, ledger):
    """Waits until the courier has moved in what clients were told 202 for, as long as it gets on with it; returns how
    many never come."""
    promised = {key for key, entry in ledger.entries.items() if entry.promises}
    left, since = len(promised), time.monotonic()
    while left and time.monotonic() < since + MOVE_SECONDS:
        before, left = left, len(promised - ledger_rows(db, ledger).keys())
        since = time.monotonic() if left < before else since
        time.sleep(0.2)
    return left


def resolution(supervisor, group, **parameters):
    """Reads the statistics of all times; returns the total and {group: row}."""
    answer = supervisor.get("/api/v1/stats/resolution", params={
        "from": "2020-01-01T00:00:00+07:00", "to": "2040-01-01T00:00:00+07:00", "group_by": group} | parameters)
    assert answer.status_code == 200, answer.text
    shown = answer.json()
    return shown["total"], {row["code"]: row for row in shown["rows"]}


def figures_differ(db, supervisor):
    """Compares what a supervisor is shown with a count of the rows and of the history; "" where all agree."""
    stored = value(db, "select count(*) from pakn.report r join pakn.tenant t using (tenant_id) where t.code = %s",
                   TENANT)
    last = value(db, "select greatest(max(at), now()) from pakn.report_event").isoformat()
    for group in ("agency", "area", "category", "channel"):
        total, rows = resolution(supervisor, group)
        counted = sum(row["received"] for row in rows.values())
        if (total["received"], counted) != (stored, stored):
            return f"by {group}: {stored} stored, {total['received']} in total, {counted} in the rows"
        if (total, rows) != resolution(supervisor, group, as_of=last):
            return f"by {group}: the figures are not those of a recount from the history"
    return ""


def check(daemon, db, ledger):
    """Asserts that nothing acknowledged is lost, and nothing is there twice."""
    wait_moved_in(db, ledger)
    counts = count(db, ledger)
    counts.unresolved = unresolved(daemon.url, ledger)
    print(counts, dict(ledger.statuses), dict(ledger.errors), flush=True)
    assert counts.lost == 0, f"lost: {counts}"
    assert counts.doubled == 0, f"doubled: {counts}"
    assert counts.once == counts.acknowledged, f"found once is not acknowledged: {counts}"
    assert counts.ghosts == 0, f"ghosts: {counts}"
    assert counts.disagreeing == 0, f"answers differ: {counts}"
    assert counts.unresolved == 0, f"codes do not resolve: {counts}"
    answers_allowed(ledger)
    return counts


def check_whole(db, supervisor=None):
    """Asserts that all that is stored agrees with itself, and with what a supervisor is shown, where there is one."""
    broken = broken_invariants(db)
    assert not broken, f"broken: {broken}"
    difference = supervisor and figures_differ(db, supervisor)
    assert not difference, f"figures differ: {difference}"


def check_work(db, ledger):
    """Asserts that what staff were told was done is done, once."""
    work = count_work(db, ledger)
    print(work, dict(ledger.statuses), dict(ledger.errors), flush=True)
    assert work.lost == 0, f"lost work: {work}"
    assert work.doubled == 0, f"doubled work: {work}"
    assert work.ghosts == 0, f"ghosts of work: {work}"
    assert work.disagreeing == 0, f"answers to work differ: {work}"
    answers_allowed(ledger)
    return work


def answers_allowed(ledger):
    """Asserts that clients were told only what they may be told."""
    assert not ledger.unexpected, f"unexpected answers: {ledger.unexpected[:3]}"
    assert ledger.hasty == 0, f"{ledger.hasty} answers 503 without Retry-After"
