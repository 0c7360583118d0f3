-- gateway_reseal: puts a gateway's secret in, sealed by the current key.
-- Writes: credential
create or replace function pakn.gateway_reseal(p_tenant int, p_digest bytea, p_secret bytea)
returns void
language sql security definer set search_path = pakn, public, pg_temp
as $$
	update credential c set secret = p_secret where c.tenant_id = p_tenant and c.digest = p_digest and c.kind = 'g'
$$;
