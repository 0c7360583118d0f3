-- oidc_provider_json: a sign-on service as acts show it; its client secret is not in the database.
create or replace function pakn.oidc_provider_json(p_tenant int, p_provider text)
returns jsonb
language sql stable
as $$
	select to_jsonb(p) - 'tenant_id' from pakn.oidc_provider p where p.tenant_id = p_tenant and p.provider = p_provider
$$;
