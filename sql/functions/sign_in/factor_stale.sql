-- factor_stale: authenticators whose secret another key than the current one has sealed, locked, for
-- factor_reseal in the same transaction.
create or replace function pakn.factor_stale(p_key_id int)
returns table (tenant_id int, staff_id int, secret bytea)
language sql volatile security definer set search_path = pakn, public, pg_temp
as $$
	select f.tenant_id, f.staff_id, f.secret from second_factor f
	where get_byte(f.secret, 0) * 256 + get_byte(f.secret, 1) <> p_key_id
	order by f.tenant_id, f.staff_id
	for update
$$;
