-- succession_delete: takes a succession back whose day has not come.
-- Answers: 204 | PK401 PK403 | PK404 there is none | PK409 it has begun, or its rules were changed
-- Writes: as agency_succession_cancel
create or replace function pakn.succession_delete(p_digest bytea, p_tenant int, p_agency text)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := caller(p_digest, p_tenant, 'admin:write');
begin
	if not agency_succession_cancel(p_tenant, p_agency, who.staff_id) then
		perform refuse(404, 'not_there');
	end if;
	return (204, null, null, null, null, null)::pakn.answer;
end $$;
