-- due_at: when a stage must be done that began at p_from (due_end), and its first working minute at or after that.
-- p_calendar: the calendar of the agency, for classes that name no other.  Written to be inlined.
create or replace function pakn.due_at(p_tenant int, p_class text, p_stage text, p_from timestamptz, p_calendar int)
returns table (due_at timestamptz, starts_at timestamptz, calendar_id int)
language sql stable rows 1
as $$
	select e.due_at, greatest(f.starts_at, p_from), d.calendar_id
	from pakn.deadline_at(p_tenant, p_class, p_stage, p_from, p_calendar) d
		left join lateral pakn.block_at(p_tenant, case when d.unit <> 'hours' then d.calendar_id end, p_from) f on true
		cross join lateral pakn.due_end(p_tenant, d.calendar_id, d.unit, d.amount, p_from, f.workday_no, f.starts_at, f.minutes_before) e
$$;
