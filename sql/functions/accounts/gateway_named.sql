-- gateway_named: the gateway of a name that may sign now.
-- Raises: PK422 unknown tenant, no such gateway
create or replace function pakn.gateway_named(p_tenant_code text, p_name text, out tenant_id int, out gateway_id int)
language plpgsql stable
as $$
begin
	tenant_id := pakn.tenant_named(p_tenant_code);
	select c.gateway_id into gateway_id from pakn.credential c
	where c.tenant_id = gateway_named.tenant_id and c.kind = 'g' and c.name = p_name and c.revoked_at is null
		and c.expires_at > now()
	limit 1;
	if not found then
		perform pakn.refuse(422, 'unknown_gateway');
	end if;
end $$;
