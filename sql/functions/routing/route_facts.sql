-- route_facts: the version of the rules in force at a time, and what its rules ask of a report beyond field and
-- time: the units above its commune then (a district and a province, or the province), zones, and its moment
-- (hours_read).  What no rule of the version asks is not looked up.  facts: what a report keeps of it, to decide the
-- same again; null where its row says all.
-- No row: the province has no rules.  p_sender: sender_kind.  Written to be inlined.
create or replace function pakn.route_facts(p_tenant int, p_area_id int, p_at timestamptz,
	p_lon double precision, p_lat double precision, p_sender int)
returns table (version int, above int[], zones int[], moment int4multirange, facts jsonb)
language sql stable
as $$
	select k.version, k.above, k.zones, k.moment,
		case when k.kept then jsonb_build_object('sender', p_sender, 'zones', k.zones, 'moment', k.moment) end
	from (
		select v.version, v.by_zones or v.by_senders or v.by_hours as kept,
			case when v.by_parents then (
				select array[a.parent_id, p.parent_id]
				from pakn.area_then(p_tenant, p_area_id, p_at::date) a
					left join lateral pakn.area_then(p_tenant, a.parent_id, p_at::date) p on true) end as above,
			case when v.by_zones then array(
				select distinct z.zone_id
				from (
					select part.zone_id
					from pakn.zone_part part
					where part.tenant_id = p_tenant
						and public.st_intersects(part.geom, public.st_setsrid(public.st_makepoint(p_lon, p_lat), 4326))
					offset 0) part -- first the point, then the zone
					join pakn.zone z on z.tenant_id = p_tenant and z.zone_id = part.zone_id
						and z.valid_from <= p_at::date and p_at::date < z.valid_to
				order by 1) end as zones,
			case when v.by_hours then (
				select range_agg(int4range(m.point, m.point + 1))
				from (
					select floor(extract(epoch from w.at - date_trunc('week', w.at)) / 60)::int as point
					from (select p_at at time zone 'Asia/Ho_Chi_Minh' as at) w
					union all
					select 10080 + 2 * c.calendar_id + coalesce((
						select (p_at < b.starts_at)::int
						from pakn.working_block b
						where b.tenant_id = p_tenant and b.calendar_id = c.calendar_id and b.ends_at > p_at
						order by b.ends_at
						limit 1), 1)
					from pakn.calendar c
					where c.tenant_id = p_tenant) m)
				end as moment
		from pakn.routing_version v
		where v.tenant_id = p_tenant and v.effective_at <= p_at
		order by v.effective_at desc, v.version desc
		limit 1) k
$$;
