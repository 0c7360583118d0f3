-- stat_rebuild: counts the rollups of a province anew from its reports and events (stat_told), less what waits to be folded, in one
-- snapshot, while writes go on; folding waits.  Answers what differed, how many rows; p_check: and changes nothing.  That figures were put
-- right is an act on record.
-- Writes: stat_rollup, stat_duration, admin_act
create or replace function pakn.stat_rebuild(p_tenant int, p_check boolean)
returns table (kept_by text, part pakn.stat_part, dimension text, differing bigint)
language plpgsql
	set jit = off set work_mem = '256MB'
as $$
begin
	perform pg_advisory_xact_lock(hashtext('pakn.stat_fold'), p_tenant);
	create temp table stat_true (like pakn.stat_rollup) on commit drop;
	create temp table stat_true_duration (like pakn.stat_duration) on commit drop;
	-- What reports say, less what says so and is not folded: both of one instant.
	create temp table stat_due on commit drop as
	select d.* from pakn.stat_told(p_tenant, '2000-01-01 00:00+07', '2200-01-01 00:00+07', null) d
	union all
	select d.tenant_id, d.delta_id, -d.n, d.received_hour, d.agency_id, d.area_id, d.category_id, d.channel_id, d.stat_class, d.stat_bucket, d.kind, d.urgency,
		d.entered, d.happened
	from pakn.stat_delta d where d.tenant_id = p_tenant;
	analyze stat_due;
	perform pakn.stat_pour(p_tenant, 'select * from stat_due', 'stat_true', 'stat_true_duration');
	execute format($q$
		create temp table stat_wrong on commit drop as
		select 'figures' as kept_by, part, dimension, grain, starts_at, key, key_2
		from (select r.*, 1 as side from pakn.stat_rollup r where r.tenant_id = %1$s union all select r.*, -1 from stat_true r) x
		group by 2, 3, 4, 5, 6, 7 having %2$s
		union all
		select distinct 'hours', part, dimension, grain, starts_at, key, 0
		from (select r.*, 1 as side from pakn.stat_duration r where r.tenant_id = %1$s union all select r.*, -1 from stat_true_duration r) x
			cross join lateral generate_subscripts(x.counts, 1) i
		group by part, dimension, measure, grain, starts_at, key, i having sum(x.side * x.counts[i]) <> 0$q$, p_tenant, replace(pakn.stat_list('sum(x.side * x.$) <> 0'), ',', ' or'));
	if not p_check and exists (select from stat_wrong) then
		delete from pakn.stat_rollup r where r.tenant_id = p_tenant;
		insert into pakn.stat_rollup select * from stat_true;
		delete from pakn.stat_duration r where r.tenant_id = p_tenant;
		insert into pakn.stat_duration select * from stat_true_duration;
		perform pakn.admin_act_note(p_tenant, pakn.uuid_at(clock_timestamp(), 0), null, null, 'figures', 'rebuild', null, null,
			(select jsonb_object_agg(x.place, x.n) from (select concat_ws(' ', w.kept_by, w.part, w.dimension) as place, count(*) as n from stat_wrong w group by 1) x));
	end if;
	return query select x.kept_by, x.part, x.dimension::text, count(*) from stat_wrong x group by 1, 2, 3 order by 1, 2, 3;
	drop table stat_wrong, stat_true, stat_true_duration, stat_due;
end $$;
