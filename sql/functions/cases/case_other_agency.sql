-- case_other_agency: the agency that an action is about: the one it names, else the actor's own where that stands beside the lead,
-- else, where an offer is taken back, to which it was made.
create or replace function pakn.case_other_agency(r pakn.report, p_action text, p_agency text, p_agency_id int)
returns int
language plpgsql stable
as $$
begin
	return coalesce((select a.agency_id from pakn.agency a where a.tenant_id = r.tenant_id and a.code = p_agency),
		case when pakn.case_standing(r, p_agency_id) in ('offered', 'coordinating') then p_agency_id end,
		case when p_action = 'cancel-transfer' then r.offered_to end);
end $$;
