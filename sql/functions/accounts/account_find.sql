-- account_find: an account by its user name.  Raises: PK404
create or replace function pakn.account_find(p_tenant int, p_username text)
returns int
language plpgsql stable
as $$
declare
	v_staff int;
begin
	select s.staff_id into v_staff from pakn.staff s where s.tenant_id = p_tenant and s.username = lower(p_username);
	if not found then
		perform pakn.refuse(404, 'unknown_account');
	end if;
	return v_staff;
end $$;
