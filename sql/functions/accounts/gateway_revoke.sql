-- gateway_revoke: ends all secrets of a gateway; an administrator's act.
-- Raises: PK422 unknown tenant, no such gateway
-- Writes: credential, admin_act
create or replace function pakn.gateway_revoke(p_tenant_code text, p_name text)
returns void
language plpgsql
as $$
declare
	g record := pakn.gateway_named(p_tenant_code, p_name);
begin
	update pakn.credential c set revoked_at = now()
	where c.tenant_id = g.tenant_id and c.gateway_id = g.gateway_id and c.revoked_at is null;
	perform pakn.admin_act_by(g.tenant_id, null, 'gateways', 'delete', p_name, null, null);
end $$;
