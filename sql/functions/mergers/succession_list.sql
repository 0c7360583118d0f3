-- succession_list: which agencies are or will be succeeded by which, the latest day first.
-- Answers: 200 | PK401 PK403
create or replace function pakn.succession_list(p_digest bytea, p_tenant int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := caller(p_digest, p_tenant, 'admin:read');
	v_body text;
begin
	select json_build_object('items', coalesce(json_agg(agency_succession_json(s) order by s.at desc, s.agency_id), '[]'))::text
	into v_body
	from agency_succession s
	where s.tenant_id = p_tenant;
	return (200, v_body, md5(v_body), null, null, null)::pakn.answer;
end $$;
