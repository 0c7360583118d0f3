-- stats_listed_now: the same as stats_listed at this moment, of one province, from where each report counts (report_cell): from among the
-- newest rows of all, if a page is there, and else by the first rows of the ranges of an index that a cell is made of.  report_cell follows
-- the history a moment behind: what has changed since is looked at as it stands, so that the list is exact.  No group is a time; areas are
-- today's.
create or replace function pakn.stats_listed_now(q pakn.stats_question, p_tenant int, p_codes text[], p_classes int[], p_after_id uuid, p_after_event uuid, p_count int)
returns table (tenant_id int, report_id uuid, event_id uuid, at timestamptz)
language plpgsql stable set jit = off set enable_bitmapscan = off
as $$
declare
	v_stands boolean := (select bool_and(k.refused + k.on_time + k.late + k.in_time + k.overdue + k.entered = 1) from pakn.stat_class k where k.stat_class = any (p_classes));
	v_first uuid := pakn.uuid_floor(pakn.counted_from(p_tenant, q.first));
	v_until uuid := pakn.uuid_floor(q.until);
	v_since record := pakn.stats_since(p_tenant, v_first, v_until);
	v_row text := pakn.stats_row_where(q, p_tenant, q.groups, p_codes);
	v_within text := format('c.report_id >= %L and c.report_id < %L', v_first, v_until) || case
		when p_after_id is null then '' when v_stands then format(' and c.report_id < %L', p_after_id)
		else format(' and c.report_id <= %1$L and (c.report_id, c.event_id) < (%1$L, %2$L)', p_after_id, p_after_event) end;
	v_alone text := case when v_stands then ' and c.report_id <> all ($2)' else '' end;
	v_range text := format('c.tenant_id = %s and %s and c.stat_class = r.stat_class and %s%s', p_tenant, pakn.stats_range_where(q, p_tenant, p_codes), v_within, v_alone);
begin
	return query execute format($q$
		with keys as materialized (
			select * from %1$s
		), newest as materialized (
			-- As many as there are ranges to look into: where those are few, they cost less.
			select distinct c.report_id, c.event_id, c.at
			from (select * from pakn.report_cell c where c.tenant_id = %3$s and %6$s order by c.report_id desc, c.event_id desc
				limit (select least(1000, count(*) * cardinality($1)) from keys)) c
			where c.stat_class = any ($1) and %5$s%7$s
			order by 1 desc, 2 desc
			limit $4
		), ranges as materialized (
			-- Those that begin with what is newest: as many as there are places, and no more, hold the page.
			select r.*
			from (select * from keys, unnest($1) s (stat_class) where (select count(*) < $4 from newest)) r
				cross join lateral (select c.report_id from pakn.report_cell c where %2$s order by c.report_id desc limit 1) h
			order by h.report_id desc fetch first ($4) rows with ties
		)
		select %3$s, x.report_id, x.event_id, x.at
		from (
			select n.* from newest n
			union
			select f.* from ranges r
				cross join lateral (select c.report_id, c.event_id, c.at from pakn.report_cell c where %2$s order by c.report_id desc fetch first ($4) rows with ties) f
			union
			select c.report_id, c.event_id, c.at from %4$s c where c.stat_class = any ($1) and %5$s and %6$s) x
		order by 2 desc, 3 desc
		limit $4$q$, pakn.stats_ranges(q, p_tenant, p_codes), v_range, p_tenant,
		case when v_stands then 'pakn.cells_standing(' || p_tenant || ', $2)' else 'pakn.cells_happened(' || p_tenant || ', $3)' end, v_row, v_within, v_alone)
	using p_classes, v_since.ids, v_since.events, p_count;
end $$;
