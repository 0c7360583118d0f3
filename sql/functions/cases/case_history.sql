-- case_history: all events of a report for those who work on it, oldest first, each with who was in charge
-- of the agency that had the report then.
create or replace function pakn.case_history(p_tenant int, p_report_id uuid)
returns json
language plpgsql stable
as $$
begin
	return (
		select coalesce(json_agg(json_strip_nulls(json_build_object(
			'id', e.event_id, 'at', e.at, 'type', e.type, 'from', e.from_status, 'to', e.to_status,
			'actor', case when e.actor_kind = 'staff' then
				json_build_object('kind', 'staff', 'id', e.actor_id, 'name', s.name)
				else json_build_object('kind', e.actor_kind) end,
			'agency', a.code, 'in_charge', pakn.staff_json(h.tenant_id, h.staff_id), 'from_agency', f.code, 'text', t.text,
			'imported', case when e.imported then true end)) order by e.at, e.event_id), '[]')
		from pakn.report_event e
			join pakn.agency a on a.tenant_id = e.tenant_id and a.agency_id = e.agency_id
			left join pakn.agency f on f.tenant_id = e.tenant_id and f.agency_id = e.from_agency_id
			left join pakn.staff s on s.tenant_id = e.tenant_id and s.staff_id = e.actor_id
			left join pakn.agency_head h on h.tenant_id = e.tenant_id and h.agency_id = e.agency_id
				and h.valid_from <= e.at and e.at < h.valid_to
			left join pakn.event_content t on t.tenant_id = e.tenant_id and t.event_id = e.event_id
		where e.tenant_id = any (pakn.report_tenants(p_tenant, p_report_id)) and e.report_id = p_report_id
			and e.type <> 'moved_out');
end $$;
