-- cells_then: in which cells these reports stood when a period began and when it had ended (part first, end), as their events tell, and in
-- which they came in meanwhile (came), as report_cell has it of now.  p_first, p_end: the last instants before it and in it.
create or replace function pakn.cells_then(p_tenant int, p_ids uuid[], p_first timestamptz, p_end timestamptz)
returns table (part text, report_id uuid, stat_class smallint, channel_id smallint, kind smallint, urgency smallint, agency_id int, area_id int, category_id int)
language plpgsql stable set plan_cache_mode = force_generic_plan set jit = off
as $$
begin
	return query
	select s.part, r.report_id, k.stat_class::smallint, r.channel_id, pakn.stat_number('kind', r.kind), pakn.stat_number('urgency', pakn.stat_urgency(r, e.at, e.event_id)),
		case when e.stat_class <= 1 then e.agency_id else pakn.stat_row(e.stat_class, e.agency_id, e.late_agency_id) end, e.area_id, e.category_id
	from unnest(p_ids) i (report_id)
		cross join lateral (select x.* from pakn.report x where x.tenant_id = p_tenant and x.report_id = i.report_id offset 0) r
		cross join lateral (
			select (array_agg(x order by x.at desc, x.event_id desc) filter (where x.at <= p_first))[1] as at_first,
				(array_agg(x order by x.at desc, x.event_id desc) filter (where x.at <= p_end))[1] as at_end,
				(array_agg(x order by x.at, x.event_id))[1] as came, min(x.at) filter (where x.type = 'moved_out') as left_at
			from pakn.report_event x
			-- None is older than its report, but by the time that a write takes.
			where x.tenant_id = p_tenant and x.report_id = i.report_id
				and x.event_id >= pakn.uuid_floor(pakn.uuid_time(i.report_id) - interval '1 day')) h
		cross join lateral (values ('first', h.at_first, p_first), ('end', h.at_end, p_end),
			('came', case when (h.came).type = 'received' and (h.came).at > p_first and (h.came).at <= p_end then h.came end, (h.came).at)) s (part, event, at)
		cross join lateral (select (s.event).*) e
		cross join lateral (
			select case when e.stat_class <= 1 and e.due_at <= s.at then 2 else e.stat_class end
			union all select 81 where r.created_by is not null) k (stat_class)
	where e.type is not null and s.at < coalesce(h.left_at, 'infinity');
end $$;
