-- case_show: one case, for the agencies that work on it (for one that has ended: its heir), the desk and the supervisors; its
-- own time for an agency that did once.
-- Answers: 200 | PK401 PK403 | PK404 unknown, or never theirs
create or replace function pakn.case_show(p_digest bytea, p_tenant int, p_report_id uuid)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'case:read');
	r report;
	v_case json;
begin
	select * into r from report x where x.tenant_id = p_tenant and x.report_id = p_report_id;
	if found then
		v_case := case_view(r, who.role, roles_now(p_tenant, who.staff_id, who.role, who.agency_id),
			agency_acting(p_tenant, who.agency_id, r.agency_id));
	end if;
	if v_case is null then
		perform refuse(404, 'unknown_case');
	end if;
	return (200, v_case::text, r.version::text, null, null, null)::pakn.answer;
end $$;
