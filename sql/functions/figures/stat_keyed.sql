-- stat_keyed: the beginning of a statement that says what changes of the figures come to: `keyed`: the changes, added up by the part of
-- the rollups that they go into, by what they count by (mask of a stat_dimension: all of them, or p_dimension), p_class and hour; `slot`:
-- the rows that they go into, by their masks, of p_dimension alone those of its shortest times; `hour`: the times of each hour.  All further
-- steps cost by the row: so numbers are added up first.  measure: which duration a class is of, null of figures.  Before p_counted a
-- report came in too early to count in what is handled.
-- p_deltas: a statement that answers rows of stat_delta; p_class: stat_class or stat_bucket.
create or replace function pakn.stat_keyed(p_deltas text, p_counted timestamptz, p_class text, p_dimension text)
returns text
language sql stable
as $$
	with dimension as (
		select w.first, w.second, w.mask
		from pakn.stat_dimension w
		where w.dimension = coalesce(p_dimension, w.dimension) and (w.second is null or p_class = 'stat_class')
	), beside as (
		-- What counts in no figure but how long it took.
		select array_agg(c.stat_class) as classes, string_agg(format('when %s then %L', c.stat_class, c.measure), ' ') as measures
		from pakn.stat_class c where c.measure <> 'release'
	)
	select format($q$
		with keyed as materialized (%1$s
		), slot as materialized (
			select row_number() over (order by w.dimension::pakn.stat_kept, g.grain)::int as slot, w.dimension::pakn.stat_kept as dimension, w.mask,
				w.second is not null as is_pair, g.grain
			from pakn.stat_dimension w, unnest((array_remove(w.grains, %2$L))%3$s::pakn.stat_grain[]) g (grain)
			where %4$s
		), hour as materialized (
			select h.hour, g.grain, date_trunc(g.grain::text, h.hour, 'Asia/Ho_Chi_Minh') as starts_at
			from (select distinct k.hour from keyed k) h, (select distinct s.grain from slot s) g
		)$q$,
		(select string_agg(format($q$
			select %1$L::pakn.stat_part as part, %2$s as mask, d.hour, d.measure, d.class, d.by_staff, d.just_in, %3$s as key, %4$s as last_key, sum(d.n) as n
			from (
				select %5$s as hour, %12$s as measure, x.%6$I as class, x.happened is null as just_in, x.entered as by_staff, %7$s, x.n
				from (%8$s) x
				where %9$s and %10$s) d
			group by d.hour, d.measure, d.class, d.just_in, d.by_staff, grouping sets (%11$s)
			having sum(d.n) <> 0$q$,
			v.part, case when p_dimension is null then 'grouping(d.k1, d.k2, d.k3, d.k4, d.k5, d.k6)' else (select w.mask::text from dimension w) end,
			case when p_dimension is null then 'coalesce(d.k1, d.k2, d.k3, d.k4, d.k5, d.k6)' else (select 'd.k' || w.first from dimension w) end,
			case when p_dimension is null then 'coalesce(d.k6, d.k5, d.k4, d.k3, d.k2, d.k1)' else (select 'd.k' || coalesce(w.second, w.first) from dimension w) end,
			v.hour, p_class, (select string_agg(format('pakn.stat_key(%L, x.agency_id, x.area_id, x.category_id, x.channel_id, x.kind, x.urgency) as k%s', w.dimension, w.first), ', ')
				from pakn.stat_dimension w where w.second is null),
			p_deltas, v.counted, case p_class when 'stat_bucket' then 'x.stat_bucket > 0' else format('x.stat_class <> all (%L)', b.classes) end,
			(select string_agg(format('(d.k%s%s)', w.first, ', d.k' || w.second), ', ') from dimension w),
			case p_class when 'stat_bucket' then format('(case x.stat_class %s else ''release'' end)::pakn.stat_measure', b.measures) else 'null' end), ' union all ')
			from beside b, (values
				('arrived', 'x.received_hour', format('x.happened is null and x.received_hour >= %L', p_counted)),
				('received', 'x.received_hour', format('(x.happened is not null or x.received_hour < %L)', p_counted)),
				('handled', 'x.happened', format('x.happened is not null and x.received_hour >= %L', p_counted))) v (part, hour, counted)),
		-- Of how long answers took, nobody keeps hours (stat_duration).
		case p_class when 'stat_bucket' then 'hour' end, case when p_dimension is not null then '[1:1]' end,
		case when p_dimension is not null then format('w.dimension = %L', p_dimension) when p_class = 'stat_bucket' then 'w.second is null' else 'true' end)
$$;
