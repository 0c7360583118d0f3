-- areas_named: the ids of all units that have or had a code, and of those directly below them; null for null.
-- Raises: PK422 unknown
create or replace function pakn.areas_named(p_tenant int, p_code text, p_pointer text)
returns int[]
language plpgsql stable
as $$
declare
	v_ids int[] := array(select a.area_id from pakn.area a where a.tenant_id = p_tenant and a.code = p_code);
begin
	if p_code is null then
		return null;
	elsif cardinality(v_ids) = 0 then
		perform pakn.refuse(422, 'invalid', pakn.field_error(p_pointer, 'unknown_area'));
	end if;
	return v_ids || array(select a.area_id from pakn.area a where a.tenant_id = p_tenant and a.parent_id = any (v_ids));
end $$;
