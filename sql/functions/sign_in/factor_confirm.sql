-- factor_confirm: the first right code of an authenticator: from now on it is asked for.  Other sessions of the
-- account end, since they were opened without it.
-- Answers: 200 and the session (C adds the recovery codes) | PK401 PK403 PK409 | PK422 wrong_code
-- Writes: second_factor, recovery_code, login_attempt, credential
create or replace function pakn.factor_confirm(p_digest bytea, p_tenant int, p_step bigint, p_recovery bytea[],
	p_hours int, p_idle_minutes int)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	own record := session_owner(p_digest, p_tenant, '{full,enrol}');
begin
	update second_factor f set confirmed_at = now(), last_step = p_step
	where f.tenant_id = p_tenant and f.staff_id = own.staff_id and f.confirmed_at is null;
	if found then
		delete from recovery_code c where c.tenant_id = p_tenant and c.staff_id = own.staff_id;
		insert into recovery_code select p_tenant, own.staff_id, d from unnest(p_recovery) d;
		perform sessions_revoke(p_tenant, own.staff_id, p_digest);
	elsif not exists (select from recovery_code c where c.tenant_id = p_tenant and c.staff_id = own.staff_id
			and c.digest = p_recovery[1]) then
		-- Neither new nor the same request once more.
		perform refuse(409, 'factor_stands');
	end if;
	perform login_forgive(p_tenant, '{factor}', own.username, null);
	return session_advance(p_tenant, p_digest, 200, p_hours, p_idle_minutes);
end $$;
