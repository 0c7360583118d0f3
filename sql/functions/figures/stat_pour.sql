-- stat_pour: adds all changes of the figures of a province (p_deltas: a statement that answers rows of stat_delta) up into two empty tables
-- that are shaped as stat_rollup and stat_duration.
create or replace function pakn.stat_pour(p_tenant int, p_deltas text, p_rollup regclass, p_duration regclass)
returns void
language plpgsql
	set jit = off set work_mem = '256MB'
as $$
declare
	v_counted timestamptz := (select x.counted_from from pakn.tenant x where x.tenant_id = p_tenant);
	w record;
begin
	-- One thing after the other, the shortest times from the changes, longer ones from those: so that no more is added up at once than needed.
	for w in select d.dimension, d.second is null as is_single, d.grains, array_remove(d.grains, 'hour') as days from pakn.stat_dimension d loop
		execute format('insert into %s (tenant_id, part, dimension, grain, starts_at, key, key_2, %s) select %s, x.* from (%s) x where num_nonnulls(%s) > 0',
			p_rollup, pakn.stat_list('$'), p_tenant, pakn.stat_changes(p_deltas, v_counted, w.dimension), pakn.stat_list('x.$'));
		for i in 2 .. cardinality(w.grains) loop
			execute format('insert into %1$s select %2$s, x.part, x.dimension, %3$L, date_trunc(%3$L, x.starts_at, ''Asia/Ho_Chi_Minh''), x.key, x.key_2, %4$s
				from %1$s x where x.tenant_id = %2$s and x.dimension = %5$L and x.grain = %6$L group by 2, 3, 5, 6, 7 having %7$s',
				p_rollup, p_tenant, w.grains[i], pakn.stat_list('nullif(sum(x.$), 0)'), w.dimension, w.grains[i - 1],
				replace(pakn.stat_list('sum(x.$) <> 0'), ',', ' or'));
		end loop;
		continue when not w.is_single;
		execute format('insert into %s select %s, x.* from (%s) x', p_duration, p_tenant, pakn.stat_spent(p_deltas, v_counted, w.dimension));
		for i in 2 .. cardinality(w.days) loop
			execute format('insert into %1$s select %2$s, x.part, x.dimension, x.measure, %3$L, date_trunc(%3$L, x.starts_at, ''Asia/Ho_Chi_Minh''), x.key, pakn.histogram_sum(x.counts)
				from %1$s x where x.tenant_id = %2$s and x.dimension = %4$L and x.grain = %5$L group by 2, 3, 4, 6, 7',
				p_duration, p_tenant, w.days[i], w.dimension, w.days[i - 1]);
		end loop;
	end loop;
end $$;
