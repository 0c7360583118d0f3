-- rule_criteria: what a rule asks of a report, most telling first, as it is shown.
create or replace function pakn.rule_criteria(r pakn.routing_rule)
returns jsonb
language plpgsql stable
as $$
begin
	return (
		select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('criterion', c.criterion, 'level', c.level, 'code', c.code,
			'name', c.name)) order by c.place), '[]')
		from (
			select 1 as place, 'area' as criterion, 'zone' as level, z.code, z.name
			from pakn.zone z where z.tenant_id = r.tenant_id and z.zone_id = r.zone_id
			union all
			select 1, 'area', a.level, a.code, a.full_name
			from pakn.area a where a.tenant_id = r.tenant_id and a.area_id = r.area_id
			union all
			select 2, 'field', null, c.code, c.name
			from pakn.category c where c.tenant_id = r.tenant_id and c.category_id = r.category_id
			union all
			select 3, 'senders', null, pakn.senders_write(r.senders), null where r.weight & 2 > 0
			union all
			select 4, 'hours', null, r.hours, null where r.weight & 1 > 0
			union all
			select 5, 'priority', null, r.priority::text, null where r.priority <> 0) c);
end $$;
