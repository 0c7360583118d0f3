-- subscription_secret_stale: webhooks' secrets that another key than the current one has sealed, locked, for
-- subscription_secret_reseal in the same transaction.
create or replace function pakn.subscription_secret_stale(p_key_id int)
returns table (tenant_id int, secret_id uuid, secret bytea)
language sql volatile security definer set search_path = pakn, public, pg_temp
as $$
	select s.tenant_id, s.secret_id, s.secret from subscription_secret s
	where get_byte(s.secret, 0) * 256 + get_byte(s.secret, 1) <> p_key_id
	order by s.tenant_id, s.secret_id
	for update
$$;
