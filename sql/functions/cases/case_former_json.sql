-- case_former_json: a case as an agency sees it that has nothing to do with it any more: what it was about, what happened in its
-- time, and who has it now, so that it can say so to who asks.  Nothing of what others did with it since.
create or replace function pakn.case_former_json(r pakn.report, p_agency_id int)
returns json
language plpgsql stable
as $$
begin
	return (
		select json_strip_nulls(json_build_object(
			'id', r.report_id, 'code', r.code, 'standing', 'former', 'status', r.status,
			'status_name', pakn.report_status_name(r), 'version', r.version, 'kind', r.kind,
			'category', c.code, 'category_name', c.name, 'agency', json_build_object('code', a.code, 'name', a.name),
			'area', case when r.area_id > 0 then json_build_object('code', area.code, 'name', area.full_name) end,
			'description', r.description, 'address', r.address, 'location', pakn.location_json(r.lon, r.lat),
			'received_at', r.received_at, 'observed_at', r.observed_at, 'closed_at', r.closed_at,
			'allowed', '[]'::json, 'history', pakn.case_history(r.tenant_id, r.report_id, p_agency_id)))
		from pakn.agency a
			left join pakn.category c on c.tenant_id = r.tenant_id and c.category_id = r.category_id
			left join pakn.area area on area.tenant_id = r.tenant_id and area.area_id = r.area_id
		where a.tenant_id = r.tenant_id and a.agency_id = r.agency_id);
end $$;
