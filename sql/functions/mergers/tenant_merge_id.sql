-- tenant_merge_id: what an agency, area or category of the old province is in the successor; 0 for 0, null where it
-- has no counterpart.
create or replace function pakn.tenant_merge_id(p_old int, p_into int, p_noun text, p_id int)
returns int
language plpgsql stable
as $$
declare
	v_code text;
begin
	if p_id = 0 then
		return 0;
	end if;
	v_code := case p_noun
		when 'agencies' then (select a.code from pakn.agency a where a.tenant_id = p_old and a.agency_id = p_id)
		when 'areas' then (select a.code from pakn.area a where a.tenant_id = p_old and a.area_id = p_id)
		when 'categories' then (select c.code from pakn.category c where c.tenant_id = p_old and c.category_id = p_id)
		else (select s.username from pakn.staff s where s.tenant_id = p_old and s.staff_id = p_id) end;
	return pakn.tenant_merge_target(p_into, p_noun, (select k.new_code from pakn.tenant_merge_map k
		where k.tenant_id = p_old and k.noun = p_noun and k.old_code = v_code));
end $$;
