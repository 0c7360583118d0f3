-- session_begin: opens a session for somebody whose password hashes (session_lookup) to what is stored.
-- The hash never leaves the database: who only has the daemon's database password cannot sign in.
-- Answers: 201 and the session (C adds the token) | PK401
-- Writes: credential, login_attempt
create or replace function pakn.session_begin(p_tenant int, p_staff_id int, p_password_hash text, p_digest bytea,
	p_session_id uuid, p_address inet, p_agent text, p_hours int, p_idle_minutes int)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_username text;
begin
	select s.username into v_username from staff s
	where s.tenant_id = p_tenant and s.staff_id = p_staff_id and s.active and s.password_hash = p_password_hash
		and s.password_until > now();
	if not found then
		perform refuse(401, 'wrong_login');
	end if;
	perform login_forgive(p_tenant, '{account,address,pair}', v_username, p_address);
	return session_open(p_tenant, p_staff_id, p_digest, p_session_id, p_address, p_agent, p_hours, p_idle_minutes);
end $$;
