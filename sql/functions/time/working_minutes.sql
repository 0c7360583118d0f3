-- working_minutes: full minutes of working time between two instants; none between one and an earlier one.
create or replace function pakn.working_minutes(p_tenant int, p_calendar int, p_from timestamptz, p_to timestamptz)
returns int
language plpgsql stable
as $$
begin
	return greatest(0, floor((pakn.working_seconds(p_tenant, p_calendar, p_to) - pakn.working_seconds(p_tenant, p_calendar, p_from)) / 60));
end $$;
