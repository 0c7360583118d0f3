-- escalation_again_at: when the last step of a ladder is repeated that was taken at an instant, and not before it would be
-- taken by the deadline of now, which may have moved since.
create or replace function pakn.escalation_again_at(p_tenant int, p_calendar int, p_taken_at timestamptz, p_last_at timestamptz, p_every jsonb)
returns timestamptz
language plpgsql stable
as $$
declare
	v_minutes int := pakn.ladder_minutes(p_tenant, p_calendar, p_taken_at, p_every);
begin
	return greatest(p_last_at, coalesce(pakn.working_add(p_tenant, p_calendar, p_taken_at, v_minutes),
		p_taken_at + make_interval(mins => v_minutes)));
end $$;
