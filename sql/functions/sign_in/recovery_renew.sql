-- recovery_renew: other recovery codes for the owner of an authenticator, who has shown a code of it; the old ones die.
-- Answers: 200 and the session (C adds the recovery codes) | PK401 PK403 PK409 | PK422 the code was used
-- Writes: second_factor, recovery_code, login_attempt
create or replace function pakn.recovery_renew(p_digest bytea, p_tenant int, p_step bigint, p_recovery bytea[])
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	own record := session_owner(p_digest, p_tenant, '{full}');
begin
	update second_factor f set last_step = p_step
	where f.tenant_id = p_tenant and f.staff_id = own.staff_id and f.confirmed_at is not null and f.last_step < p_step;
	if found then
		delete from recovery_code c where c.tenant_id = p_tenant and c.staff_id = own.staff_id;
		insert into recovery_code select p_tenant, own.staff_id, d from unnest(p_recovery) d;
	elsif not exists (select from recovery_code c where c.tenant_id = p_tenant and c.staff_id = own.staff_id
			and c.digest = p_recovery[1]) then
		-- Neither a fresh code nor the same request once more.
		perform refuse(422, 'invalid', field_error('/code', 'wrong_code'));
	end if;
	perform login_forgive(p_tenant, '{factor}', own.username, null);
	return (200, session_json(p_tenant, p_digest)::text, null, null, null, null)::pakn.answer;
end $$;
