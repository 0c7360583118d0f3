-- calendar_reach: lays the calendars of a province that begin after an instant (null: none) out anew from the year
-- before it, so that old deadlines can be computed.
-- Writes: working_block
create or replace function pakn.calendar_reach(p_tenant int, p_at timestamptz)
returns void
language plpgsql
as $$
begin
	perform pakn.calendar_build(p_tenant, c.calendar_id, (date_trunc('year', p_at) - interval '1 year')::date, c.last_day)
	from (select b.calendar_id, min(b.starts_at) as first, max(b.ends_at)::date as last_day
		from pakn.working_block b where b.tenant_id = p_tenant group by 1) c
	where c.first > p_at;
end $$;
