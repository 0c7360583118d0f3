-- rules_given: what rules_import was given, as a temporary table import_given: rules as they would stand.  A column
-- that the file has not stays what it was.
-- Writes: import_given
create or replace function pakn.rules_given(p_tenant int, p_lines int[], p_numbers int[],
	p_categories text[], p_areas text[], p_agencies text[], p_reasons text[], p_valid_from date[], p_valid_to date[],
	p_zones text[], p_senders text[], p_hours text[], p_priorities int[], p_coordinating text[], p_urgencies text[],
	p_deadline_classes text[])
returns void
language plpgsql
as $$
#variable_conflict use_column
begin
	create temp table import_given on commit drop as
		select g.line, r.tenant_id is null as is_new, g.rule_id,
			coalesce(c.category_id, 0) as category_id, coalesce(a.area_id, 0) as area_id,
			case when z.zone_id > 0 then 4 else coalesce(array_position('{province,district,commune}', a.level), 0) end::smallint
				as place,
			coalesce(z.zone_id, 0) as zone_id,
			case when p_senders is null then r.senders else (select range_agg(int4range(k.sender_id, k.sender_id + 1))
				from pakn.sender_kind k where k.code = any (pakn.codes_read(g.senders))) end as senders,
			case when p_hours is null then r.hours else g.hours end as hours,
			case when p_hours is null then r.moments else pakn.hours_read(p_tenant, g.hours) end as moments,
			coalesce(case when p_priorities is null then r.priority else g.priority end, 0)::smallint as priority,
			y.agency_id,
			coalesce(case when p_coordinating is null then r.coordinating else (
				select array_agg(distinct coalesce(along.agency_id, 0) order by coalesce(along.agency_id, 0))
				from unnest(pakn.codes_read(g.coordinating)) named (code)
					left join pakn.agency along on along.tenant_id = p_tenant and along.code = named.code) end, '{}') as coordinating,
			g.reason, case when p_urgencies is null then r.urgency else g.urgency end as urgency,
			case when p_deadline_classes is null then r.deadline_class else g.deadline_class end as deadline_class,
			coalesce(case when p_valid_from is null then r.valid_from
				else g.valid_from::timestamp at time zone 'Asia/Ho_Chi_Minh' end, '-infinity') as valid_from,
			coalesce(case when p_valid_to is null then r.valid_to
				else g.valid_to::timestamp at time zone 'Asia/Ho_Chi_Minh' end, 'infinity') as valid_to
		from unnest(p_lines, p_numbers, p_categories, p_areas, p_agencies, p_reasons, p_valid_from, p_valid_to,
				p_zones, p_senders, p_hours, p_priorities, p_coordinating, p_urgencies, p_deadline_classes)
				g (line, rule_id, category, area, agency, reason, valid_from, valid_to,
				zone, senders, hours, priority, coordinating, urgency, deadline_class)
			left join pakn.routing_rule r on r.tenant_id = p_tenant and r.rule_id = g.rule_id and r.version_to = 2147483647
			left join pakn.category c on c.tenant_id = p_tenant and c.code = g.category
			left join pakn.area a on a.tenant_id = p_tenant and a.code = g.area and a.valid_to = 'infinity'
			left join pakn.zone z on z.tenant_id = p_tenant and case when p_zones is null then z.zone_id = r.zone_id else z.code = g.zone end
			left join pakn.agency y on y.tenant_id = p_tenant and y.code = g.agency;
	update import_given g set senders = coalesce(g.senders, '{(,)}'), moments = coalesce(g.moments, '{(,)}')
	where g.senders is null or g.moments is null;
	analyze import_given;
end $$;
