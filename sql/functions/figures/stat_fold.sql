-- stat_fold: moves waiting deltas into the rollups, in one statement, so that a reader sees each
-- delta either waiting or folded.  Answers how many were folded.
-- Writes: stat_delta, stat_rollup, stat_duration
create or replace function pakn.stat_fold(p_limit int)
returns int
language plpgsql security definer set search_path = pakn, public, pg_temp
	set jit = off set work_mem = '64MB'
as $$
declare
	t tenant;
	v_count int := 0;
	v_folded int;
	v_classes smallint[];
	v_figures text[];
begin
	for t in select * from tenant x where exists (select from stat_delta d where d.tenant_id = x.tenant_id) order by x.tenant_id loop
		-- One folder at a time: two would wait for each other's rollup rows.
		if not pg_try_advisory_xact_lock(hashtext('pakn.stat_fold'), t.tenant_id) then
			continue;
		end if;
		-- Few classes are in few figures: what nobody touches is neither added up nor written.
		v_classes := array(select distinct w.stat_class from (
			select d.stat_class from stat_delta d where d.tenant_id = t.tenant_id order by d.delta_id limit p_limit) w);
		v_figures := stat_touched(v_classes);
		execute format($q$
			with taken as materialized (
				delete from stat_delta d
				where d.ctid = any (array(
					select w.ctid from stat_delta w
					where w.tenant_id = $1 and w.stat_class = any ($3) order by w.delta_id limit $2))
				returning *
			), poured as (
				insert into stat_rollup as r (tenant_id, part, dimension, grain, starts_at, key, key_2, %3$s)
				select $1, x.* from (%1$s) x
				on conflict (tenant_id, part, dimension, grain, starts_at, key, key_2) do update set %4$s
			), timed as (
				insert into stat_duration as r
				select $1, x.* from (%2$s) x
				on conflict (tenant_id, part, dimension, measure, grain, starts_at, key) do update set counts = histogram_add(r.counts, excluded.counts)
			)
			select count(*) from taken$q$,
			stat_changes('select * from taken', t.counted_from, null, v_figures), stat_spent('select * from taken', t.counted_from),
			stat_list('$', v_figures), stat_list('$ = nullif(coalesce(r.$, 0) + coalesce(excluded.$, 0), 0)', v_figures))
		into v_folded using t.tenant_id, p_limit, v_classes;
		v_count := v_count + v_folded;
	end loop;
	return v_count;
end $$;
