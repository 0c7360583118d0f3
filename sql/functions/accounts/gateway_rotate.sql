-- gateway_rotate: gives a gateway another secret; the one before is good until p_old_until, any older one ends.
-- An administrator's act.
-- Raises: PK422 no such gateway, the secret that it has
-- Writes: credential, admin_act
create or replace function pakn.gateway_rotate(p_tenant int, p_gateway_id int, p_digest bytea, p_secret bytea,
	p_old_until timestamptz)
returns void
language plpgsql
as $$
declare
	v_old pakn.credential;
begin
	select c.* into v_old from pakn.credential c
	where c.tenant_id = p_tenant and c.gateway_id = p_gateway_id and c.revoked_at is null and c.expires_at > now()
	order by c.created_at desc
	limit 1
	for update;
	if not found then
		perform pakn.refuse(422, 'unknown_gateway');
	elsif exists (select from pakn.credential c where c.tenant_id = p_tenant and c.digest = p_digest) then
		perform pakn.refuse(422, 'secret_used');
	end if;
	update pakn.credential c set
		expires_at = case when c.digest = v_old.digest then least(c.expires_at, p_old_until) else c.expires_at end,
		revoked_at = case when c.digest = v_old.digest then c.revoked_at else coalesce(c.revoked_at, now()) end
	where c.tenant_id = p_tenant and c.gateway_id = p_gateway_id;
	insert into pakn.credential (tenant_id, digest, kind, gateway_id, secret, prefix, name, role, channel, scopes, expires_at)
	values (p_tenant, p_digest, 'g', p_gateway_id, p_secret, v_old.prefix, v_old.name, v_old.role, v_old.channel,
		v_old.scopes, v_old.expires_at);
	perform pakn.admin_act_by(p_tenant, null, 'gateways', 'rotate', v_old.name, null,
		jsonb_build_object('old_until', p_old_until));
end $$;
