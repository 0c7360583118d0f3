"""The main job: a report comes in, is routed, worked, answered, tracked and counted."""

import csv
import datetime
import io
import json

import pytest

from work import act, done, problem_of, queue_items

VIETNAM = datetime.timezone(datetime.timedelta(hours=7))


def hour(offset=0):
    """The full hour, so many hours from now, as the interface reads times."""
    now = datetime.datetime.now(VIETNAM).replace(minute=0, second=0, microsecond=0)
    return (now + datetime.timedelta(hours=offset)).isoformat()


def figures_of(client, **parameters):
    """Reads the statistics of today and yesterday."""
    answer = client.get("/api/v1/stats/resolution", params={"from": hour(-24), "to": hour(1)} | parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def total_of(client, **parameters):
    return figures_of(client, **parameters)["total"]


# Category, commune, the agency that must get it, the rule of sql/seed/bac_ninh/rules.tsv that says so.
ROUTES = [
    ("HTGT", "09187", "UB09187", 1),   # the commune's own committee
    ("HTGT", "07210", "UB07210", 1),
    ("CSCC", "09187", "TTHT", 5),      # a rule for this ward beats the one for everywhere
    ("CSCC", "09190", "UB09190", 3),
    ("VSMT", "09325", "MTDT", 21),
    ("ANTT", "09529", "CAT", 27),
    ("DIEN", "07375", "PCBN", 28),
    ("NUOC", "07699", "NSBG", 37),
    ("DD", "09430", "UB09430", 42),
    ("KHAC", "09187", "TT1022", None),   # no rule: the desk
    ("NGOAI", "09187", "TT1022", None),  # out of scope: the desk
]


@pytest.mark.parametrize("category, area, agency, rule", ROUTES)
def test_a_report_goes_to_the_agency_of_its_field_and_place(send, category, area, agency, rule):
    report = send(category, area)
    assert report["agency"]["code"] == agency
    assert report["area"]["code"] == area
    assert report["routing"].get("rule") == rule
    assert report["status"] == ("assigned" if rule else "received")
    assert len(report["routing"]["reason"]) > 10


def test_a_report_without_category_or_place_goes_to_the_desk(api):
    for body in ({}, {"category": "HTGT"}, {"area_code": "09187"}):
        report = api.post("/api/v1/reports", json=body | {"description": "Không rõ ai phụ trách"}).json()
        assert (report["agency"]["code"], report["status"]) == ("TT1022", "received"), body


def test_a_commune_named_by_its_code_is_routed_as_its_point_is(api):
    report = api.post("/api/v1/reports", json={"category": "TTDT", "area_code": "09496",
                                               "description": "Lấn chiếm vỉa hè"}).json()
    assert (report["agency"]["code"], report["area"]["code"]) == ("UB09496", "09496")


@pytest.mark.parametrize("category, unit, amount", [
    ("HTGT", "working_days", 7), ("DD", "working_days", 20), ("DIEN", "hours", 24)])
def test_a_report_has_the_deadline_of_its_category(send, db, category, unit, amount):
    report = send(category)
    received, due = (datetime.datetime.fromisoformat(report[name]) for name in ("received_at", "due_at"))
    if unit == "hours":
        assert due - received == datetime.timedelta(hours=amount)
        return
    # Counted from the office hours and holidays themselves, not from the calendar laid out of them.
    cursor = db.cursor()
    cursor.execute("""
        with days as (
            select d::date as day, max(o.ends) as ends
            from generate_series(%(from)s::date, %(from)s::date + 90, interval '1 day') d
                left join pakn.holiday h on h.tenant_id = 24 and h.calendar_id = 1 and h.day = d::date
                join pakn.office_hours o on o.tenant_id = 24 and o.calendar_id = 1
                    and o.weekday = case when h.kind = 'swap_work' then 1 else extract(isodow from d)::int end
            where coalesce(h.kind, 'none') not in ('off', 'swap_off')
            group by 1)
        select (day + ends) at time zone 'Asia/Ho_Chi_Minh' from days
        where (day + ends) at time zone 'Asia/Ho_Chi_Minh' > %(received)s
        order by day offset %(amount)s limit 1""",
                   {"from": received.astimezone(VIETNAM).date(), "received": received, "amount": amount})
    assert due == cursor.fetchone()[0]


def test_an_answer_that_needs_approval_is_released_by_the_head(api, send, member):
    report = send("HTGT", "09193", contact={"name": "Nguyễn Văn A", "phone": "0903123456"})
    staff, head = member("staff", "UB09193"), member("head", "UB09193")
    before = total_of(head, group_by="agency")

    item = next(i for i in queue_items(staff) if i["code"] == report["code"])
    assert (item["id"], item["status"], item["category"]) == (report["id"], "assigned", "HTGT")
    assert item["due_at"] == report["due_at"]
    claimed = staff.post("/api/v1/queue/claim", json={"limit": 50}).json()["items"]
    assert report["id"] in [i["id"] for i in claimed]

    case = done(staff, report["id"], "accept")
    assert case["status"] == "in_progress" and case["accepted_at"]
    assert "0903123456" not in json.dumps(case) and "Nguyễn Văn A" not in json.dumps(case)
    case = done(staff, report["id"], "answer", text="Đã vá mặt đường ngày 22/11.", outcome="fixed")
    assert case["status"] == "answered" and "released_at" not in case
    problem_of(act(staff, report["id"], "approve"), 409, "not_allowed_now")
    case = done(head, report["id"], "approve")
    assert case["status"] == "resolved" and case["released_at"] and case["closed_at"]
    assert report["code"] not in [i["code"] for i in queue_items(staff)]
    assert [e["type"] for e in case["history"]] == ["received", "accepted", "answered", "approved"]

    after = total_of(head, group_by="agency")
    assert after["handled"] == before["handled"] + 1
    assert after["on_time"] == before["on_time"] + 1
    assert after["in_progress"] == before["in_progress"] - 1


def test_an_answer_of_an_agency_without_approval_is_reviewed_by_the_dispatcher(send, member, sign_in):
    report = send("DIEN", "09187")
    staff, dispatcher = member("staff", "PCBN"), sign_in("dispatcher")
    before = total_of(dispatcher)
    done(staff, report["id"], "accept")
    case = done(staff, report["id"], "answer", text="Đã nối lại dây điện.", outcome="fixed")
    assert case["status"] == "answered" and case["released_at"]
    # Released is handled, before the desk's own review.
    assert total_of(dispatcher)["on_time"] == before["on_time"] + 1
    assert report["code"] in [i["code"] for i in queue_items(dispatcher)]
    case = done(dispatcher, report["id"], "approve")
    assert case["status"] == "resolved"
    assert report["code"] not in [i["code"] for i in queue_items(dispatcher)]
    assert total_of(dispatcher)["on_time"] == before["on_time"] + 1


def test_an_answer_sent_back_is_open_again_until_it_is_answered_anew(send, member, sign_in):
    report = send("NUOC", "09169")
    staff, dispatcher = member("staff", "NSBN"), sign_in("dispatcher")
    before = total_of(dispatcher)
    done(staff, report["id"], "accept")
    done(staff, report["id"], "answer", text="Đang xem xét thêm.")
    case = done(dispatcher, report["id"], "send-back", reason="Chưa trả lời câu hỏi")
    assert case["status"] == "in_progress" and "released_at" not in case
    assert total_of(dispatcher)["handled"] == before["handled"]
    assert report["code"] in [i["code"] for i in queue_items(staff)]
    done(staff, report["id"], "answer", text="Đã thay đồng hồ nước.")
    assert done(dispatcher, report["id"], "approve")["status"] == "resolved"
    assert total_of(dispatcher)["on_time"] == before["on_time"] + 1


def test_the_sender_sees_more_of_a_report_than_others_who_know_its_code(api, send, member):
    report = send("HTGT", "09202", description="Nắp cống vỡ trước số nhà 12", address="12 Ngô Gia Tự",
                  contact={"name": "Trần Thị Bích", "email": "bich@example.vn"})
    member("staff", "UB09202")
    done(member("staff", "UB09202"), report["id"], "accept")
    done(member("staff", "UB09202"), report["id"], "answer", text="Đã thay nắp cống mới.")
    secret = {"Authorization": "Bearer " + report["secret"]}
    path = f"/api/v1/reports/{report['code']}"
    assert "answer" not in api.get(path, headers=secret).json()  # not released yet
    done(member("head", "UB09202"), report["id"], "approve")

    public, own = api.get(path), api.get(path, headers=secret)
    assert public.status_code == own.status_code == 200
    for view in (public.json(), own.json()):
        assert view["status"] == "resolved" and view["status_name"] == "Đã trả lời"
        assert view["agency"]["code"] == "UB09202" and view["due_at"] == report["due_at"]
        assert [e["type"] for e in view["timeline"]] == ["received", "accepted", "approved"]
    for private in ("Nắp cống", "Ngô Gia Tự", "Trần Thị Bích", "bich@example.vn", "Đã thay nắp cống"):
        assert private not in public.text
    assert own.json()["description"] == "Nắp cống vỡ trước số nhà 12"
    assert own.json()["answer"] == "Đã thay nắp cống mới."
    assert own.json()["address"] == "12 Ngô Gia Tự"
    assert public.headers["ETag"] != own.headers["ETag"]  # they say different things


@pytest.mark.parametrize("change", [str.lower, lambda code: code.replace("-", ""), lambda code: code.replace("-", "%20"),
                                    lambda code: code.replace("0", "O").replace("1", "l")])
def test_a_tracking_code_may_be_written_in_other_ways(api, send, change):
    code = send()["code"]
    assert api.get("/api/v1/reports/" + change(code)).json().get("code") == code


def test_an_operator_enters_a_report_for_a_caller(sign_in, db, places):
    operator = sign_in("operator")
    answer = operator.post("/api/v1/reports", json={
        "category": "HTGT", "description": "Người gọi báo ổ gà lớn", "location": places["09187"],
        "channel": "hotline", "on_behalf_of": "Bà Hoa", "call_id": "2026-11-22-0042"})
    assert answer.status_code == 201, answer.text
    cursor = db.cursor()
    cursor.execute("""select c.code, r.origin, s.username from pakn.report r join pakn.channel c using (channel_id)
        join pakn.staff s on s.tenant_id = r.tenant_id and s.staff_id = r.created_by
        where r.code = %s""", [answer.json()["code"]])
    assert cursor.fetchone() == ("hotline", {"call_id": "2026-11-22-0042"}, "tongdai")
    sender = operator.post(f"/api/v1/cases/{answer.json()['id']}/identity", json={"reason": "Xem lại"}).json()
    assert sender["contact"] == {"on_behalf_of": "Bà Hoa"}


# The 53 texts.

COLUMNS = ("received refused accepted handled on_time late in_progress overdue overdue_open "
           "rate_handled rate_on_time rate_overdue median_hours p90_hours").split()
CSV_COLUMNS = ("code name received refused refused_rejected refused_duplicate refused_withdrawn refused_no_reply refused_transferred_out accepted handled on_time late in_progress overdue overdue_open "
               "rate_handled rate_on_time rate_overdue rate_satisfied unsatisfied rated reopened withdrawn returned transferred "
               "unaccepted paused extended urged escalated entered rate_entered median_hours p90_hours fixed planned not_ours not_founded information_given other").split()

# What each group's code is, over pakn.report r, pakn.agency a, pakn.area, pakn.category c, pakn.channel ch.
GROUPS = {
    "agency": "a.code",
    "level": "a.level",
    "area": "coalesce(area.code, '—')",
    "category": "coalesce(c.code, '—')",
    "channel": "ch.code",
    "month": "to_char(r.received_at at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM')",
}

# Counts from the events' types and times alone, by the definitions of N, R, A, H, P in the answer's formula.
OWN_COUNT = """
with event as (
    select e.*, g.needs_approval
    from pakn.report_event e
        join pakn.agency g on g.tenant_id = e.tenant_id and g.agency_id = e.from_agency_id
    where e.tenant_id = 24 and e.at <= %(as_of)s and e.type <> 'received'
), round as (
    -- A release: an answer where nobody must approve it, or nobody could (by the link of an agency without a head), else the head's approval.
    select e.report_id, e.at, e.event_id, e.due_at,
        (select count(*) from event b where b.report_id = e.report_id and b.type in ('sent_back', 'reopened')
            and (b.at, b.event_id) > (e.at, e.event_id)) as undone
    from event e
    where (e.type = 'answered' and (not e.needs_approval or e.actor_kind = 'agency' and not exists (select from pakn.staff h
            where h.tenant_id = 24 and h.agency_id = e.from_agency_id and h.role = 'head' and h.created_at < e.at))) or (e.type = 'approved' and e.from_status = 'answered'
        and e.needs_approval)
), fate as (
    -- What is opened again is due anew.
    select r.report_id, r.received_at,
        (select last.due_at from pakn.report_event last where last.tenant_id = 24 and last.report_id = r.report_id
            and last.at <= %(as_of)s order by last.at desc, last.event_id desc limit 1) as due_at,
        (select last.agency_id from pakn.report_event last where last.tenant_id = 24 and last.report_id = r.report_id
            and last.at <= %(as_of)s order by last.at desc, last.event_id desc limit 1) as lead_id,
        r.area_id, r.category_id, r.channel_id,
        (select max(x.at) from round x where x.report_id = r.report_id and x.undone = 0) as released,
        exists (select from round x where x.report_id = r.report_id and x.at > x.due_at) as some_late,
        -- What became one with another and was not taken apart again is refused, or shares that one's fate (test_duplicates).
        (select min(e.at) from event e where e.report_id = r.report_id and (e.type in ('rejected', 'withdrawn')
            or e.type = 'marked_duplicate' and not exists (select from event p where p.report_id = e.report_id and p.type = 'separated'
                and p.at > e.at))) as rejected,
        exists (select from event e where e.report_id = r.report_id and e.type in ('accepted', 'answered')) as accepted
    from pakn.report r
    where r.tenant_id = 24 and r.received_at >= %(from)s and r.received_at < %(to)s and r.received_at <= %(as_of)s
), judged as (
    -- Whoever led when the deadline passed keeps it in their row.
    select f.*,
        case when f.due_at > %(as_of)s then f.lead_id else (select led.agency_id from pakn.report_event led where led.tenant_id = 24
            and led.report_id = f.report_id order by led.at < f.due_at desc, case when led.at < f.due_at then led.at end desc, led.at, led.event_id limit 1) end as agency_id,
        f.rejected is not null and not f.accepted and f.rejected < f.due_at as refused,
        f.released is not null or (f.rejected is not null and (f.accepted or f.rejected >= f.due_at)) as handled,
        f.rejected is null and f.released is not null and f.released <= f.due_at and not f.some_late as on_time
    from fate f
), standing as (
    -- What is late stands in the row of whoever led when its deadline passed; some is due before it comes.
    select j.*, case when (j.handled and not j.on_time or not j.handled and j.due_at <= %(as_of)s) and not j.refused
        then coalesce((select e.agency_id from pakn.report_event e where e.tenant_id = 24 and e.report_id = j.report_id and e.at < greatest(j.due_at, j.received_at + interval '1 microsecond')
            order by e.at desc, e.event_id desc limit 1), j.agency_id) else j.agency_id end as row_id
    from judged j
), timed as (
    select j.*, case when j.released is not null and j.rejected is null then (
        select coalesce(sum(extract(epoch from least(b.ends, j.released) - greatest(b.starts, j.received_at))), 0) / 3600
        from (
            select (d + o.starts) at time zone 'Asia/Ho_Chi_Minh' as starts, (d + o.ends) at time zone 'Asia/Ho_Chi_Minh' as ends
            from generate_series(j.received_at::date::timestamp, j.released::date, interval '1 day') d
                left join pakn.holiday h on h.tenant_id = 24 and h.calendar_id = 1 and h.day = d::date
                join pakn.office_hours o on o.tenant_id = 24 and o.calendar_id = 1
                    and o.weekday = case when h.kind = 'swap_work' then 1 else extract(isodow from d)::int end
            where coalesce(h.kind, 'none') not in ('off', 'swap_off')) b
        where b.ends > j.received_at and b.starts < j.released) end as hours
    from standing j
), grouped as (
    select {group} as code, r.*
    from timed r
        join pakn.agency a on a.tenant_id = 24 and a.agency_id = r.row_id
        join pakn.channel ch on ch.channel_id = r.channel_id
        left join pakn.area area on area.tenant_id = 24 and area.area_id = r.area_id
        left join pakn.category c on c.tenant_id = 24 and c.category_id = r.category_id
), counted as (
    select g.code, count(*) as received, count(*) filter (where g.refused) as refused,
        count(*) filter (where not g.refused) as accepted, count(*) filter (where g.handled) as handled,
        count(*) filter (where g.on_time) as on_time, count(*) filter (where g.handled and not g.on_time) as late,
        count(*) filter (where not g.refused and not g.handled) as in_progress,
        count(*) filter (where not g.refused and not g.handled and g.due_at <= %(as_of)s) as overdue_open,
        percentile_disc(0.5) within group (order by g.hours) as median_hours,
        percentile_disc(0.9) within group (order by g.hours) as p90_hours
    from grouped g
    group by grouping sets ((g.code), ())
)
select code, received, refused, accepted, handled, on_time, late, in_progress, late + overdue_open as overdue,
    overdue_open, round(100.0 * handled / nullif(accepted, 0), 2)::float8,
    round(100.0 * on_time / nullif(accepted, 0), 2)::float8,
    round(100.0 * (late + overdue_open) / nullif(accepted, 0), 2)::float8, median_hours::float8, p90_hours::float8
from counted
"""


def category_of(categories, field):
    """The code of a category by the name that a sample gives it: its last part, or its first."""
    for part in (field.split(" - ")[-1], field.split(" - ")[0]):
        for category in categories:
            if category["name"].lower().startswith(part.lower()):
                return category["code"]
    raise AssertionError(f"no category is called {field}")


class Office:
    """The right people for a case, and what they do with it."""

    def __init__(self, api, member, dispatcher):
        self.api, self.member, self.dispatcher = api, member, dispatcher
        self.needs_approval = None

    def answered(self, report, agency=None):
        agency = agency or report["agency"]["code"]
        if agency == "TT1022":
            done(self.dispatcher, report["id"], "answer", text="Bộ phận tiếp nhận đã hướng dẫn.")
            return
        done(self.member("staff", agency), report["id"], "accept")
        done(self.member("staff", agency), report["id"], "answer", text="Đơn vị đã xử lý xong.", outcome="fixed")

    def resolved(self, report, agency=None):
        self.answered(report, agency)
        agency = agency or report["agency"]["code"]
        approver = self.member("head", agency) if self.needs_approval[agency] else self.dispatcher
        assert done(approver, report["id"], "approve")["status"] == "resolved"

    def rejected(self, report):
        done(self.dispatcher, report["id"], "reject", reason="Không thuộc phạm vi, mời liên hệ cơ quan khác.")

    def rejected_after_acceptance(self, report):
        done(self.member("staff", report["agency"]["code"]), report["id"], "accept")
        self.rejected(report)

    def returned_and_assigned(self, report):
        done(self.member("staff", report["agency"]["code"]), report["id"], "return", reason="Không phải của chúng tôi")
        case = done(self.dispatcher, report["id"], "assign", agency="SXD", reason="Sở Xây dựng trả lời")
        assert (case["agency"]["code"], case["status"]) == ("SXD", "assigned")
        self.resolved(report, "SXD")

    def transferred(self, report):
        head = self.member("head", report["agency"]["code"])
        done(head, report["id"], "accept")
        target = "SYT" if report["agency"]["code"] == "SNNMT" else "SNNMT"
        offered = done(head, report["id"], "transfer", agency=target, reason="Thuộc đơn vị khác")
        assert (offered["agency"], offered["status"], offered["offered_to"]["code"]) == (report["agency"], "in_progress", target)
        case = done(self.member("staff", target), report["id"], "accept-transfer")
        assert (case["agency"]["code"], case["status"], case["handovers"]) == (target, "in_progress", 1)
        assert head.get(f"/api/v1/cases/{report['id']}").json()["allowed"] == []

    def asked_and_supplemented(self, report):
        staff = self.member("staff", report["agency"]["code"])
        assert done(staff, report["id"], "request-info", text="Xin cho biết số nhà")["status"] == "info_requested"
        answer = self.api.post(f"/api/v1/reports/{report['code']}/supplement", json={"text": "Số nhà 12"},
                               headers={"Authorization": "Bearer " + report["secret"]})
        assert answer.status_code == 200 and answer.json()["status"] == "assigned", answer.text
        self.resolved(report)

    def sent_back(self, report):
        agency = report["agency"]["code"]
        self.answered(report)
        sender_back = self.member("head", agency) if self.needs_approval[agency] else self.dispatcher
        done(sender_back, report["id"], "send-back", reason="Trả lời chưa rõ")

    def left_open(self, report):
        pass


FATES = ["resolved", "rejected", "returned_and_assigned", "left_open", "asked_and_supplemented", "transferred",
         "resolved", "sent_back", "rejected_after_acceptance"]


@pytest.fixture(scope="module")
def past_due(seeded):
    """Two categories whose reports are due before they come, so that some are late and some overdue."""
    import psycopg2
    connection = psycopg2.connect(seeded.cluster.conninfo("pakn_owner"))
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute("""insert into pakn.calendar values (24, 9, 'past', 'Đã qua');
        insert into pakn.working_block values (24, 9, '2099-01-01', '2098-01-01', 1, 0, 60, true),
            (24, 9, now() - interval '1 hour', now() - interval '2 hours', 2, 60, 60, true);
        insert into pakn.deadline values (24, 'past', 'answer', 'working_days', 1, 9);
        select code, deadline_class from pakn.category where code in ('DIEN', 'TTDT')""")
    classes = cursor.fetchall()
    cursor.execute("update pakn.category set deadline_class = 'past' where code in ('DIEN', 'TTDT')")
    yield
    cursor.executemany("update pakn.category set deadline_class = %s where code = %s", [c[::-1] for c in classes])
    connection.close()


@pytest.fixture(scope="module")
def sample(shared, daemon, member, sign_in, places, past_due):
    """The 53 texts, sent and worked; yields [(report, fate)] and the instant at half time."""
    from support import Api
    api = Api(daemon.url)
    with open(shared("reports_sample.tsv"), encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(rows) == 53
    categories = api.get("/api/v1/categories").json()["items"]
    sent = []
    for row, place in zip(rows, list(places.values())[::2] + list(places.values())[1::2]):
        answer = api.post("/api/v1/reports", json={
            "category": category_of(categories, row["field"]), "description": row["text"], "location": place,
            "publish": True, "attributes": {"source": row["source"]}})
        assert answer.status_code == 201, answer.text
        sent.append(answer.json())
    office = Office(api, member, sign_in("dispatcher"))
    import psycopg2
    connection = psycopg2.connect(daemon.cluster.conninfo("pakn_owner"))
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute("select code, needs_approval from pakn.agency where tenant_id = 24")
    office.needs_approval = dict(cursor.fetchall())
    worked, half = [], None
    for i, report in enumerate(sent):
        fate = FATES[i % len(FATES)]
        getattr(office, fate)(report)
        worked.append((report, fate))
        if i == len(sent) // 2:
            cursor.execute("select clock_timestamp()")
            half = cursor.fetchone()[0]
    connection.close()
    return worked, half


def own_count(db, group, as_of):
    cursor = db.cursor()
    cursor.execute(OWN_COUNT.format(group=GROUPS[group]), {"from": hour(-24), "to": hour(1), "as_of": as_of})
    return {row[0]: dict(zip(COLUMNS, row[1:])) for row in cursor.fetchall()}


def compare(own, told):
    """Compares cell by cell; percentiles come from a histogram that is at most 5% off."""
    for column in COLUMNS:
        if own[column] is not None and column.endswith("_hours"):
            assert told[column] is not None and abs(told[column] - own[column]) <= 0.051 * own[column] + 0.06, column
        elif column.endswith("_hours"):
            assert told[column] is None, column
        else:
            assert told[column] == own[column], f"{column}: told {told[column]}, own count {own[column]}"


def test_all_texts_are_stored_and_end_as_their_fate_says(sample, api, db):
    ends = {"resolved": "resolved", "rejected": "rejected", "returned_and_assigned": "resolved", "left_open": "assigned",
            "asked_and_supplemented": "resolved", "transferred": "in_progress", "sent_back": "in_progress",
            "rejected_after_acceptance": "rejected"}
    worked, _ = sample
    assert len({report["code"] for report, _ in worked}) == 53
    for report, fate in worked:
        view = api.get(f"/api/v1/reports/{report['code']}").json()
        assert view["status"] == ends[fate], (fate, view)
        assert view["overdue"] == (fate in ("left_open", "transferred", "sent_back") and
                                   report["category"] in ("DIEN", "TTDT"))
    cursor = db.cursor()
    cursor.execute("select count(*) from pakn.report where report_id = any(%s::uuid[])",
                   [[report["id"] for report, _ in worked]])
    assert cursor.fetchone() == (53,)


@pytest.mark.parametrize("group", GROUPS)
def test_statistics_equal_our_own_count_by(sample, sign_in, db, group):
    told = figures_of(sign_in("supervisor"), group_by=group)
    own = own_count(db, group, told["as_of"])
    compare(own.pop(None), told["total"])
    for row in told["rows"]:
        if row["code"] in own:
            compare(own.pop(row["code"]), row)
        else:  # who has given all away
            assert row["received"] == 0 < row["returned"] + row["transferred"] + row["unaccepted"]
    assert not own
    assert told["total"]["received"] == sum(row["received"] for row in told["rows"])
    assert min(told["total"][c] for c in COLUMNS[:9]) > 0, "the sample leaves a column without a report"


@pytest.mark.parametrize("group", GROUPS)
def test_statistics_of_an_earlier_instant_are_recounted_by(sample, sign_in, db, group):
    _, half = sample
    told = figures_of(sign_in("supervisor"), group_by=group, as_of=half.isoformat())
    own = own_count(db, group, half.replace(microsecond=half.microsecond // 1000 * 1000))
    compare(own.pop(None), told["total"])
    for row in told["rows"]:
        if row["code"] in own:
            compare(own.pop(row["code"]), row)
        else:  # who has given all away
            assert row["received"] == 0 < row["returned"] + row["transferred"] + row["unaccepted"]
    assert not own


def test_a_recount_at_this_moment_equals_the_rollups(sample, sign_in):
    for group in GROUPS:
        now = figures_of(sign_in("supervisor"), group_by=group)
        again = figures_of(sign_in("supervisor"), group_by=group, as_of=hour(1))
        assert again["total"] == now["total"]
        assert again["rows"] == now["rows"]


def test_the_csv_holds_the_same_cells_as_the_json(sample, sign_in):
    period = {"from": hour(-24), "to": hour(1)}
    for group in GROUPS:
        told = figures_of(sign_in("supervisor"), group_by=group)
        answer = sign_in("supervisor").get("/api/v1/stats/resolution.csv", params=period | {"group_by": group})
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.content.startswith(b"\xef\xbb\xbf") and answer.content.endswith(b"\r\n")
        lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
        assert lines[0] == CSV_COLUMNS
        told["total"] |= {"code": "total", "name": ""}
        for line, row in zip(lines[1:], told["rows"] + [told["total"]], strict=True):
            for cell, name in zip(line, CSV_COLUMNS, strict=True):
                value = (row | row["outcomes"])[name]
                if isinstance(value, (int, float)):
                    assert float(cell) == value, name
                else:
                    assert cell == ("—" if value is None else value), name


def test_statistics_say_their_basis_formulas_and_definitions(sign_in):
    for language, words in (("vi", "tỷ lệ xử lý = H / A"), ("en", "H / A")):
        answer = sign_in("supervisor").get("/api/v1/stats/resolution", params={"from": hour(-24), "to": hour(1)},
                                           headers={"Accept-Language": language})
        told = answer.json()
        assert told["formula"]["rate_handled"].startswith(words)
        assert told["basis"] == "received" and told["basis_words"] and told["definitions"]
        assert set(COLUMNS) <= set(told["formula"]) | {"median_hours", "p90_hours"}


def test_a_period_in_which_nothing_came_has_dashes_for_rates(sign_in):
    period = {"from": "2020-01-01T00:00:00+07:00", "to": "2020-02-01T00:00:00+07:00"}
    told = sign_in("supervisor").get("/api/v1/stats/resolution", params=period).json()
    assert told["rows"] == [] and told["total"]["received"] == 0 and told["total"]["rate_handled"] is None
