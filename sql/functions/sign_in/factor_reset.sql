-- factor_reset: forgets the authenticator of an account and its recovery codes; whether there was one.
-- Writes: second_factor, recovery_code, credential
create or replace function pakn.factor_reset(p_tenant int, p_staff_id int)
returns boolean
language plpgsql
as $$
begin
	delete from pakn.recovery_code c where c.tenant_id = p_tenant and c.staff_id = p_staff_id;
	delete from pakn.second_factor f where f.tenant_id = p_tenant and f.staff_id = p_staff_id;
	if not found then
		return false;
	end if;
	perform pakn.sessions_revoke(p_tenant, p_staff_id);
	return true;
end $$;
