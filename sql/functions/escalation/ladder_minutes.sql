-- ladder_minutes: how many minutes of a calendar's working time a step or repetition of a ladder means by `after`: hours, or days as
-- long as that of an instant; beyond the years that the calendar covers a day has 24 hours.
create or replace function pakn.ladder_minutes(p_tenant int, p_calendar int, p_at timestamptz, p_step jsonb)
returns int
language plpgsql stable
as $$
begin
	return (p_step->>'after')::int * case p_step->>'unit' when 'h' then 60
		else coalesce(pakn.day_minutes(p_tenant, p_calendar, p_at), 1440) end;
end $$;
