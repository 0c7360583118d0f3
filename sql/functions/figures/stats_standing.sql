-- stats_standing: how each report received in [p_from, p_to) stands, one by one: now (p_as_of null) as stats_cells has
-- it, or at a past instant as its events tell.  What is not counted is left out (counted_from).
create or replace function pakn.stats_standing(p_tenant int, p_from timestamptz, p_to timestamptz, p_as_of timestamptz)
returns table (report_id uuid, received_at timestamptz, agency_id int, area_id int, category_id int, channel_id smallint,
	lon double precision, lat double precision, stat_class smallint, stat_bucket smallint, entered boolean, kind text, urgency text)
language sql stable
as $$
	select r.report_id, r.received_at,
		case when e.stat_class <= 1 then e.agency_id else pakn.stat_row(e.stat_class, e.agency_id, e.late_agency_id) end, e.area_id, e.category_id, r.channel_id, r.lon, r.lat,
		case when e.stat_class <= 1 and e.due_at <= p_as_of then 2 else e.stat_class end::smallint, e.stat_bucket, r.created_by is not null, r.kind,
		pakn.stat_urgency(r, e.at, e.event_id)
	from pakn.report r
		cross join lateral (
			select x.*
			from pakn.report_event x
			where x.tenant_id = r.tenant_id and x.report_id = r.report_id and x.at <= p_as_of
			order by x.at desc, x.event_id desc
			limit 1) as e
	-- What goes on in another province counts there (tenant_merge_case), here and below.
	where p_as_of is not null and r.tenant_id = p_tenant
		and not (e.to_status = 'transferred_out' and exists (select from pakn.report_event o
			where o.tenant_id = p_tenant and o.report_id = r.report_id and o.type = 'moved_out' and o.at <= p_as_of))
		and r.report_id >= pakn.uuid_floor(pakn.counted_from(p_tenant, p_from)) and r.report_id < pakn.uuid_floor(p_to)
	union all
	select r.report_id, r.received_at,
		case when r.stat_class <= 1 then r.agency_id else pakn.stat_row(r.stat_class, r.agency_id, r.late_agency_id) end, r.area_id, r.category_id, r.channel_id, r.lon, r.lat,
		case when w.stat_class <= 1 and w.due_at <= now() or r.status = 'duplicate' and r.stat_class <= 1 and r.due_at <= now() then 2
			else r.stat_class end::smallint, r.stat_bucket, r.created_by is not null, r.kind, r.urgency
	from pakn.report r
		left join pakn.work_item w on w.tenant_id = p_tenant and w.report_id = r.report_id and w.part = 'lead'
	where p_as_of is null and r.tenant_id = p_tenant
		and not (r.status = 'transferred_out' and exists (select from pakn.report n where n.report_id = r.report_id
			and n.tenant_id = (select t.merged_into from pakn.tenant t where t.tenant_id = p_tenant)))
		and r.report_id >= pakn.uuid_floor(pakn.counted_from(p_tenant, p_from)) and r.report_id < pakn.uuid_floor(p_to)
$$;
