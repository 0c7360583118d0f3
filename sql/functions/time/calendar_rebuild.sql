-- calendar_rebuild: lays a calendar out anew over the years that it covers, those of its holidays, and at least nine after this one, from the first
-- year of any calendar of the province: what came in by then may get a deadline by this one, too.  Open deadlines follow (due_recompute).
-- Writes: working_block, the whole calendar anew; calendar, due_run
create or replace function pakn.calendar_rebuild(p_tenant int, p_calendar int)
returns void
language plpgsql
as $$
declare
	v_first date;
	v_last date;
begin
	select min(b.starts_at)::date, max(b.starts_at) filter (where b.calendar_id = p_calendar)::date into v_first, v_last
	from pakn.working_block b
	where b.tenant_id = p_tenant;
	select least(v_first, current_date, min(h.day)),
		greatest(v_last, (current_date + interval '9 years')::date, max(h.day))
	into v_first, v_last
	from pakn.holiday h
	where h.tenant_id = p_tenant and h.calendar_id = p_calendar;
	perform pakn.calendar_build(p_tenant, p_calendar, date_trunc('year', v_first)::date,
		(date_trunc('year', v_last) + interval '1 year - 1 day')::date);
	perform pakn.due_run_ask(p_tenant);
end $$;
