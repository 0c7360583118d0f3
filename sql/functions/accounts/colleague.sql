-- colleague: the account of that name at an agency.
-- Raises: PK422 none, locked, or another agency's, which is all the same to who asks
create or replace function pakn.colleague(p_tenant int, p_agency_id int, p_username text, p_pointer text)
returns int
language plpgsql stable
as $$
declare
	v_staff int;
begin
	select s.staff_id into v_staff from pakn.staff s
	where s.tenant_id = p_tenant and s.agency_id = p_agency_id and s.username = lower(p_username) and s.active;
	if not found then
		perform pakn.refuse(422, 'invalid', pakn.field_error(p_pointer, 'unknown_colleague'));
	end if;
	return v_staff;
end $$;
