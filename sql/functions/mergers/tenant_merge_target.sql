-- tenant_merge_target: the id of what has a code in a province: of agencies and areas those that hold, of areas of
-- one code the newest; null where there is none.
create or replace function pakn.tenant_merge_target(p_tenant int, p_noun text, p_code text)
returns int
language sql stable
as $$
	select a.agency_id from pakn.agency a
	where p_noun = 'agencies' and a.tenant_id = p_tenant and a.code = p_code and current_date < a.valid_to
	union all
	(select a.area_id from pakn.area a where p_noun = 'areas' and a.tenant_id = p_tenant and a.code = p_code
	order by a.valid_to desc limit 1)
	union all
	select c.category_id from pakn.category c where p_noun = 'categories' and c.tenant_id = p_tenant and c.code = p_code
	union all
	select s.staff_id from pakn.staff s where p_noun = 'accounts' and s.tenant_id = p_tenant and s.username = p_code
$$;
