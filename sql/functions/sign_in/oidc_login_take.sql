-- oidc_login_take: takes a sign-in that comes back: the same browser, the same service, in time, and once.  p_taker
-- names the request, so that its statement can be sent again.  Answers what oidc_provider_show does, and where
-- the person wanted to go.
-- Raises: PK400 no such sign-in is under way | PK404 the service is gone
-- Writes: oidc_login
create or replace function pakn.oidc_login_take(p_tenant int, p_provider text, p_state_digest bytea, p_browser_digest bytea, p_taker bytea)
returns table (issuer text, client_id text, redirect_uri text, scopes text, account_claim text, audience text, secret_name text, return_path text)
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_return_path text;
begin
	update oidc_login l set taken_by = p_taker
	where l.tenant_id = p_tenant and l.state_digest = p_state_digest and l.browser_digest = p_browser_digest
		and l.provider = p_provider and l.expires_at > now() and coalesce(l.taken_by, p_taker) = p_taker
	returning l.return_path into v_return_path;
	if not found then
		perform refuse(400, 'sign_on_expired');
	end if;
	return query select p.*, v_return_path from oidc_provider_show(p_tenant, p_provider) p;
end $$;
