-- api_key_end: ends an API key, unless it has ended; p_by: the administrator, null at the command line.
-- Writes: credential, admin_act
create or replace function pakn.api_key_end(p_key pakn.credential, p_by int)
returns void
language plpgsql
as $$
declare
	v_before jsonb := pakn.key_json(p_key);
begin
	update pakn.credential c set revoked_at = now()
	where c.tenant_id = p_key.tenant_id and c.digest = p_key.digest and c.revoked_at is null
	returning * into p_key;
	if found then
		perform pakn.admin_act_by(p_key.tenant_id, p_by, 'keys', 'delete', p_key.api_key_id::text, v_before,
			pakn.key_json(p_key)::jsonb);
	end if;
end $$;
