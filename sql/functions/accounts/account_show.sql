-- account_show: one account; its ETag is what a change has to bring.
-- Answers: 200 | PK401 PK403 PK404
create or replace function pakn.account_show(p_digest bytea, p_tenant int, p_username text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := caller(p_digest, p_tenant, 'admin:accounts');
	v_staff int := account_find(p_tenant, p_username);
	v_body text := account_json(p_tenant, v_staff);
begin
	return (200, v_body, etag_of(md5(account_facts(p_tenant, v_staff)::text), v_body), null, null, null)::pakn.answer;
end $$;
