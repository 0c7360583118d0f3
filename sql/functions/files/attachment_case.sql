-- attachment_case: locks the case of somebody who decides about its files: of their agency, or its heir, or any where they
-- may see all.
-- Raises: PK404 unknown, or another agency's
create or replace function pakn.attachment_case(p_tenant int, p_report_id uuid, p_role text, p_agency_id int)
returns pakn.report
language plpgsql
as $$
declare
	r pakn.report;
begin
	select * into r from pakn.report x
	where x.tenant_id = p_tenant and x.report_id = p_report_id
		and (x.agency_id = p_agency_id or pakn.may(p_role, 'case:read_all')
			or pakn.agency_heir(p_tenant, x.agency_id) = p_agency_id)
	for update;
	if not found then
		perform pakn.refuse(404, 'unknown_case');
	end if;
	return r;
end $$;
