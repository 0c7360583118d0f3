-- stat_changes: a statement that says what changes of the figures come to (stat_keyed), as stat_rollup has it: part, dimension,
-- grain, starts_at, key, key_2, and the figures: all of them, or p_figures.
create or replace function pakn.stat_changes(p_deltas text, p_counted timestamptz, p_dimension text default null, p_figures text[] default null)
returns text
language sql stable
as $$
	-- 81 and 82: stat_class.
	select pakn.stat_keyed(p_deltas, p_counted, 'stat_class', p_dimension) || format($q$
		, worth as materialized (
			select k.class, k.by_staff, k.just_in, %s
			from (select distinct x.class, x.by_staff, x.just_in from keyed x) k
				join pakn.stat_class c on c.stat_class = any (array[k.class::int, case when k.by_staff then 81 end, case when k.just_in then 82 end])
			group by 1, 2, 3
		), sums as materialized (
			select k.part, s.slot, h.starts_at, k.key, case when s.is_pair then k.last_key else 0 end as key_2, %s
			from keyed k
				join slot s on s.mask = k.mask
				join hour h on h.hour = k.hour and h.grain = s.grain
				join worth c on c.class = k.class and c.by_staff = k.by_staff and c.just_in = k.just_in
			group by 1, 2, 3, 4, 5
		)
		select x.part, s.dimension, s.grain, x.starts_at, x.key, x.key_2, %s
		from sums x join slot s using (slot)$q$,
		pakn.stat_list('sum(c.$)::int as $', p_figures), pakn.stat_list('sum(k.n * c.$)::int as $', p_figures), pakn.stat_list('nullif(x.$, 0) as $', p_figures))
$$;
