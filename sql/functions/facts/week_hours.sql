-- week_hours: the hours of a calendar's week that begins to hold on a day, written: 1 07:30-11:30,13:30-17:00;2 ...; null
-- where there is none.
create or replace function pakn.week_hours(p_tenant int, p_calendar int, p_first date)
returns text
language plpgsql stable
as $$
begin
	return (
		select string_agg(d.weekday || ' ' || d.hours, ';' order by d.weekday)
		from (
			select o.weekday, string_agg(left(o.starts::text, 5) || '-' || left(o.ends::text, 5), ',' order by o.starts) as hours
			from pakn.office_hours o
			where o.tenant_id = p_tenant and o.calendar_id = p_calendar and o.valid_from = p_first
			group by 1) d);
end $$;
