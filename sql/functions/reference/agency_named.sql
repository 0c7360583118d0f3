-- agency_named: the id of an agency by its code, also of one that has ended; null for null.
-- Raises: PK422 unknown
create or replace function pakn.agency_named(p_tenant int, p_code text, p_pointer text)
returns int
language plpgsql stable
as $$
declare
	v_id int;
begin
	select a.agency_id into v_id from pakn.agency a where a.tenant_id = p_tenant and a.code = p_code;
	if not found and p_code is not null then
		perform pakn.refuse(422, 'invalid', pakn.field_error(p_pointer, 'unknown_agency'));
	end if;
	return v_id;
end $$;
