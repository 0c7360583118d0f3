-- case_show: one case, for the agency that has it (of one that has ended: its heir), the desk and the supervisors.
-- Answers: 200 | PK401 PK403 | PK404 unknown, or another agency's
create or replace function pakn.case_show(p_digest bytea, p_tenant int, p_report_id uuid)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'case:read');
	r report;
begin
	select * into r from report x
	where x.tenant_id = p_tenant and x.report_id = p_report_id
		and (x.agency_id = who.agency_id or may(who.role, 'case:read_all')
			or agency_heir(p_tenant, x.agency_id) = who.agency_id);
	if not found then
		perform refuse(404, 'unknown_case');
	end if;
	return (200, case_json(r, roles_now(p_tenant, who.staff_id, who.role, who.agency_id),
		agency_acting(p_tenant, who.agency_id, r.agency_id))::text, r.version::text, null, null, null)::pakn.answer;
end $$;
