-- calendar_build: lays a calendar out into blocks of working time from its office hours and holidays.
-- A day has the hours of the latest week that holds by then.  A day worked in exchange (swap_work) has those of a
-- Monday.  A holiday that is only proposed does not count.
-- Writes: working_block, the whole calendar anew; calendar
create or replace function pakn.calendar_build(p_tenant int, p_calendar int, p_first date, p_last date)
returns void
language plpgsql
as $$
begin
	delete from pakn.working_block b where b.tenant_id = p_tenant and b.calendar_id = p_calendar;
	insert into pakn.working_block
	select p_tenant, p_calendar, w.ends_at, w.starts_at,
		dense_rank() over (order by w.day),
		coalesce(sum(w.minutes) over (order by w.starts_at rows between unbounded preceding and 1 preceding), 0),
		w.minutes,
		row_number() over (partition by w.day order by w.starts_at desc) = 1
	from (
		select d.day, (d.day + o.starts) at time zone 'Asia/Ho_Chi_Minh' as starts_at,
			(d.day + o.ends) at time zone 'Asia/Ho_Chi_Minh' as ends_at,
			(extract(epoch from o.ends - o.starts) / 60)::int as minutes
		from (select s::date as day from generate_series(p_first::timestamp, p_last, interval '1 day') s) d
			cross join lateral (select max(f.valid_from) as first from pakn.office_hours f
				where f.tenant_id = p_tenant and f.calendar_id = p_calendar and f.valid_from <= d.day) week
			left join pakn.holiday h on h.tenant_id = p_tenant and h.calendar_id = p_calendar and h.day = d.day
				and h.status <> 'proposed'
			join pakn.office_hours o on o.tenant_id = p_tenant and o.calendar_id = p_calendar and o.valid_from = week.first
				and o.weekday = case when h.kind = 'swap_work' then 1 else extract(isodow from d.day)::int end
		where h.kind is distinct from 'off' and h.kind is distinct from 'swap_off'
	) w;
	update pakn.calendar c set around_the_clock = (
		select coalesce(sum(b.minutes) = (p_last - p_first + 1) * 1440, false)
		from pakn.working_block b where b.tenant_id = p_tenant and b.calendar_id = p_calendar)
	where c.tenant_id = p_tenant and c.calendar_id = p_calendar;
end $$;
