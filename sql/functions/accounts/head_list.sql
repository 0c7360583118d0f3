-- head_list: who is, was and will be in charge of an agency.
-- Answers: 200 | PK401 PK403 | PK422 unknown agency
create or replace function pakn.head_list(p_digest bytea, p_tenant int, p_agency text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := caller(p_digest, p_tenant, 'admin:accounts');
	v_body text;
begin
	select json_build_object('agency', a.code, 'items', agency_heads_json(p_tenant, a.agency_id))::text into v_body
	from agency a where a.tenant_id = p_tenant and a.code = p_agency;
	if not found then
		perform refuse(422, 'invalid', field_error('?agency', 'unknown_agency'));
	end if;
	return (200, v_body, md5(v_body), null, null, null)::pakn.answer;
end $$;
