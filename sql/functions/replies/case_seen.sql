-- case_seen: a case that somebody may read as a whole: of an agency that works on it, or who may see all cases.
-- Raises: PK404 unknown, or not theirs
create or replace function pakn.case_seen(p_tenant int, p_report_id uuid, p_role text, p_agency_id int)
returns pakn.report
language plpgsql stable
as $$
declare
	r pakn.report;
begin
	select * into r from pakn.report x where x.tenant_id = p_tenant and x.report_id = p_report_id;
	if r.report_id is null or (coalesce(pakn.case_standing(r, pakn.agency_acting(p_tenant, p_agency_id, r.agency_id)), 'former') = 'former'
			and not pakn.may(p_role, 'case:read_all')) then
		perform pakn.refuse(404, 'unknown_case');
	end if;
	return r;
end $$;
