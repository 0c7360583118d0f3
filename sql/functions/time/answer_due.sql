-- answer_due: when the answer is due that a citizen is promised, and from when on the time counts.  Where a
-- province has not said it (no such class, or its calendar ends before), 14 days: a gap in the settings must not
-- refuse a report; `pakn doctor` names it.  Written to be inlined.
create or replace function pakn.answer_due(p_tenant int, p_class text, p_from timestamptz, p_calendar int)
returns table (due_at timestamptz, starts_at timestamptz, calendar_id int)
language sql stable rows 1
as $$
	select coalesce(d.due_at, p_from + interval '14 days'), coalesce(d.starts_at, p_from), coalesce(d.calendar_id, p_calendar)
	from (select) as one left join lateral pakn.due_at(p_tenant, p_class, 'answer', p_from, p_calendar) d on true
$$;
