-- factor_begin: keeps the sealed secret of an authenticator that waits to be confirmed, in the place of one
-- that was not confirmed.  A full session, which may be somebody else's screen, proves its password again.
-- Answers the names that go with the secret.  Raises: PK401 PK403 | PK409 there is one already, or the
-- province has none | PK422 the password is wrong
-- Writes: second_factor, login_attempt
create or replace function pakn.factor_begin(p_digest bytea, p_tenant int, p_secret bytea, p_password_hash text)
returns table (account text, issuer text)
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	own record := session_owner(p_digest, p_tenant, '{full,enrol}');
	v_tenant tenant;
begin
	select * into v_tenant from tenant t where t.tenant_id = p_tenant;
	if v_tenant.second_factor = 'off' then
		perform refuse(409, 'factor_off');
	elsif own.stage = 'full' and exists (select from staff s where s.tenant_id = p_tenant and s.staff_id = own.staff_id
			and s.password_hash <> coalesce(p_password_hash, '')) then
		perform refuse(422, 'invalid', field_error('/password', 'wrong_password'));
	end if;
	perform login_forgive(p_tenant, '{pair}', own.username, own.address);
	insert into second_factor as f (tenant_id, staff_id, secret) values (p_tenant, own.staff_id, p_secret)
	on conflict (tenant_id, staff_id) do update set secret = excluded.secret, begun_at = excluded.begun_at
		where f.confirmed_at is null;
	if not found then
		perform refuse(409, 'factor_stands');
	end if;
	return query select own.username, v_tenant.name;
end $$;
