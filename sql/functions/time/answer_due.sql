-- answer_due: when the answer is due that a citizen is promised.  Where a province has not said it (no
-- such class, or its calendar ends before), 14 days: a gap in the settings must not refuse a report;
-- `pakn doctor` names it.  Written to be inlined.
create or replace function pakn.answer_due(p_tenant int, p_class text, p_from timestamptz)
returns table (due_at timestamptz)
language sql stable
as $$
	select coalesce((select d.due_at from pakn.due_at(p_tenant, p_class, 'answer', p_from) d),
		p_from + interval '14 days')
$$;
