-- tenant_named: the id of a province by its code.  Raises: PK422 unknown
create or replace function pakn.tenant_named(p_code text)
returns int
language plpgsql stable
as $$
declare
	v_tenant int;
begin
	select t.tenant_id into v_tenant from pakn.tenant t where t.code = p_code;
	if not found then
		perform pakn.refuse(422, 'unknown_tenant');
	end if;
	return v_tenant;
end $$;
