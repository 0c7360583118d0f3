-- factor_asks: how the password is to be hashed that is asked for before one begins with an authenticator, and how many
-- seconds one has to wait first; counts the try.  Null where none is asked for: the session has just been opened for
-- it, or the account has no password, but a sign-on service.
-- Raises: PK401 PK403 PK409
-- Writes: login_attempt
create or replace function pakn.factor_asks(p_digest bytea, p_tenant int)
returns table (setting text, wait int)
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	own record := session_owner(p_digest, p_tenant, '{full,enrol}');
	v_hash text := (select s.password_hash from staff s where s.tenant_id = p_tenant and s.staff_id = own.staff_id);
begin
	if own.stage = 'full' and v_hash is not null then
		return query select password_setting(v_hash, p_tenant, own.username),
			login_wait(p_tenant, '{pair}', own.username, own.address);
	else
		return query select null::text, 0;
	end if;
end $$;
