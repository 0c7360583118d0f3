-- succession_show: by whom an agency is or will be succeeded, and how far that is; its ETag is what taking it back has to bring.
-- Answers: 200 | PK401 PK403 | PK404 by nobody
create or replace function pakn.succession_show(p_digest bytea, p_tenant int, p_agency text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := caller(p_digest, p_tenant, 'admin:read');
	v_body text;
	v_version text;
begin
	select (agency_succession_json(s) || agency_succession_counts(p_tenant, s.agency_id, s.at))::text, md5(agency_succession_facts(s)::text)
	into v_body, v_version
	from agency a join agency_succession s on s.tenant_id = p_tenant and s.agency_id = a.agency_id
	where a.tenant_id = p_tenant and a.code = p_agency;
	if not found then
		perform refuse(404, 'not_there');
	end if;
	return (200, v_body, etag_of(v_version, v_body), null, null, null)::pakn.answer;
end $$;
