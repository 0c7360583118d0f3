-- stats_sums: the sums of a question's period, a row for each group and one of all, where there is anything.  On the basis of what was handled, with
-- what was open and overdue when it began: by time in rows of their own, whose codes have none for the time.  hours: how long released answers took
-- (stat_duration); of two things together, and by the units of another day, only of all.
create or replace function pakn.stats_sums(q pakn.stats_question)
returns table (is_total boolean, codes text[], names text[], sums pakn.stat_rollup, hours int[], open bigint, overdue bigint)
language plpgsql stable
	set jit = off set random_page_cost = 1.1
as $$
declare
	v_flows boolean := q.basis = 'handled';
	v_by text := (select g from unnest(q.groups) g where pakn.stats_is_time(g));
	v_codes text := (select string_agg(format(case when g = v_by and v_flows then 'case when c.starts_at > ''-infinity'' then g%s.$ end' else 'g%s.$' end, place), ', ')
		from unnest(q.groups) with ordinality x (g, place));
	v_dimension text := (select d.dimension from pakn.stats_dimension(q.groups) d);
	v_kept boolean := q.areas_at is null and v_dimension not like '%,%';
	v_family int[] := pakn.stats_family(q);
	v_within text := case when v_flows then ' filter (where n.starts_at is distinct from ''-infinity'')' else '' end;
	v_open text := case when v_flows then 'coalesce(sum(n.$) filter (where n.starts_at = ''-infinity''), 0)' else '0::bigint' end;
begin
	return query execute format($q$
		select grouping(n.codes) = 1, n.codes, n.names, row(null, null, null, null, null, null, null, %1$s)::pakn.stat_rollup, %2$s, %3$s, %4$s
		from (
			select array[%5$s]::text[] as codes, array[%6$s]::text[] as names, c.*%7$s
			from unnest(%8$L::int[]) f (of_tenant) cross join lateral %9$s c%10$s %11$s) n
		group by grouping sets ((n.codes, n.names), ())
		having grouping(n.codes) = 1 or %3$s <> 0 or %12$s$q$,
		replace(pakn.stat_list('coalesce(sum(n.$)%, 0)::int'), '%', v_within),
		case when v_kept then 'pakn.histogram_sum(n.hours)' else format('case when grouping(n.codes) = 1 then (
			select pakn.histogram_sum(d.counts) from unnest(%L::int[]) f (of_tenant) cross join lateral pakn.stats_durations(f.of_tenant, %L, ''kind'', %L, %L, null, %L) d) end',
			v_family, q.basis, q.first, q.until, q.as_of) end,
		replace(v_open, '$', 'in_time + n.overdue'), replace(v_open, '$', 'overdue'), replace(v_codes, '$', 'code'), replace(v_codes, '$', 'name'), case when v_kept then ', d.counts as hours' end, v_family,
		case when q.areas_at is not null then format('pakn.stats_areas(f.of_tenant, %L, %L, %L, %L, %L, %L)', q.first, q.until, v_by, q.as_of, q.areas_at, q.areas_level)
			else format('pakn.stats_cells(f.of_tenant, %L, %L, %L, %L, %L, %L, %L)', q.basis, v_dimension, q.first, q.until, v_by, q.as_of, v_flows) end,
		case when v_kept then format(E'\n\t\t\t\tleft join lateral pakn.stats_durations(f.of_tenant, %L, %L, %L, %L, %L, %L) d on d.key = c.key and coalesce(d.starts_at, ''infinity'') = coalesce(c.starts_at, ''infinity'')',
			q.basis, v_dimension, q.first, q.until, v_by, q.as_of) end,
		pakn.stats_named(q, q.groups), replace(replace(pakn.stat_list('sum(n.$)% <> 0'), ',', ' or'), '%', v_within));
end $$;
