-- stat_fold: moves waiting deltas into the rollups, in one statement, so that a reader sees each
-- delta either waiting or folded.  Answers how many were folded.
-- Writes: stat_delta, stat_rollup
create or replace function pakn.stat_fold(p_limit int)
returns int
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_tenant int;
	v_count int := 0;
	v_folded int;
begin
	for v_tenant in select t.tenant_id from tenant t order by 1 loop
		-- One folder at a time: two would wait for each other's rollup rows.
		if not pg_try_advisory_xact_lock(hashtext('pakn.stat_fold'), v_tenant) then
			continue;
		end if;
		with taken as (
			delete from stat_delta d
			where d.tenant_id = v_tenant and d.delta_id = any (array(
				select w.delta_id from stat_delta w
				where w.tenant_id = v_tenant order by w.delta_id limit p_limit))
			returning *
		), hours as (
			-- Added up by hour first: what is then rounded to days and months are few rows.
			select dims.dimension, taken.received_hour, dims.key, taken.stat_class, taken.stat_bucket, sum(taken.n) as n
			from taken,
				lateral (values ('agency', taken.agency_id), ('area', taken.area_id),
					('category', taken.category_id), ('channel', taken.channel_id)) as dims (dimension, key)
			group by 1, 2, 3, 4, 5
		), cells as (
			select hours.dimension, grains.grain,
				date_trunc(grains.grain, hours.received_hour, 'Asia/Ho_Chi_Minh') as starts_at,
				hours.key, hours.stat_class, hours.stat_bucket, sum(hours.n) as n
			from hours, (values ('hour'), ('day'), ('month')) as grains (grain)
			group by 1, 2, 3, 4, 5, 6
			having sum(hours.n) <> 0
		), folded as (
			insert into stat_rollup as r
			select v_tenant, c.dimension, c.grain, c.starts_at, c.key, c.stat_class, c.stat_bucket, c.n
			from cells c
			on conflict (tenant_id, dimension, grain, starts_at, key, stat_class, stat_bucket)
				do update set n = r.n + excluded.n
		)
		select count(*) into v_folded from taken;
		v_count := v_count + v_folded;
	end loop;
	return v_count;
end $$;
