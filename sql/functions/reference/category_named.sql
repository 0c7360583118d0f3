-- category_named: the id of a field by its code, also of one that is no longer used; null for null.
-- Raises: PK422 unknown
create or replace function pakn.category_named(p_tenant int, p_code text, p_pointer text)
returns int
language plpgsql stable
as $$
declare
	v_id int;
begin
	select c.category_id into v_id from pakn.category c where c.tenant_id = p_tenant and c.code = p_code;
	if not found and p_code is not null then
		perform pakn.refuse(422, 'invalid', pakn.field_error(p_pointer, 'unknown_category'));
	end if;
	return v_id;
end $$;
