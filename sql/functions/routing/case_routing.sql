-- case_routing: why a case is where it is, as staff see it: the rule and the reason that stand, and why the rules
-- decided as they did when it was received, whatever a person decided since; where a person only said where it is
-- (report_route), why they decided then.  Which agencies work along stands beside it.
create or replace function pakn.case_routing(r pakn.report)
returns jsonb
language plpgsql stable
as $$
declare
	v_explained jsonb;
begin
	if r.first_route is not null and r.rule_id is not null then
		select pakn.route_explain(r.tenant_id, f.version, r.rule_id, r.category_id, r.area_id, r.received_at, f.facts, true)
		into v_explained
		from pakn.route_facts(r.tenant_id, r.area_id, r.received_at, r.lon, r.lat, pakn.report_sender_kind(r)) f;
	else
		select pakn.route_explain(r.tenant_id, r.rule_version,
			case when r.first_route is null then r.rule_id else (r.first_route->>'rule')::int end,
			e.category_id, e.area_id, r.received_at, r.route_facts, true)
		into v_explained
		from pakn.report_event e
		where e.tenant_id = r.tenant_id and e.report_id = r.report_id and e.type = 'received' and r.rule_version is not null;
	end if;
	return jsonb_build_object('rule', r.rule_id, 'reason', r.route_reason, 'version', r.rule_version, 'first', r.first_route,
		'coordinating', (select jsonb_agg(jsonb_build_object('code', a.code, 'name', a.name, 'by_rule', w.by_rule) order by w.at, a.code)
			from pakn.report_agency w join pakn.agency a on a.tenant_id = r.tenant_id and a.agency_id = w.agency_id
			where w.tenant_id = r.tenant_id and w.report_id = r.report_id),
		'explained', v_explained);
end $$;
