-- stats_durations: how long reports took, as stats_cells says what figures come to: until they were first accepted, first answered, or, unless
-- p_measure says so, until the release of the answer that stands.  Nobody keeps that by the hour: of days that a period cuts, what came in then is
-- counted report by report, and on the basis of what was handled, or by the hour, nothing is said.
create or replace function pakn.stats_durations(p_tenant int, p_basis pakn.stat_basis, p_dimension text, p_from timestamptz, p_to timestamptz,
	p_by text default null, p_as_of timestamptz default null, p_measure pakn.stat_measure default 'release')
returns table (tenant_id int, key int, starts_at timestamptz, counts int[])
language plpgsql stable
	set jit = off
as $$
declare
	t pakn.tenant := (select x from pakn.tenant x where x.tenant_id = p_tenant);
	v_from timestamptz := case when p_basis = 'received' then pakn.counted_from(p_tenant, p_from) else p_from end;
	v_classes smallint[] := array(select c.stat_class from pakn.stat_class c where c.measure = p_measure);
	v_label text := case when p_by is null then 'null::timestamptz' else format('pakn.stats_label(%L, $, %s, %s)', p_by, t.cutoff_day, t.cutoff_hour) end;
	v_kept text;
	v_cut text;
	v_days text;
begin
	if v_from >= p_to or p_by = 'hour' then
		return;
	end if;
	with parts as (
		select l.first, l.until, least(date_trunc('day', l.first + interval '23 hours', 'Asia/Ho_Chi_Minh'), l.until) as first_day,
			greatest(date_trunc('day', l.until, 'Asia/Ho_Chi_Minh'), l.first) as last_day
		from pakn.stats_times(p_by, v_from, pakn.stats_ends(p_to), t.cutoff_day, t.cutoff_hour) l
	)
	select string_agg(format($q$
			select r.key, %s as label, r.counts
			from pakn.stat_duration r
			where r.tenant_id = %s and r.part = any (%L) and r.dimension = %L and r.measure = %L and r.grain = %L and r.starts_at >= %L and r.starts_at < %L
			union all$q$, replace(v_label, '$', 'r.starts_at'), p_tenant, array['arrived', p_basis::text], p_dimension, p_measure, s.grain, s.first, s.until), ''),
		(select string_agg(format($q$
			select x.key, %s as label, pakn.histogram_of(array_agg(x.stat_bucket), array_agg(x.n)) as counts
			from (%s) x where x.stat_bucket > 0 group by 1, 2
			union all$q$, replace(v_label, '$', 'x.at'), case p_measure
				when 'release' then format($q$select pakn.stat_key(%L, s.agency_id, s.area_id, s.category_id, s.channel_id, s.kind, s.urgency) as key, s.received_at as at, s.stat_bucket,
					1::bigint as n from pakn.stats_standing(%s, %L, %L, null) s$q$, p_dimension, p_tenant, e.first, e.until)
				else format('select s.key, s.hour as at, s.stat_bucket, s.n from pakn.stat_unfolded(%s, %L, %L, %L, %L, now()) s where s.stat_class = any (%L)',
					p_tenant, p_basis, p_dimension, e.first, e.until, v_classes) end), '')
			from parts p, lateral (values (p.first, least(p.first_day, p.until)), (greatest(p.last_day, p.first_day), p.until)) e (first, until) where e.first < e.until),
		(select string_agg(format('x.hour >= %L and x.hour < %L', p.first_day, p.last_day), ' or ') from parts p)
	into v_kept, v_cut, v_days
	from parts p cross join lateral pakn.stats_spans(p.first_day, p.last_day, array_remove(pakn.stats_grains(p_dimension, p_by), 'hour')) s;
	if p_basis = 'handled' and v_cut is not null then
		return;
	end if;
	return query execute format($q$
		select %1$s, y.key, y.label, pakn.histogram_sum(y.counts)
		from (%2$s
			select x.key, %3$s as label, pakn.histogram_of(array_agg(x.stat_bucket), array_agg(x.n)) as counts
			from pakn.stat_unfolded(%1$s, %4$L, %5$L, %6$L, %7$L, %8$L) x
			where x.stat_bucket > 0 and x.stat_class = any (%10$L) and (%9$s)
			group by 1, 2) y
		group by 2, 3$q$,
		p_tenant, case when p_as_of is null then concat(v_kept, v_cut) end, replace(v_label, '$', 'x.hour'), p_basis, p_dimension, v_from, p_to, p_as_of,
		case when p_as_of is null then v_days else 'true' end, v_classes);
end $$;
