-- route_split: where a report goes that names a commune which was split, and no point: to the desk, whose people choose
-- among the candidates.
create or replace function pakn.route_split(p_tenant int, p_area_code text, p_deadline_class text, p_at timestamptz)
returns json
language plpgsql stable
as $$
begin
	return (
		select json_build_object('agency', json_build_object('code', g.code, 'name', g.name), 'rule', null,
			'reason', (select d.reason from pakn.doubt d where d.code = 'ended_area'), 'area', null, 'clock_starts_at', due.starts_at, 'due_at', due.due_at,
			'candidates', (select json_agg(pakn.area_brief(a) order by a.code)
				from pakn.area_ended(p_tenant, p_area_code, p_at::date) old
					cross join lateral pakn.areas_on(p_tenant, array[old.area_id], p_at::date) o
					join pakn.area a on a.tenant_id = p_tenant and a.area_id = o.on_id))
		from pakn.tenant t
			join pakn.agency g on g.tenant_id = p_tenant and g.agency_id = t.desk_id
			join lateral pakn.answer_due(p_tenant, p_deadline_class, p_at, coalesce(g.calendar_id, t.office_calendar_id)) due on true
		where t.tenant_id = p_tenant);
end $$;
