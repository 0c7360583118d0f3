-- stat_spent: a statement that says how long released answers took, as stat_changes says what figures come to: part, dimension,
-- measure, grain, starts_at, key, counts (stat_duration).  Of two things together nobody keeps that.
create or replace function pakn.stat_spent(p_deltas text, p_counted timestamptz, p_dimension text default null)
returns text
language sql stable
as $$
	select pakn.stat_keyed(p_deltas, p_counted, 'stat_bucket', p_dimension) || $q$
		, sums as materialized (
			select k.part, s.slot, k.measure, h.starts_at, k.key, k.class, sum(k.n)::bigint as n
			from keyed k
				join slot s on s.mask = k.mask
				join hour h on h.hour = k.hour and h.grain = s.grain
			group by 1, 2, 3, 4, 5, 6
			having sum(k.n) <> 0
		)
		select x.part, s.dimension, x.measure, s.grain, x.starts_at, x.key, pakn.histogram_of(array_agg(x.class), array_agg(x.n)) as counts
		from sums x join slot s using (slot)
		group by 1, 2, 3, 4, 5, 6$q$
$$;
