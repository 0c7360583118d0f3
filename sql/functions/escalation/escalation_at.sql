-- escalation_at: when a step of a ladder comes: while so much of the time is left that its share is over (the clock did not
-- run while it stood still), or so much working time after due.  Beyond the years that the calendar covers, by the wall clock.
create or replace function pakn.escalation_at(r pakn.report, p_since timestamptz, p_due timestamptz, p_calendar int, p_step jsonb)
returns timestamptz
language plpgsql stable
as $$
declare
	v_left int := 100 - (p_step->>'percent')::int;
	v_minutes int := case
		when v_left > 0 then -greatest(0, pakn.working_minutes(r.tenant_id, p_calendar, p_since, p_due) - pakn.clock_minutes(r, p_since)) * v_left / 100
		when v_left = 0 then 0
		else pakn.ladder_minutes(r.tenant_id, p_calendar, p_due, p_step) end;
begin
	return case when v_minutes = 0 then p_due
		else coalesce(pakn.working_add(r.tenant_id, p_calendar, p_due, v_minutes), p_due + make_interval(mins => v_minutes)) end;
end $$;
