-- working_seconds: how much working time of a calendar is over at an instant, since the calendar begins.
create or replace function pakn.working_seconds(p_tenant int, p_calendar int, p_at timestamptz)
returns numeric
language plpgsql stable
as $$
declare
	v_seconds numeric := (
		select b.minutes_before * 60 + greatest(0, extract(epoch from p_at - b.starts_at))
		from pakn.working_block b
		where b.tenant_id = p_tenant and b.calendar_id = p_calendar and b.ends_at > p_at
		order by b.ends_at
		limit 1);
begin
	-- Behind its last day all of it is.
	return coalesce(v_seconds, (
		select (b.minutes_before + b.minutes) * 60
		from pakn.working_block b
		where b.tenant_id = p_tenant and b.calendar_id = p_calendar
		order by b.ends_at desc
		limit 1), 0);
end $$;
