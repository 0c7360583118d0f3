-- backlog_ages: how many of some ages, in days, are in each class; p_bounds: where the classes begin.
create or replace function pakn.backlog_ages(p_days int[], p_bounds int[])
returns jsonb
language sql immutable
as $$
	select jsonb_agg(jsonb_build_object('from', b, 'below', p_bounds[n + 1],
		'reports', (select count(*) from unnest(p_days) d where d >= b and (n = cardinality(p_bounds) or d < p_bounds[n + 1]))) order by n)
	from unnest(p_bounds) with ordinality x (b, n)
$$;
