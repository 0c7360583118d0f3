-- case_held: a case, locked, provided that somebody works on it, or may see all of them.
-- Raises: PK404
create or replace function pakn.case_held(p_tenant int, p_report_id uuid, p_role text, p_agency_id int)
returns pakn.report
language plpgsql
as $$
declare
	r pakn.report;
begin
	select * into r from pakn.report x where x.tenant_id = p_tenant and x.report_id = p_report_id for update;
	if r.report_id is null or not (pakn.may(p_role, 'case:read_all') or coalesce(
			pakn.case_standing(r, pakn.agency_acting(p_tenant, p_agency_id, r.agency_id)) in ('lead', 'offered', 'coordinating'), false)) then
		perform pakn.refuse(404, 'unknown_case');
	end if;
	return r;
end $$;
