-- account_json: an account as administrators see it.
create or replace function pakn.account_json(p_tenant int, p_staff_id int)
returns json
language sql stable
as $$
	select json_build_object('username', s.username, 'name', s.name, 'role', s.role, 'agency', a.code,
		'active', s.active, 'made_at', s.created_at,
		'password', case when s.password_hash is null or s.password_until <= now() then 'none'
			when s.must_change then 'one_time' else 'own' end,
		'factor', case when f.confirmed_at is not null then 'totp' else 'none' end,
		'sessions', (select count(*) from pakn.credential c where c.tenant_id = s.tenant_id and c.staff_id = s.staff_id
			and c.kind = 's' and c.revoked_at is null and c.expires_at > now() and c.idle_until > now()))
	from pakn.staff s
		join pakn.agency a on a.tenant_id = s.tenant_id and a.agency_id = s.agency_id
		left join pakn.second_factor f on f.tenant_id = s.tenant_id and f.staff_id = s.staff_id
	where s.tenant_id = p_tenant and s.staff_id = p_staff_id
$$;
