-- session_json: a session as its owner sees it: who they are, what they may do, until when.
create or replace function pakn.session_json(p_tenant int, p_digest bytea)
returns json
language sql stable
as $$
	select json_build_object('expires_at', c.expires_at,
		'idle_until', nullif(least(c.idle_until, c.expires_at), 'infinity'),
		'factor', case when c.stage in ('totp', 'enrol') then c.stage else 'none' end,
		'must_change_password', c.stage = 'password',
		'staff', json_build_object('username', s.username, 'name', s.name, 'role', s.role,
			'agency', json_build_object('code', a.code, 'name', a.name)),
		'rights', case when c.stage = 'full' then
			(select coalesce(json_agg(rr.right_name order by rr.right_name), '[]')
				from pakn.role_right rr where rr.role = s.role) else '[]' end)
	from pakn.credential c
		join pakn.staff s on s.tenant_id = c.tenant_id and s.staff_id = c.staff_id
		join pakn.agency a on a.tenant_id = s.tenant_id and a.agency_id = s.agency_id
	where c.tenant_id = p_tenant and c.digest = p_digest
$$;
