-- oidc_login_begin: notes that a browser has gone to a sign-on service, which it must come back from within ten
-- minutes.
-- Writes: oidc_login
create or replace function pakn.oidc_login_begin(p_tenant int, p_provider text, p_state_digest bytea, p_browser_digest bytea, p_return_path text)
returns void
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
begin
	insert into oidc_login (tenant_id, state_digest, browser_digest, provider, return_path, expires_at)
	values (p_tenant, p_state_digest, p_browser_digest, p_provider, p_return_path, now() + interval '10 minutes')
	on conflict do nothing;
end $$;
