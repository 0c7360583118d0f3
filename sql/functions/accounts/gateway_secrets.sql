-- gateway_secrets: the secrets by which a gateway may sign now, sealed, the newest first.  None where there is no
-- such gateway.
create or replace function pakn.gateway_secrets(p_tenant int, p_gateway int)
returns table (secret bytea)
language sql stable security definer set search_path = pakn, public, pg_temp
as $$
	select c.secret from credential c
	where c.tenant_id = p_tenant and c.gateway_id = p_gateway and c.revoked_at is null and c.expires_at > now()
	order by c.created_at desc
	limit 2
$$;
