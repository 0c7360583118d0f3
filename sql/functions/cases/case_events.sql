-- case_events: all events of a report for those who work on it, each with who was in charge of the agency that had the
-- report then, without what is known of its seal.  p_agency_id: only what happened while that one had the lead, or concerned it.
-- p_after: only what made a later version of it than that.
create or replace function pakn.case_events(p_tenant int, p_report_id uuid, p_agency_id int default null, p_after int default null)
returns table (at timestamptz, event_id uuid, line json)
language plpgsql stable
as $$
#variable_conflict use_column
begin
	return query
	select e.at, e.event_id, json_strip_nulls(json_build_object(
		'id', e.event_id, 'at', e.at, 'type', e.type, 'name', pakn.event_name(e.type, 'vi'), 'from', e.from_status, 'to', e.to_status,
		'actor', case when e.actor_kind = 'staff' then
			json_build_object('kind', 'staff', 'id', e.actor_id, 'name', s.name)
			else json_build_object('kind', e.actor_kind) end,
		'agency', a.code, 'in_charge', pakn.staff_json(h.tenant_id, h.staff_id), 'from_agency', f.code, 'other_agency', o.code, 'text', t.text,
		'erasure', case when x.event_id is not null then json_build_object('erased', x.erased, 'asked_by', x.asked_by, 'ground', x.ground) end,
		'version', e.version, 'imported', case when e.imported then true end))
	from pakn.report_event e
		join pakn.agency a on a.tenant_id = e.tenant_id and a.agency_id = e.agency_id
		left join pakn.agency f on f.tenant_id = e.tenant_id and f.agency_id = e.from_agency_id
		left join pakn.agency o on o.tenant_id = e.tenant_id and o.agency_id = e.other_agency_id
		left join pakn.staff s on s.tenant_id = e.tenant_id and s.staff_id = e.actor_id
		left join pakn.agency_head h on h.tenant_id = e.tenant_id and h.agency_id = e.agency_id
			and h.valid_from <= e.at and e.at < h.valid_to
		left join pakn.event_content t on t.tenant_id = e.tenant_id and t.event_id = e.event_id
		left join pakn.erasure x on x.tenant_id = e.tenant_id and x.event_id = e.event_id
	where e.tenant_id = any (pakn.report_tenants(p_tenant, p_report_id)) and e.report_id = p_report_id
		and e.type <> 'moved_out'
		and (p_after is null or e.version > p_after)
		and (p_agency_id is null or (e.tenant_id = p_tenant and p_agency_id in (e.agency_id, e.from_agency_id, e.other_agency_id)));
end $$;
