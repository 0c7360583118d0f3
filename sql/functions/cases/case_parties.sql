-- case_parties: who has to do with a case beside its lead, as case_json shows it: coordinating agencies, whom the lead is
-- offered, and how often it was handed over.
create or replace function pakn.case_parties(r pakn.report)
returns jsonb
language plpgsql stable
as $$
begin
	return jsonb_build_object(
		'coordinating', (select coalesce(jsonb_agg(jsonb_build_object('code', a.code, 'name', a.name, 'since', c.at,
				'by_rule', c.by_rule, 'done_at', c.done_at) order by c.at, a.code), '[]')
			from pakn.report_agency c
				join pakn.agency a on a.tenant_id = c.tenant_id and a.agency_id = c.agency_id
			where c.tenant_id = r.tenant_id and c.report_id = r.report_id),
		'offered_to', (select jsonb_build_object('code', a.code, 'name', a.name) from pakn.agency a
			where a.tenant_id = r.tenant_id and a.agency_id = r.offered_to),
		'handovers', r.handovers, 'contested', pakn.is_contested(r));
end $$;
