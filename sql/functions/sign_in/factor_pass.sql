-- factor_pass: the second proof of a sign-in: the step of a code that was right, or the digest of a recovery
-- code.  Each counts once.
-- Answers: 200 and the session | PK401 PK403 PK409 | PK422 wrong_code
-- Writes: second_factor, recovery_code, login_attempt, credential
create or replace function pakn.factor_pass(p_digest bytea, p_tenant int, p_step bigint, p_recovery bytea,
	p_hours int, p_idle_minutes int)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	own record := session_owner(p_digest, p_tenant, '{totp}');
begin
	if p_step is not null then
		update second_factor f set last_step = p_step
		where f.tenant_id = p_tenant and f.staff_id = own.staff_id and f.last_step < p_step;
	else
		update recovery_code c set used_at = now()
		where c.tenant_id = p_tenant and c.staff_id = own.staff_id and c.digest = p_recovery and c.used_at is null;
	end if;
	if not found then
		perform refuse(422, 'invalid', field_error('/code', 'wrong_code'));
	end if;
	perform login_forgive(p_tenant, '{factor}', own.username, null);
	return session_advance(p_tenant, p_digest, 200, p_hours, p_idle_minutes);
end $$;
