-- oidc_provider_set: makes a sign-on service, or changes the one of that code; an administrator's act.  Answers its
-- redirect URI, which is to be registered there.
-- Raises: PK422 unknown tenant
-- Writes: oidc_provider, admin_act
create or replace function pakn.oidc_provider_set(p_tenant_code text, p_provider text, p_audience text, p_issuer text,
	p_client_id text, p_url text, p_scopes text, p_account_claim text, p_name_vi text, p_name_en text)
returns text
language plpgsql
as $$
declare
	v_tenant int := pakn.tenant_named(p_tenant_code);
	v_before jsonb := pakn.oidc_provider_json(v_tenant, p_provider);
	v_redirect_uri text := rtrim(p_url, '/') || '/api/v1/session/oidc/' || p_provider || '/callback';
begin
	insert into pakn.oidc_provider (tenant_id, provider, audience, issuer, client_id, redirect_uri, scopes, account_claim,
		name_vi, name_en)
	values (v_tenant, p_provider, p_audience, p_issuer, p_client_id, v_redirect_uri, p_scopes, p_account_claim,
		coalesce(p_name_vi, p_provider), coalesce(p_name_en, p_name_vi, p_provider))
	on conflict (tenant_id, provider) do update set audience = excluded.audience, issuer = excluded.issuer,
		client_id = excluded.client_id, redirect_uri = excluded.redirect_uri, scopes = excluded.scopes,
		account_claim = excluded.account_claim, name_vi = excluded.name_vi, name_en = excluded.name_en, active = true;
	perform pakn.admin_act_by(v_tenant, null, 'providers', case when v_before is null then 'add' else 'change' end, p_provider,
		v_before, pakn.oidc_provider_json(v_tenant, p_provider));
	return v_redirect_uri;
end $$;
