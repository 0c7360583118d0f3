-- stats_is_time: whether a table grouped so is one by time.
create or replace function pakn.stats_is_time(p_group text)
returns boolean
language sql immutable
as $$
	select p_group in ('hour', 'day', 'week', 'month', 'quarter', 'year')
$$;
