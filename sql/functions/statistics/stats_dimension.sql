-- stats_dimension: by which dimension (stat_dimension) the figures are read that are asked for by these groups, and which of its
-- keys is of which group; null where nobody keeps them together.  Only of times: by what has the fewest rows.
create or replace function pakn.stats_dimension(p_groups text[], out dimension text, out keys text[])
language sql stable
as $$
	with asked as (
		select g.place, case when g.name in ('successor', 'level') then 'agency' else g.name end as name
		from unnest(p_groups) with ordinality g (name, place)
		where not pakn.stats_is_time(g.name)
	), named as (
		select coalesce(string_agg(distinct a.name, ','), 'kind') as one, count(distinct a.name) as n from asked a
	)
	select w.dimension, (select array_agg(case when pakn.stats_is_time(g.name) then null
			when w.second is null or w.dimension like case when g.name in ('successor', 'level') then 'agency' else g.name end || ',%' then 'key' else 'key_2' end order by g.place)
		from unnest(p_groups) with ordinality g (name, place))
	from pakn.stat_dimension w cross join named n
	where w.dimension = n.one and n.n <= 1
		or n.n = 2 and (select bool_and(a.name = any (string_to_array(w.dimension, ','))) from asked a)
$$;
