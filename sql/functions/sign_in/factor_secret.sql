-- factor_secret: the sealed secret against which a code is to be checked, and how many seconds one has to
-- wait first; counts the try.  p_use: `pass` a sign-in, `renew` the recovery codes, or `confirm` an authenticator that
-- waits for its first code.
-- Raises: PK401 PK403 | PK409 no such authenticator
-- Writes: login_attempt
create or replace function pakn.factor_secret(p_digest bytea, p_tenant int, p_use text)
returns table (secret bytea, wait int)
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	own record := session_owner(p_digest, p_tenant,
		case p_use when 'pass' then '{totp}' when 'renew' then '{full}' else '{full,enrol}' end::text[]);
begin
	return query
	select f.secret, login_wait(p_tenant, '{factor}', own.username, null)
	from second_factor f
	where f.tenant_id = p_tenant and f.staff_id = own.staff_id and (f.confirmed_at is null) = (p_use = 'confirm');
	if not found then
		perform refuse(409, 'other_stage');
	end if;
end $$;
