-- password_change: another password for the caller, who has to know the old one; their other sessions end.
-- Answers: 200 and the session | PK401 PK403 PK409 | PK422 the old password is wrong
-- Writes: staff, credential, login_attempt
create or replace function pakn.password_change(p_digest bytea, p_tenant int, p_old_hash text, p_new_hash text,
	p_hours int, p_idle_minutes int)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	own record := session_owner(p_digest, p_tenant, '{full,password}');
begin
	update staff s set password_hash = p_new_hash, must_change = false, password_until = 'infinity'
	where s.tenant_id = p_tenant and s.staff_id = own.staff_id and s.password_hash in (p_old_hash, p_new_hash);
	if not found then
		perform refuse(422, 'invalid', field_error('/old', 'wrong_password'));
	end if;
	perform login_forgive(p_tenant, '{pair}', own.username, own.address);
	perform sessions_revoke(p_tenant, own.staff_id, p_digest);
	return session_advance(p_tenant, p_digest, 200, p_hours, p_idle_minutes);
end $$;
