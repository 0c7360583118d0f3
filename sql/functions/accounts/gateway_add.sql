-- gateway_add: records a gateway by the digest of its secret, and the secret, sealed; an administrator's act.
-- Unlike an API key it may stand for any channel: the calls of a 1022 system are those of the hotline.
-- Raises: PK422 unknown channel, a gateway of that name
-- Writes: credential, admin_act
create or replace function pakn.gateway_add(p_tenant int, p_gateway_id int, p_digest bytea, p_secret bytea, p_name text,
	p_channel text, p_expires_at timestamptz)
returns void
language plpgsql
as $$
begin
	if not exists (select from pakn.channel c where c.code = p_channel) then
		perform pakn.refuse(422, 'unknown_gateway_channel');
	elsif exists (select from pakn.credential c where c.tenant_id = p_tenant and c.kind = 'g' and c.name = p_name
			and c.revoked_at is null and c.expires_at > now()) then
		perform pakn.refuse(422, 'gateway_taken');
	end if;
	insert into pakn.credential (tenant_id, digest, kind, gateway_id, secret, prefix, name, role, channel, scopes, expires_at)
	values (p_tenant, p_digest, 'g', p_gateway_id, p_secret, concat_ws('_', 'pkg', p_tenant, p_gateway_id), p_name,
		'gateway', p_channel, '{reports:write}', coalesce(p_expires_at, 'infinity'));
	perform pakn.admin_act_by(p_tenant, null, 'gateways', 'add', p_name, null,
		jsonb_build_object('channel', p_channel, 'expires_at', p_expires_at));
end $$;
