-- case_read: a case as somebody may read its past: all of it, or, of an agency that had it once, its own time (own_id).
-- Raises: PK404 unknown, or never theirs
create or replace function pakn.case_read(p_tenant int, p_report_id uuid, p_role text, p_agency_id int, out r pakn.report, out own_id int)
language plpgsql stable
as $$
declare
	v_standing text;
	v_all boolean := pakn.may(p_role, 'case:read_all');
begin
	select * into r from pakn.report x where x.tenant_id = p_tenant and x.report_id = p_report_id;
	own_id := pakn.agency_acting(p_tenant, p_agency_id, r.agency_id);
	v_standing := pakn.case_standing(r, own_id);
	if r.agency_id is null or (v_standing is null and not v_all) then
		perform pakn.refuse(404, 'unknown_case');
	elsif v_all or v_standing <> 'former' then
		own_id := null;
	end if;
end $$;
