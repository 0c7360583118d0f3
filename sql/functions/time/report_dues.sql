-- report_dues: of a report that comes in: when its answer is due (as answer_due) and its first stage, from when on the time
-- counts, and by which calendar.  Stages of one calendar share the look for its first block.  Written to be inlined.
create or replace function pakn.report_dues(p_tenant int, p_class text, p_stage text, p_from timestamptz, p_calendar int)
returns table (due_at timestamptz, stage_due_at timestamptz, starts_at timestamptz, calendar_id int)
language sql stable rows 1
as $$
	select coalesce(a.due_at, p_from + interval '14 days'), b.due_at, coalesce(greatest(f.starts_at, p_from), p_from),
		coalesce(d.calendar_id, p_calendar)
	from (select) as one
		left join lateral pakn.deadline_at(p_tenant, p_class, 'answer', p_from, p_calendar) d on true
		left join lateral pakn.block_at(p_tenant, case when d.unit <> 'hours' then d.calendar_id end, p_from) f on true
		cross join lateral pakn.due_end(p_tenant, d.calendar_id, d.unit, d.amount, p_from, f.workday_no, f.starts_at, f.minutes_before) a
		left join lateral pakn.deadline_at(p_tenant, p_class, p_stage, p_from, p_calendar) s on true
		left join lateral pakn.block_at(p_tenant, case when s.unit <> 'hours' and (s.calendar_id = d.calendar_id and d.unit <> 'hours') is not true
			then s.calendar_id end, p_from) g on true
		cross join lateral pakn.due_end(p_tenant, s.calendar_id, s.unit, s.amount, p_from, coalesce(g.workday_no, f.workday_no),
			coalesce(g.starts_at, f.starts_at), coalesce(g.minutes_before, f.minutes_before)) b
$$;
