-- report_answer: the answer of a submission, rebuilt for a late replay after the first one was swept: what was
-- decided first, whatever was decided since.
create or replace function pakn.report_answer(p_tenant int, p_report_id uuid)
returns text
language sql stable
as $$
	select json_build_object(
		'id', r.report_id, 'code', r.code, 'status', e.to_status, 'category', c.code,
		'agency', json_build_object('code', a.code, 'name', a.name),
		'area', case when e.area_id > 0 then json_build_object('code', area.code, 'name', area.full_name) end,
		'received_at', r.received_at, 'clock_starts_at', coalesce(r.clock_from, r.received_at), 'due_at', e.due_at,
		'routing', json_build_object(
			'rule', case when r.first_route is null then r.rule_id else (r.first_route->>'rule')::int end,
			'reason', coalesce(r.first_route->>'reason', r.route_reason)))::text
	from pakn.report r
		join pakn.report_event e on e.tenant_id = r.tenant_id and e.report_id = r.report_id and e.type = 'received'
		join pakn.agency a on a.tenant_id = r.tenant_id and a.agency_id = e.agency_id
		left join pakn.category c on c.tenant_id = r.tenant_id and c.category_id = e.category_id
		left join pakn.area area on area.tenant_id = r.tenant_id and area.area_id = e.area_id
	where r.report_id = p_report_id and r.tenant_id = (select t from pakn.tenant_family(p_tenant) t
		join pakn.report_event x on x.tenant_id = t and x.report_id = p_report_id and x.type = 'received' limit 1)
$$;
