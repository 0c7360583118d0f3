"""A slow and obvious reference: what a report must be after each thing that was done to it, and whose time it was.

It knows the lifecycle by the words of the design, not by the tables of the database, and counts working time minute by
minute.  Steps are told in the order of the versions that they made.
"""

import bisect
import collections

DESK = "TT1022"
LIMIT = 3  # hand-overs, after which only the desk decides
OPEN = ("received", "assigned", "in_progress")
WORKING = (*OPEN, "info_requested", "paused")

# What is done from which status: the event it leaves, the status it leads to (None: the same, "<": where it stood before
# the wait), who may: of the lead agency (staff, head), the desk (dispatcher, operator), or as they stand beside it.
LIFECYCLE = {
    "accept": ("accepted", {"assigned": "in_progress"}, "staff head"),
    "return": ("returned", {"assigned": "received", "in_progress": "received"}, "staff head"),
    "assign": ("assigned", dict.fromkeys(OPEN, "assigned"), "dispatcher"),
    "transfer": ("transferred", {"assigned": "assigned", "in_progress": "assigned"}, "head dispatcher"),
    "offer": ("transfer_offered", dict.fromkeys(("assigned", "in_progress")), "head"),
    "accept-transfer": ("transferred", dict.fromkeys(("assigned", "in_progress"), "in_progress"), "offered"),
    "decline-transfer": ("transfer_declined", dict.fromkeys(("assigned", "in_progress")), "offered"),
    "cancel-transfer": ("transfer_cancelled", dict.fromkeys(("assigned", "in_progress")), "head dispatcher"),
    "coordinate": ("coordination_begun", dict.fromkeys(OPEN), "head dispatcher"),
    "end-coordination": ("coordination_ended", dict.fromkeys(OPEN), "head dispatcher"),
    "contribute": ("contributed", dict.fromkeys(WORKING), "coordinating"),
    "request-info": ("info_requested", dict.fromkeys(OPEN, "info_requested"), "staff head dispatcher operator"),
    "supplement": ("supplemented", {"info_requested": "<"}, "sender"),
    "pause": ("paused", {"in_progress": "paused"}, "staff head dispatcher"),
    "resume": ("resumed", {"info_requested": "<", "paused": "<"}, "staff head dispatcher system"),
    "extend": ("extension_asked", {"in_progress": None}, "staff head"),
    "grant": ("extended", {"in_progress": None}, "head"),
    "refuse": ("extension_refused", {"in_progress": None}, "head"),
    "answer": ("answered", {"in_progress": "answered", "received": "answered"}, "staff head dispatcher"),
    "approve": ("approved", {"answered": "resolved"}, "head dispatcher"),
    "send-back": ("sent_back", {"answered": "in_progress", "resolved": "in_progress"}, "head dispatcher"),
    "reject": ("rejected", dict.fromkeys(WORKING, "rejected"), "dispatcher"),
    "classify": ("classified", dict.fromkeys((*OPEN, "info_requested")), "staff head dispatcher operator"),
    "publish": ("published", None, "dispatcher"),
    "unpublish": ("unpublished", None, "dispatcher"),
    "hand-to": ("handed_over", dict.fromkeys((*WORKING, "answered")), "staff head dispatcher operator offered coordinating"),
    "put-back": ("put_back", dict.fromkeys((*WORKING, "answered")), "staff head dispatcher operator offered coordinating"),
    "note": ("noted", None, "staff head dispatcher operator offered coordinating"),
    "message": ("messaged", None, "staff head dispatcher operator"),
    # By itself.
    "lapse": ("unaccepted", {"assigned": "received"}, "system"),
    "route": ("assigned", {"received": "assigned"}, "system"),
    "move-due": ("due_moved", None, "system"),
}
EVENTS_BY_ITSELF = {"unaccepted": "lapse", "assigned": "route", "resumed": "resume", "due_moved": "move-due"}
ASIDES = ["alerted", "reminded", "escalated", "urged", "urge_replied"]  # what leaves a report as it is, with its version
COUNTED = ("return", "transfer", "accept-transfer", "lapse")


