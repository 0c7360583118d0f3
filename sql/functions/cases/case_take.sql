-- case_take: how every act of staff on a case begins: who acts, of which agency, in which roles and for which agency, the case, locked, and
-- what the operation answered first where it is repeated (replay; its status is null otherwise).  To those who have
-- nothing to do with the case it is not there.
-- Raises: PK401 PK403 | PK404 unknown, or never theirs | PK422 the operation id with another body
create or replace function pakn.case_take(p_digest bytea, p_tenant int, p_right text, p_operation_id uuid, p_body_hash bytea,
	p_report_id uuid, out staff_id int, out role text, out roles text[], out own_id int, out agency_id int, out r pakn.report, out replay pakn.answer)
language plpgsql
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, p_right);
begin
	staff_id := who.staff_id;
	role := who.role;
	own_id := who.agency_id;
	roles := pakn.roles_now(p_tenant, who.staff_id, who.role, who.agency_id);
	select * into r from pakn.report x
	where x.tenant_id = p_tenant and x.report_id = p_report_id
	for update;
	replay := pakn.operation_recall(p_tenant, p_operation_id, p_body_hash);
	agency_id := pakn.agency_acting(p_tenant, who.agency_id, r.agency_id);
	-- What is repeated may have given the case to another agency.
	if replay.status is null and (r.agency_id is null
			or (pakn.case_standing(r, agency_id) is null and not pakn.may(who.role, 'case:read_all'))) then
		perform pakn.refuse(404, 'unknown_case');
	end if;
end $$;
