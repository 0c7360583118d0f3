-- ledger_lines: the ledger of a report: who held its clock, under whom, from when to when, for how many working minutes by the calendar
-- of now, and how many of them after due.  The time while it was closed is nobody's.
create or replace function pakn.ledger_lines(r pakn.report)
returns table (tenant_id int, agency_id int, staff_id int, head_id int, part text, starts_at timestamptz, ends_at timestamptz,
	due_at timestamptz, stage_due_at timestamptz, minutes int, minutes_late int)
language sql stable
as $$
	select s.tenant_id, s.agency_id, s.staff_id, h.staff_id, s.part, h.starts_at, h.ends_at, s.due_at, s.stage_due_at,
		e.minutes - b.minutes, case when s.part not in ('wait', 'review') then e.minutes - greatest(b.minutes, d.minutes) end
	from pakn.clock_spans(r) s
		join pakn.report x on x.tenant_id = s.tenant_id and x.report_id = s.report_id
		cross join lateral pakn.head_terms(s.tenant_id, s.agency_id, s.starts_at, s.ends_at) h
		cross join lateral (select coalesce(x.calendar_id, pakn.agency_calendar(x.tenant_id, x.agency_id)) as calendar_id offset 0) k
		cross join lateral pakn.working_over(s.tenant_id, k.calendar_id, h.starts_at) b
		cross join lateral pakn.working_over(s.tenant_id, k.calendar_id, h.ends_at) e
		cross join lateral pakn.working_over(s.tenant_id, k.calendar_id, least(h.ends_at, s.due_at)) d
	where s.part <> 'closed'
$$;
