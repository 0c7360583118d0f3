-- stats_cells: what the figures of a period come to, by one dimension (stat_dimension) and, if wanted, by time (p_by, stats_label):
-- on the basis `received` of the reports received in [p_from, p_to), on `handled` of what happened in it, so that
-- all before an instant tells how things stood.  Exact at this moment: rollups, deltas that are not folded yet, and the open
-- reports whose due instant has passed but is not recorded yet, in one statement and one snapshot; p_as_of: as it was then, recounted
-- from the events, slowly.  p_from and p_to are full hours.  starts_at is the label; part and grain say nothing.  p_before: what counts before
-- p_from, too, in rows of its own with the label -infinity.  Two dimensions together are kept by
-- whole months of the calendar: of any other period they are recounted as well.  Deltas and rollups hold all reports; what is not counted is left out here (counted_from).
create or replace function pakn.stats_cells(p_tenant int, p_basis pakn.stat_basis, p_dimension text, p_from timestamptz, p_to timestamptz,
	p_by text default null, p_as_of timestamptz default null, p_before boolean default false)
returns setof pakn.stat_rollup
language plpgsql stable
	set jit = off
as $$
declare
	t pakn.tenant := (select x from pakn.tenant x where x.tenant_id = p_tenant);
	v_from timestamptz := case when p_basis = 'received' then pakn.counted_from(p_tenant, p_from) else p_from end;
	v_begin timestamptz := case when p_before then '2000-01-01 00:00+07' else v_from end;
	v_label text := case when p_by is null then 'null::timestamptz' else format('pakn.stats_label(%L, $, %s, %s)', p_by, t.cutoff_day, t.cutoff_hour) end;
	v_until timestamptz := pakn.stats_ends(p_to);
	v_as_of timestamptz := coalesce(p_as_of, case when p_dimension like '%,%' and (v_from, v_until)
		is distinct from (date_trunc('month', v_from, 'Asia/Ho_Chi_Minh'), date_trunc('month', v_until, 'Asia/Ho_Chi_Minh')) then now() end);
begin
	if v_from >= p_to then
		return;
	end if;
	if p_before then
		v_label := format('case when $ < %L then ''-infinity'' else %s end', v_from, v_label);
	end if;
	-- Each span is a range of the key: as a join, they would be one of the whole dimension.
	return query execute format($q$
		select %1$s, null::pakn.stat_part, %2$L::pakn.stat_kept, null::pakn.stat_grain, y.label, y.key, y.key_2, %3$s
		from (%4$s
			select %5$s as label, x.key, x.key_2, %6$s
			from pakn.stat_unfolded(%1$s, %7$L, %2$L, %8$L, %9$L, %10$L) x
				join pakn.stat_class c on c.stat_class = any (array[x.stat_class::int, case when x.entered then 81 end, case when x.just_in then 82 end])) y
		group by y.label, y.key, y.key_2$q$,
		p_tenant, p_dimension, pakn.stat_list('coalesce(sum(y.$), 0)::int'),
		(select string_agg(format($q$
			select %s as label, r.key, r.key_2, %s
			from pakn.stat_rollup r
			where r.tenant_id = %s and r.part = any (%L) and r.dimension = %L and r.grain = %L and r.starts_at >= %L and r.starts_at < %L
			union all$q$, replace(v_label, '$', 'r.starts_at'), pakn.stat_list('r.$'), p_tenant, array['arrived', p_basis::text], p_dimension, s.grain, s.first, s.until), '')
			from (
				select v_begin as first, v_from as until, null as by
				union all
				select l.first, l.until, p_by from pakn.stats_times(p_by, v_from, v_until, t.cutoff_day, t.cutoff_hour) l) l
				cross join lateral pakn.stats_spans(l.first, l.until, pakn.stats_grains(p_dimension, l.by)) s
			where v_as_of is null),
		replace(v_label, '$', 'x.hour'), pakn.stat_list('x.n * c.$ as $'), p_basis, v_begin, p_to, v_as_of);
end $$;
