-- deadline_at: the deadline of a class and stage that holds at an instant; of one that names no calendar it is p_calendar's,
-- the agency's.  Written to be inlined.
create or replace function pakn.deadline_at(p_tenant int, p_class text, p_stage text, p_at timestamptz, p_calendar int)
returns table (unit text, amount int, calendar_id int)
language sql stable rows 1
as $$
	select d.unit, d.amount, coalesce(d.calendar_id, p_calendar)
	from pakn.deadline d
	where d.tenant_id = p_tenant and d.class = p_class and d.stage = p_stage and d.valid_from <= p_at and p_at < d.valid_to
$$;
