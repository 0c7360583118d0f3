-- account_show: one account.
-- Answers: 200 | PK401 PK403 PK404
create or replace function pakn.account_show(p_digest bytea, p_tenant int, p_username text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := caller(p_digest, p_tenant, 'admin:accounts');
begin
	return (200, account_json(p_tenant, account_find(p_tenant, p_username))::text, null, null, null, null)::pakn.answer;
end $$;
