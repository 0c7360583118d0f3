-- session_list: the sessions of the caller's account that live, the newest first.
-- Answers: 200 | PK401 PK403 PK409
create or replace function pakn.session_list(p_digest bytea, p_tenant int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	own record := session_owner(p_digest, p_tenant, '{full}');
	v_items json;
begin
	select coalesce(json_agg(json_build_object('id', c.session_id, 'current', c.digest = p_digest,
		'made_at', c.created_at, 'last_used_at', c.seen_at, 'expires_at', c.expires_at,
		'address', host(c.address), 'agent', c.agent) order by c.created_at desc, c.session_id), '[]')
	into v_items
	from credential c
	where c.tenant_id = p_tenant and c.staff_id = own.staff_id and c.revoked_at is null and c.stage = 'full'
		and c.session_id is not null and c.expires_at > now() and c.idle_until > now();
	return (200, json_build_object('items', v_items)::text, null, null, null, null)::pakn.answer;
end $$;
