-- stats_label: the hour, day, week, month, quarter or year in which an instant counts, by its first instant; of a month and what
-- is longer, by the province's cut-off, as stats_period calls it.  Null: all of a period is one.  Written to be inlined.
create or replace function pakn.stats_label(p_by text, p_at timestamptz, p_day int, p_hour int)
returns timestamptz
language sql stable
as $$
	select case when p_by in ('hour', 'day', 'week') then date_trunc(p_by, p_at, 'Asia/Ho_Chi_Minh')
		when p_by is not null then date_trunc(p_by, (p_at at time zone 'Asia/Ho_Chi_Minh') - make_interval(days => p_day - 1, hours => p_hour)
			+ make_interval(months => (p_day > 1)::int)) at time zone 'Asia/Ho_Chi_Minh' end
$$;
