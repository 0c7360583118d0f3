-- gateway_stale: gateways' secrets that another key than the current one has sealed, locked, for gateway_reseal in
-- the same transaction.
create or replace function pakn.gateway_stale(p_key_id int)
returns table (tenant_id int, gateway_id int, digest bytea, secret bytea)
language sql volatile security definer set search_path = pakn, public, pg_temp
as $$
	select c.tenant_id, c.gateway_id, c.digest, c.secret from credential c
	where c.kind = 'g' and get_byte(c.secret, 0) * 256 + get_byte(c.secret, 1) <> p_key_id
	order by c.tenant_id, c.digest
	for update
$$;