class Reference:
    """Where a report is, who works on it, and what must stand in its history."""

    def __init__(self, lead, needs_approval):
        self.lead, self.status = lead, "received" if lead == DESK else "assigned"
        self.needs_approval = needs_approval
        self.offered, self.beside, self.resume, self.released, self.asked = None, {}, None, False, False
        self.counts, self.events = collections.Counter(), [("received", None, lead)]

    def do(self, action, role, actor, target=None, past=False):
        """Does something in a role at an agency (None: whichever has it); past: as an importer tells it, of whom nothing is
        asked any more."""
        actor = actor or self.lead
        if action == "transfer" and role == "head" and not past:
            action = "offer"
        event, froms, roles = LIFECYCLE[action]
        assert froms is None or self.status in froms, f"{action} of what is {self.status}"
        assert self.part_of(role, actor) & set(roles.split()), f"{action} by {role} of {actor}, while {self.lead} has it"
        assert action not in COUNTED or action == "lapse" or role == "dispatcher" or past or self.hand_overs() < LIMIT, "handed over too often"
        before = self.lead
        getattr(self, "do_" + action.replace("-", "_"), lambda actor, target: None)(actor, target)
        to = (froms or {}).get(self.status)
        self.status = self.resume if to == "<" else to or self.status
        if self.lead == DESK and action in ("assign", "transfer", "return", "lapse"):
            self.status = "received"
        if self.lead != before:
            self.counts[event, before] += action in COUNTED
            self.beside.pop(self.lead, None)
        if self.lead != before or self.status not in ("assigned", "in_progress"):
            self.offered = None
        if self.lead != before or self.status not in ("in_progress", "info_requested", "paused"):
            self.asked = False
        self.events.append((event, before, self.lead))

    def part_of(self, role, actor):
        """In which parts somebody acts."""
        parts = {role} if role not in ("staff", "head") or actor == self.lead else set()
        return parts | ({"offered"} if actor == self.offered else set()) | ({"coordinating"} if actor in self.beside else set())

    def do_return(self, actor, target):
        self.lead = DESK

    do_lapse = do_return

    def do_assign(self, actor, target):
        assert target != self.lead
        self.lead = target

    do_transfer = do_route = do_assign

    def do_offer(self, actor, target):
        assert self.offered is None and target not in (DESK, self.lead)
        self.offered = target

    def do_accept_transfer(self, actor, target):
        self.lead = actor

    def do_decline_transfer(self, actor, target):
        assert self.offered is not None
        self.offered = None

    do_cancel_transfer = do_decline_transfer

    def do_coordinate(self, actor, target):
        assert target != self.lead and self.beside.get(target) is not False
        self.beside[target] = False

    def do_end_coordination(self, actor, target):
        del self.beside[target]

    def do_contribute(self, actor, target):
        self.beside[actor] = True

    def do_hand_to(self, actor, target):
        assert actor in (self.lead, self.offered, *self.beside) and not self.released

    do_put_back = do_hand_to

    def do_request_info(self, actor, target):
        self.resume = self.status

    do_pause = do_request_info

    def do_extend(self, actor, target):
        assert not self.asked
        self.asked = True

    def do_grant(self, actor, target):
        assert self.asked
        self.asked = False

    do_refuse = do_grant

    def do_answer(self, actor, target):
        assert self.status == "in_progress" or self.lead == DESK
        self.released = not self.needs_approval[self.lead]

    def do_approve(self, actor, target):
        self.released = True

    def do_send_back(self, actor, target):
        self.released = False

    def hand_overs(self):
        return sum(n for (event, _), n in self.counts.items() if event != "unaccepted")

    def is_closed(self):
        return self.status in ("resolved", "rejected")

    def work(self):
        """Who has something to do on it, and as what."""
        if self.is_closed():
            return {}
        if self.released:
            return {DESK: "lead"}
        items = {agency: "coordinate" for agency, given in self.beside.items() if not given}
        return items | ({self.offered: "offer"} if self.offered else {}) | {self.lead: "lead"}

    def holder(self):
        """Who holds the clock, and whether what they hold may be late; None: nobody."""
        return None if self.is_closed() else (DESK, False) if self.released else (self.lead, True)


def minutes_held(minutes, since, until, spans, stopped):
    """Counts working minutes one by one; a minute is theirs who have the clock when it ends.

    minutes: when each ends; spans: [(from, holder, due)], the first of them at since; stopped: [(from, to)], when the clock stood
    still.  Returns {agency: minutes}, {agency: late ones}, and how many stood still.
    """
    held, late, stood, place = collections.Counter(), collections.Counter(), 0, 0
    for minute in minutes[bisect.bisect_right(minutes, since):bisect.bisect_right(minutes, until)]:
        while place + 1 < len(spans) and spans[place + 1][0] < minute:
            place += 1
        _, holder, due = spans[place]
        if holder is None:
            continue
        if any(start < minute <= end for start, end in stopped):
            stood += 1
            continue
        agency, may_be_late = holder
        held[agency] += 1
        late[agency] += may_be_late and minute > due
    return held, late, stood
