-- case_parties: who has to do with a case beside its lead, as case_json shows it: coordinating agencies, whom the lead is
-- offered, and how often it was handed over.
create or replace function pakn.case_parties(r pakn.report)
returns jsonb
language plpgsql stable
as $$
begin
	return jsonb_build_object(
		'coordinating', pakn.parts_json(r),
		'offered_to', (select jsonb_build_object('code', a.code, 'name', a.name) from pakn.agency a
			where a.tenant_id = r.tenant_id and a.agency_id = r.offered_to),
		'handovers', r.handovers, 'contested', pakn.is_contested(r));
end $$;
