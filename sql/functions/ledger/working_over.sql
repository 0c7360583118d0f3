-- working_over: how many minutes of a calendar's working time are over at an instant, since it begins.  A minute is theirs who hold
-- the clock when it ends: so what is held one after the other adds up to what has passed, whatever the seconds.
-- Written to be inlined.
create or replace function pakn.working_over(p_tenant int, p_calendar int, p_at timestamptz)
returns table (minutes int)
language sql stable rows 1
as $$
	-- Behind the last day of the calendar all of it is over.
	select coalesce(b.minutes_before + greatest(0, floor(date_part('epoch', p_at - b.starts_at) / 60)::int),
		(select max(x.minutes_before + x.minutes) from pakn.working_block x where x.tenant_id = p_tenant and x.calendar_id = p_calendar), 0)
	from (select) as one left join lateral pakn.block_at(p_tenant, p_calendar, p_at) b on true
$$;
