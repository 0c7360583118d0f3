-- stats_sums: the sums of a question's period, or another, a row for each group and one of all, where there is anything.  hours: how long
-- released answers took (stat_duration), unless p_hours is false; of two things together, and by the units of another day, only of all.
create or replace function pakn.stats_sums(q pakn.stats_question, p_groups text[], p_from timestamptz, p_to timestamptz, p_hours boolean default true)
returns table (is_total boolean, codes text[], names text[], sums pakn.stat_rollup, hours int[])
language plpgsql stable
	set jit = off set random_page_cost = 1.1
as $$
declare
	v_codes text := (select coalesce(string_agg(format('g%s.code', g), ', '), '') from generate_series(1, cardinality(p_groups)) g);
	v_by text := (select g from unnest(p_groups) g where pakn.stats_is_time(g));
	v_dimension text := (select d.dimension from pakn.stats_dimension(p_groups) d);
	v_kept boolean := q.areas_at is null and v_dimension not like '%,%';
	v_family int[] := pakn.stats_family(q);
begin
	return query execute format($q$
		select grouping(n.codes) = 1, n.codes, n.names, row(null, null, null, null, null, null, null, %1$s)::pakn.stat_rollup, %2$s
		from (
			select array[%3$s]::text[] as codes, array[%4$s]::text[] as names, c.*%5$s
			from unnest(%6$L::int[]) f (of_tenant) cross join lateral %7$s c%8$s %9$s) n
		group by grouping sets ((n.codes, n.names), ())
		having grouping(n.codes) = 1 or %10$L and (%11$s)$q$,
		pakn.stat_list('coalesce(sum(n.$), 0)::int'),
		case when not p_hours then 'null::int[]' when v_kept then 'pakn.histogram_sum(n.hours)' else format('case when grouping(n.codes) = 1 then (
			select pakn.histogram_sum(d.counts) from unnest(%L::int[]) f (of_tenant) cross join lateral pakn.stats_durations(f.of_tenant, %L, ''kind'', %L, %L, null, %L) d) end',
			v_family, q.basis, p_from, p_to, q.as_of) end,
		v_codes, replace(v_codes, '.code', '.name'), case when p_hours and v_kept then ', d.counts as hours' end, v_family,
		case when q.areas_at is null then format('pakn.stats_cells(f.of_tenant, %L, %L, %L, %L, %L, %L)', q.basis, v_dimension, p_from, p_to, v_by, q.as_of)
		else format('pakn.stats_areas(f.of_tenant, %L, %L, %L, %L, %L, %L)', p_from, p_to, v_by, q.as_of, q.areas_at, q.areas_level) end,
		case when p_hours and v_kept then format(E'\n\t\t\t\tleft join lateral pakn.stats_durations(f.of_tenant, %L, %L, %L, %L, %L, %L) d on d.key = c.key and coalesce(d.starts_at, ''-infinity'') = coalesce(c.starts_at, ''-infinity'')',
			q.basis, v_dimension, p_from, p_to, v_by, q.as_of) end,
		pakn.stats_named(q, p_groups), p_groups <> '{}', replace(pakn.stat_list('sum(n.$) <> 0'), ',', ' or'));
end $$;
