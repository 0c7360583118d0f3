-- case_standing: how an agency stands to a case: lead (it answers), offered (it is asked to take the lead), coordinating
-- (it works on it beside the lead), former (it once did one of these); null: not at all.
create or replace function pakn.case_standing(r pakn.report, p_agency_id int)
returns text
language plpgsql stable
as $$
begin
	return case
		when r.agency_id = p_agency_id then 'lead'
		when r.offered_to = p_agency_id then 'offered'
		when exists (select from pakn.report_agency c
			where c.tenant_id = r.tenant_id and c.report_id = r.report_id and c.agency_id = p_agency_id) then 'coordinating'
		when exists (select from pakn.report_event e
			where e.tenant_id = r.tenant_id and e.report_id = r.report_id
				and p_agency_id in (e.from_agency_id, e.other_agency_id)) then 'former'
	end;
end $$;
