-- timing_rows: how long the reports of a period took: a row per group and measure, and one for the total, with how many have come so
-- far, median and 90th percentile in working hours, and the classes that they are read from, each 10% wider than the one before.
create or replace function pakn.timing_rows(q pakn.stats_question)
returns table (is_total boolean, code text, name text, measure pakn.stat_measure, reports bigint, median_hours numeric, p90_hours numeric, classes jsonb)
language sql stable
as $$
	with sums as (
		select grouping(g.code) = 1 as is_total, g.code, g.name, m.measure, pakn.histogram_sum(d.counts) as counts
		from unnest(enum_range(null::pakn.stat_measure)) m (measure)
			cross join lateral pakn.stats_durations(q.tenant_id, 'received', (select d.dimension from pakn.stats_dimension(q.groups) d), q.first, q.until, null, null, m.measure) d
			cross join lateral pakn.stats_group(q.tenant_id, q.groups[1], d.key, q.first, null) g
		group by grouping sets ((g.code, g.name, m.measure), (m.measure))
	)
	select s.is_total, s.code, s.name, s.measure, c.reports, h.median, h.p90, c.classes
	from sums s
		cross join lateral pakn.histogram_hours(s.counts) h
		cross join lateral (
			select sum(s.counts[i])::bigint as reports,
				jsonb_agg(jsonb_build_object('from_hours', round((case when i > 1 then power(1.1, i - 2) else 0 end / 60)::numeric, 3),
					'to_hours', round((case when i > 1 then power(1.1, i - 1) else 1 end / 60)::numeric, 3), 'reports', s.counts[i]) order by i) as classes
			from generate_subscripts(s.counts, 1) i
			where s.counts[i] <> 0) c
	where c.reports > 0
$$;
