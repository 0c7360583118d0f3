-- api_key_set: records an API key by its digest; an administrator's act.  The same digest again is the same key.
-- Raises: PK422 unknown scope or channel
-- Writes: credential
create or replace function pakn.api_key_set(p_tenant_id int, p_digest bytea, p_api_key_id int, p_name text,
	p_scopes text[], p_channel text, p_expires_at timestamptz default null, p_prefix text default null)
returns pakn.credential
language plpgsql
as $$
declare
	v_key pakn.credential;
begin
	if not exists (select from pakn.channel c where c.code = p_channel and not c.by_staff) then
		perform pakn.refuse(422, 'invalid', pakn.field_error('/channel', 'unknown_channel'));
	elsif not p_scopes <@ array(select sr.scope from pakn.scope_right sr) then
		perform pakn.refuse(422, 'invalid', pakn.field_error('/scopes', 'unknown_scope'));
	end if;
	insert into pakn.credential (tenant_id, digest, kind, api_key_id, prefix, name, role, channel, scopes, expires_at)
	values (p_tenant_id, p_digest, 'k', p_api_key_id,
		coalesce(p_prefix, concat_ws('_', 'pkk', p_tenant_id, p_api_key_id)), p_name, 'citizen_app', p_channel, p_scopes,
		coalesce(p_expires_at, 'infinity'))
	on conflict (tenant_id, digest) do update set name = excluded.name
	returning * into v_key;
	return v_key;
end $$;
