-- subscription_secret_reseal: puts a webhook's secret in, sealed by the current key.
-- Writes: subscription_secret
create or replace function pakn.subscription_secret_reseal(p_tenant int, p_secret_id uuid, p_secret bytea)
returns void
language sql security definer set search_path = pakn, public, pg_temp
as $$
	update subscription_secret s set secret = p_secret where s.tenant_id = p_tenant and s.secret_id = p_secret_id
$$;
