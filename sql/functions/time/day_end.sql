-- day_end: the end of a day's working time; of a day on which nobody works, of the next one on which somebody does.
create or replace function pakn.day_end(p_tenant int, p_calendar int, p_day date)
returns timestamptz
language plpgsql stable
as $$
begin
	return (
		select b.ends_at
		from pakn.working_block b
		where b.tenant_id = p_tenant and b.calendar_id = p_calendar and b.last_of_day and b.ends_at > p_day
		order by b.ends_at
		limit 1);
end $$;
