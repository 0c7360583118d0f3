-- key_json: an API key as administrators see it: never the key itself.
create or replace function pakn.key_json(c pakn.credential)
returns json
language sql stable
as $$
	select json_build_object('id', c.api_key_id, 'prefix', c.prefix, 'name', c.name, 'scopes', c.scopes,
		'channel', c.channel,
		'account', (select s.username from pakn.staff s where s.tenant_id = c.tenant_id and s.staff_id = c.staff_id), 'made_at', c.created_at, 'expires_at', nullif(c.expires_at, 'infinity'),
		'last_used_at', nullif(c.seen_at, c.created_at), 'revoked_at', c.revoked_at)
$$;
