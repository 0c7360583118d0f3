-- change_json: what a feed tells of an event: no words, and nothing of who sent the report; who needs them asks for the case.
create or replace function pakn.change_json(p_seq bigint, e pakn.report_event)
returns text
language plpgsql stable
as $$
begin
	return (select json_strip_nulls(json_build_object('seq', p_seq, 'type', e.type, 'at', e.at, 'id', e.report_id, 'code', r.code,
			'version', coalesce(e.version, case when e.from_status is null then 1 end), 'from_status', e.from_status,
			'status', e.to_status, 'agency', a.code, 'from_agency', f.code, 'other_agency', o.code, 'category', c.code,
			'area', u.code, 'due_at', e.due_at, 'imported', case when e.imported then true end))::text
		from (select e.tenant_id) t
			left join pakn.report r on r.tenant_id = e.tenant_id and r.report_id = e.report_id
			left join pakn.agency a on a.tenant_id = e.tenant_id and a.agency_id = e.agency_id
			left join pakn.agency f on f.tenant_id = e.tenant_id and f.agency_id = e.from_agency_id
			left join pakn.agency o on o.tenant_id = e.tenant_id and o.agency_id = e.other_agency_id
			left join pakn.category c on c.tenant_id = e.tenant_id and c.category_id = e.category_id
			left join pakn.area u on u.tenant_id = e.tenant_id and u.area_id = e.area_id);
end $$;
