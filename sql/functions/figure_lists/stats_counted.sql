-- stats_counted: what counts in the cells of these classes, one by one: reports of the period, and what happened to them (event_id
-- and at; all zeros and null of what became of them), each with whoever's row it stands in.
create or replace function pakn.stats_counted(p_tenant int, p_from timestamptz, p_to timestamptz, p_as_of timestamptz, p_classes int[])
returns table (report_id uuid, event_id uuid, at timestamptz, received_at timestamptz, agency_id int, area_id int, category_id int, channel_id smallint, urgency text)
language sql stable
as $$
	select s.report_id, '00000000-0000-0000-0000-000000000000'::uuid, null::timestamptz, s.received_at, s.agency_id, s.area_id, s.category_id, s.channel_id, s.urgency
	from pakn.stats_standing(p_tenant, p_from, p_to, p_as_of) s
	where s.stat_class = any (p_classes) or s.entered and exists (select from pakn.stat_class k where k.stat_class = any (p_classes) and k.entered = 1)
	union all
	select e.report_id, e.event_id, e.at, r.received_at, case when k.event_types = '{}' then e.from_agency_id else e.agency_id end, e.area_id, e.category_id, r.channel_id,
		pakn.stat_urgency(r, e.at, e.event_id)
	from pakn.stat_class k
		join pakn.report_event e on e.type = any (k.event_types) or (k.event_types = '{}' and e.type = k.name and e.agency_id <> e.from_agency_id)
		join pakn.report r on r.tenant_id = p_tenant and r.report_id = e.report_id
	where k.stat_class = any (p_classes) and k.refused + k.on_time + k.late + k.in_time + k.overdue = 0
		and e.tenant_id = p_tenant and e.at <= coalesce(p_as_of, now())
		and r.report_id >= pakn.uuid_floor(pakn.counted_from(p_tenant, p_from)) and r.report_id < pakn.uuid_floor(p_to)
$$;
