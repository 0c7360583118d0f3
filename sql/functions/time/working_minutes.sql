-- working_minutes: full minutes of working time between two instants.
create or replace function pakn.working_minutes(p_tenant int, p_calendar int, p_from timestamptz, p_to timestamptz)
returns int
language sql stable
as $$
	select floor(coalesce(sum(extract(epoch from least(b.ends_at, p_to) - greatest(b.starts_at, p_from))), 0) / 60)::int
	from pakn.working_block b
	where b.tenant_id = p_tenant and b.calendar_id = p_calendar and b.ends_at > p_from
		and b.starts_at < p_to and b.ends_at < p_to + interval '1 day'
$$;
