-- stats_times: the parts of a period that a table by time is put together from: all of it, or where months, quarters and years end
-- elsewhere than the calendar's, each of them (stats_label).
create or replace function pakn.stats_times(p_by text, p_from timestamptz, p_to timestamptz, p_day int, p_hour int)
returns table (first timestamptz, until timestamptz)
language sql stable
as $$
	select p_from, p_to
	where p_by is null or p_by in ('hour', 'day', 'week') or (p_day, p_hour) = (1, 0)
	union all
	select greatest(p_from, e.starts), least(p_to, lead(e.starts, 1, 'infinity') over (order by e.starts))
	from generate_series(pakn.stats_label(p_by, p_from, p_day, p_hour) at time zone 'Asia/Ho_Chi_Minh',
			pakn.stats_label(p_by, p_to - interval '1 hour', p_day, p_hour) at time zone 'Asia/Ho_Chi_Minh',
			case p_by when 'month' then interval '1 month' when 'quarter' then interval '3 months' else interval '1 year' end) l,
		lateral (select (l - make_interval(months => (p_day > 1)::int) + make_interval(days => p_day - 1, hours => p_hour)) at time zone 'Asia/Ho_Chi_Minh' as starts) e
	where p_by in ('month', 'quarter', 'year') and (p_day, p_hour) <> (1, 0)
$$;
