-- api_key_set: records an API key by its digest; an administrator's act.
-- Raises: PK422 unknown tenant or channel
-- Writes: credential
create or replace function pakn.api_key_set(p_tenant_id int, p_digest bytea, p_api_key_id int, p_name text,
	p_scopes text[], p_channel text)
returns void
language plpgsql
as $$
begin
	if not exists (select from pakn.channel c where c.code = p_channel and not c.by_staff) then
		perform pakn.refuse(422, 'unknown_channel');
	end if;
	insert into pakn.credential (tenant_id, digest, kind, api_key_id, name, role, channel, scopes)
	values (p_tenant_id, p_digest, 'k', p_api_key_id, p_name, 'citizen_app', p_channel, p_scopes);
end $$;
