-- session_begin: opens a session for somebody whose password hashes (session_lookup) to what is stored.
-- The hash never leaves the database: who only has the daemon's database password cannot sign in.
-- Answers: 201 and the session (C adds the token) | PK401
-- Writes: credential
create or replace function pakn.session_begin(p_tenant int, p_staff_id int, p_password_hash text, p_digest bytea, p_hours int)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_expires timestamptz := now() + make_interval(hours => p_hours);
	v_body json;
begin
	select json_build_object('expires_at', v_expires, 'staff', json_build_object('username', s.username,
		'name', s.name, 'role', s.role, 'agency', json_build_object('code', a.code, 'name', a.name)))
	into v_body
	from staff s join agency a on a.tenant_id = s.tenant_id and a.agency_id = s.agency_id
	where s.tenant_id = p_tenant and s.staff_id = p_staff_id and s.active and s.password_hash = p_password_hash;
	if not found then
		perform refuse(401, 'wrong_login');
	end if;
	insert into credential (tenant_id, digest, kind, staff_id, expires_at)
	values (p_tenant, p_digest, 's', p_staff_id, v_expires)
	on conflict do nothing;
	return (201, v_body::text, null, null, null, null)::pakn.answer;
end $$;
