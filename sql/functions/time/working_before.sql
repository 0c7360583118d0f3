-- working_before: the last instant from which on at least so many full minutes of working time have passed until p_to; null
-- where the calendar does not reach back so far.
create or replace function pakn.working_before(p_tenant int, p_calendar int, p_to timestamptz, p_minutes int)
returns timestamptz
language sql stable
as $$
	select b.starts_at + make_interval(mins => wanted.minutes - b.minutes_before)
	from (
		select last.minutes_before - p_minutes
			+ least(last.minutes, floor(extract(epoch from p_to - last.starts_at) / 60)::int) as minutes
		from pakn.working_block last
		where last.tenant_id = p_tenant and last.calendar_id = p_calendar and last.starts_at <= p_to
		order by last.ends_at desc
		limit 1) wanted
		join lateral (
			select x.starts_at, x.minutes_before
			from pakn.working_block x
			where x.tenant_id = p_tenant and x.calendar_id = p_calendar and x.minutes_before <= wanted.minutes
			order by x.minutes_before desc
			limit 1) b on true
$$;
