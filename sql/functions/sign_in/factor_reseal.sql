-- factor_reseal: puts the secret of an authenticator in, sealed by the current key.
-- Writes: second_factor
create or replace function pakn.factor_reseal(p_tenant int, p_staff_id int, p_secret bytea)
returns void
language sql security definer set search_path = pakn, public, pg_temp
as $$
	update second_factor f set secret = p_secret where f.tenant_id = p_tenant and f.staff_id = p_staff_id
$$;
