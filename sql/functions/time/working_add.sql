-- working_add: the first instant by which so many full minutes of a calendar's working time have passed since another;
-- for a negative number, the last instant from which on so many pass until it.  Seconds count as not yet begun.
-- Null beyond the years that the calendar covers.
create or replace function pakn.working_add(p_tenant int, p_calendar int, p_at timestamptz, p_minutes int)
returns timestamptz
language plpgsql stable
as $$
declare
	v_at timestamptz := date_trunc('minute', p_at);
	v_place int;         -- how many working minutes of the calendar are over at v_at
begin
	if p_minutes = 0 then
		return v_at;
	end if;
	select b.minutes_before + greatest(0, extract(epoch from v_at - b.starts_at)::int / 60) into v_place
	from pakn.working_block b
	where b.tenant_id = p_tenant and b.calendar_id = p_calendar and b.ends_at > v_at
	order by b.ends_at
	limit 1;
	return case when p_minutes > 0 then (
		select b.starts_at + make_interval(mins => v_place + p_minutes - b.minutes_before)
		from (
			select x.* from pakn.working_block x
			where x.tenant_id = p_tenant and x.calendar_id = p_calendar and x.minutes_before < v_place + p_minutes
			order by x.minutes_before desc
			limit 1) b
		where v_place + p_minutes <= b.minutes_before + b.minutes)
	else (
		select b.starts_at + make_interval(mins => v_place + p_minutes - b.minutes_before)
		from pakn.working_block b
		where b.tenant_id = p_tenant and b.calendar_id = p_calendar and b.minutes_before <= v_place + p_minutes
		order by b.minutes_before desc
		limit 1)
	end;
end $$;
