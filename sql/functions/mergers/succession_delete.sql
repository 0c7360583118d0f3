-- succession_delete: takes a succession back whose day has not come.
-- Answers: 204 | PK401 PK403 | PK404 there is none | PK412 another one | PK428 no version | PK409 it has begun, or its rules were changed
-- Writes: as agency_succession_cancel
create or replace function pakn.succession_delete(p_digest bytea, p_tenant int, p_agency text, p_version text)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := caller(p_digest, p_tenant, 'admin:write');
begin
	perform facts_lock(p_tenant);
	perform fact_version_check(p_tenant, 'successions', p_agency, agency_succession_facts(s), p_version, null)
	from agency a join agency_succession s on s.tenant_id = p_tenant and s.agency_id = a.agency_id
	where a.tenant_id = p_tenant and a.code = p_agency;
	if not agency_succession_cancel(p_tenant, p_agency, who.staff_id) then
		perform refuse(404, 'not_there');
	end if;
	return (204, null, null, null, null, null)::pakn.answer;
end $$;
