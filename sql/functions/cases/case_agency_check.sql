-- case_agency_check: raises where the agency that an action names does not fit it.
-- Raises: PK422 unknown_agency, same_agency, desk_agency, coordinates_already, not_coordinating
create or replace function pakn.case_agency_check(r pakn.report, p_action text, p_agency text, p_at timestamptz)
returns void
language plpgsql stable
as $$
declare
	v_agency int := (select a.agency_id from pakn.agency a where a.tenant_id = r.tenant_id and a.code = p_agency
		and ((a.valid_from <= p_at::date and p_at::date < a.valid_to) or p_action in ('end-coordination', 'waive')));
	v_coordinates boolean := exists (select from pakn.report_agency c where c.tenant_id = r.tenant_id
		and c.report_id = r.report_id and c.agency_id = v_agency
		and (c.done_at is null and c.waived_at is null or p_action = 'end-coordination'));
	v_code text := case
		when v_agency is null then 'unknown_agency'
		when p_action not in ('end-coordination', 'waive') and v_agency = r.agency_id then 'same_agency'
		when p_action = 'coordinate' and v_coordinates then 'coordinates_already'
		when p_action in ('end-coordination', 'waive') and not v_coordinates then 'not_coordinating'
		-- Nobody at the desk is asked: who wants to give a case there returns it.
		when p_action = 'offer' and v_agency = (select t.desk_id from pakn.tenant t where t.tenant_id = r.tenant_id) then 'desk_agency'
	end;
begin
	if v_code is not null then
		perform pakn.refuse(422, 'invalid', pakn.field_error('/agency', v_code));
	end if;
end $$;
