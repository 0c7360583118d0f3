-- oidc_provider_show: what is needed to speak with a sign-on service.  Its secret has the name secret_name in a
-- file of the daemon.
-- Raises: PK404 unknown
create or replace function pakn.oidc_provider_show(p_tenant int, p_provider text)
returns table (issuer text, client_id text, redirect_uri text, scopes text, account_claim text, audience text, secret_name text)
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
begin
	return query
	select p.issuer, p.client_id, p.redirect_uri, p.scopes, p.account_claim, p.audience, t.code || '/' || p.provider
	from oidc_provider p join tenant t on t.tenant_id = p.tenant_id
	where p.tenant_id = p_tenant and p.provider = p_provider and p.active;
	if not found then
		perform refuse(404, 'unknown_provider');
	end if;
end $$;
