-- oldest-binary: 0.1
-- 0028 ledger: who held the clock of a report, from when to when, against which deadline.

-- Spans without gaps, from receipt to when the clock last changed hands; who holds it since then follows from the report
-- (clock_running), so that intake writes none.  part: what was to be done meanwhile (clock_part); wait: the clock stood still;
-- closed: nobody held it until the report was opened again.
create table pakn.clock_span (
	tenant_id    int not null,
	report_id    uuid not null,
	starts_at    timestamptz not null,
	ends_at      timestamptz not null,
	agency_id    int not null,
	staff_id     int,                        -- who of the agency had it in hand
	part         text not null check (part in ('sort', 'accept', 'answer', 'approve', 'review', 'wait', 'closed')),
	due_at       timestamptz not null,       -- of the answer, as it stood
	stage_due_at timestamptz,                -- of the part, where that has a deadline of its own
	primary key (tenant_id, report_id, ends_at),
	check (starts_at < ends_at)
);
create index clock_span_agency on pakn.clock_span (tenant_id, agency_id, ends_at);

-- What has happened so far, as the history tells it.
insert into pakn.clock_span (tenant_id, report_id, starts_at, ends_at, agency_id, part, due_at)
select s.tenant_id, s.report_id, s.at, s.until, case s.part when 'review' then t.desk_id else s.agency_id end, s.part, s.due_at
from (
	select m.*, lead(m.at) over (partition by m.tenant_id, m.report_id order by m.at, m.event_id) as until
	from (
		select e.*, (e.agency_id, e.part, e.due_at) is distinct from (lag(e.agency_id) over w, lag(e.part) over w, lag(e.due_at) over w) as moved
		from (
			select x.tenant_id, x.report_id, x.event_id, x.at, x.agency_id, x.due_at,
				case
					when x.to_status in ('received', 'assigned', 'in_progress') then
						case x.to_status when 'received' then 'sort' when 'assigned' then 'accept' else 'answer' end
					when x.to_status in ('info_requested', 'paused') then 'wait'
					when x.to_status <> 'answered' then 'closed'
					when x.stat_class in (3, 4) then 'review'
					else 'approve' end as part
			from pakn.report_event x) e
		window w as (partition by e.tenant_id, e.report_id order by e.at, e.event_id)) m
	where m.moved) s
	join pakn.tenant t on t.tenant_id = s.tenant_id
where s.at < s.until;

-- Sums: of one's own agency; of all; of single people.
insert into pakn.role_right
select role, right_name
from (values
	('ledger:read',        '{operator,dispatcher,staff,head,supervisor}'),
	('ledger:read_all',    '{dispatcher,supervisor}'),
	('ledger:read_people', '{head,supervisor}')
) as r (right_name, roles), unnest(r.roles::text[]) as role;
insert into pakn.scope_right values ('stats:read', 'ledger:read');
