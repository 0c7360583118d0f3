-- block_at: the first block of a calendar's working time that is not over at an instant; none of no calendar,
-- which costs no look.  Written to be inlined.
create or replace function pakn.block_at(p_tenant int, p_calendar int, p_at timestamptz)
returns table (workday_no int, starts_at timestamptz, minutes_before int)
language sql stable rows 1
as $$
	select b.workday_no, b.starts_at, b.minutes_before
	from pakn.working_block b
	where b.tenant_id = p_tenant and b.calendar_id = p_calendar and b.ends_at > p_at
	order by b.ends_at
	limit 1
$$;
