"""Members of staff who work on what comes in, and keep a ledger as citizens' apps do (load.py).

Each of them claims cases of their agency, accepts and answers them; their head approves.  Every write carries an
operation id, and what got no answer is sent again with it: it must be done once, whatever dies.
"""

import asyncio
import collections
import dataclasses
import json
import random
import uuid

from load import Clients, Entry, request_bytes

PLACE = ("09187", "HTGT")  # a commune and a field whose reports go to the agency of the accounts
CLAIM = {"limit": 3, "lease_seconds": 86400}
# What is done with a case, one after the other: the action, whose it is, its body.
STEPS = (("accept", "staff", {}),
         ("answer", "staff", {"text": "Đã thay bóng đèn trong ngày.", "outcome": "fixed"}),
         ("approve", "head", {}))


@dataclasses.dataclass
class Act(Entry):
    """A claim, or an action on a case."""

    action: str = ""
    case: str = ""

    def fits(self, body):
        answer = json.loads(body)
        return "items" in answer if self.action == "claim" else answer.get("id") == self.case

    def cases_taken(self):
        """The cases that a claim was given."""
        return [item["id"] for item in json.loads(self.answers[0])["items"]] if self.answers else []


class Staff(Clients):
    """Members of staff who share an account's token; one head's token beside it: tokens = {role: token}."""

    def __init__(self, url, tokens, clients=3, **options):
        super().__init__(url, clients, **options)
        self.tokens = tokens

    def act_new(self, role, path, action, body, case="", **headers):
        key = str(uuid.uuid4())
        return Act(key, request_bytes("POST", path, body, Authorization="Bearer " + self.tokens[role],
                                      Idempotency_Key=key, **headers), action=action, case=case)

    async def _client(self, number):
        connections = self.connections()
        while not self.stopping:
            claim = self.act_new("staff", "/api/v1/queue/claim", "claim", CLAIM)
            await self._send(claim, connections)
            for case in claim.cases_taken():
                await self._work(case, connections)
            await asyncio.sleep(self.pause + (not claim.cases_taken()) * random.random() * 0.2)
        for connection in connections:
            connection.close()

    async def _work(self, case, connections):
        """Takes a case from its claim to its end."""
        for version, (action, role, body) in enumerate(STEPS, 1):
            await self._send(self.act_new(role, f"/api/v1/cases/{case}/{action}", action, body, case,
                                          If_Match=f'"{version}"'), connections)


@dataclasses.dataclass
class Work:
    """What became of the acts of staff."""

    acts: int = 0  # acknowledged
    once: int = 0  # acknowledged and found once
    doubled: int = 0  # done more than once; cases that two claims were given
    lost: int = 0  # acknowledged and not found
    ghosts: int = 0  # done to those cases, but told to nobody
    disagreeing: int = 0  # whose answers differ from each other


def events_of(db, cases):
    """{(case, action): how often} of what staff have done to cases."""
    with db.cursor() as cursor:
        cursor.execute("""
            select e.report_id::text, a.action, count(*)
            from pakn.report_event e join pakn.action a on a.event_type = e.type
            where e.actor_kind = 'staff' and e.report_id = any (%s::uuid[]) group by 1, 2""", (cases,))
        return collections.Counter({(case, action): number for case, action, number in cursor})


def count_work(db, ledger):
    """Compares acts with what the database has of them."""
    acts = list(ledger.entries.values())
    claims = collections.Counter(case for act in acts if act.action == "claim" for case in act.cases_taken())
    done = events_of(db, list(claims))
    work = Work(acts=len(ledger.acknowledged()), doubled=sum(number > 1 for number in claims.values()),
                disagreeing=sum(len(set(act.answers)) > 1 for act in acts))
    for act in ledger.acknowledged():
        found = 1 if act.action == "claim" else done.pop((act.case, act.action), 0)
        work.once += found == 1
        work.doubled += found > 1
        work.lost += found == 0
    work.ghosts = sum(done.values())
    return work
