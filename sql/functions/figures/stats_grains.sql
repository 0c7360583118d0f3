-- stats_grains: of which lengths the rows of a dimension's rollup may be that a table by time is put together from, longest
-- first: none longer than its times.
create or replace function pakn.stats_grains(p_dimension text, p_by text)
returns text[]
language sql stable
as $$
	select array_agg(g.grain order by g.place)
	from unnest('{year,month,day,hour}'::text[]) with ordinality g (grain, place)
		join pakn.stat_dimension w on w.dimension = p_dimension and g.grain = any (w.grains)
	where g.place >= case when p_by = 'hour' then 4 when p_by in ('week', 'day') then 3 when p_by in ('month', 'quarter') then 2 else 1 end
$$;
