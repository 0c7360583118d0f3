-- case_routing: why a case is where it is, as staff see it: the rule and the reason that stand, and why the rules
-- decided as they did when it was received, whatever a person decided since.  Which agencies work along stands beside it.
create or replace function pakn.case_routing(r pakn.report)
returns jsonb
language plpgsql stable
as $$
begin
	return jsonb_build_object('rule', r.rule_id, 'reason', r.route_reason, 'version', r.rule_version, 'first', r.first_route,
		'coordinating', (select jsonb_agg(jsonb_build_object('code', a.code, 'name', a.name, 'by_rule', w.by_rule) order by w.at, a.code)
			from pakn.report_agency w join pakn.agency a on a.tenant_id = r.tenant_id and a.agency_id = w.agency_id
			where w.tenant_id = r.tenant_id and w.report_id = r.report_id),
		'explained', (
			select pakn.route_explain(r.tenant_id, r.rule_version,
				case when r.first_route is null then r.rule_id else (r.first_route->>'rule')::int end,
				e.category_id, e.area_id, r.received_at, r.route_facts, true)
			from pakn.report_event e
			where e.tenant_id = r.tenant_id and e.report_id = r.report_id and e.type = 'received' and r.rule_version is not null));
end $$;
