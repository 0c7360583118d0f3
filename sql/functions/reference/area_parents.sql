-- area_parents: the units above a unit, the nearest first.
create or replace function pakn.area_parents(p_tenant int, p_area int)
returns json
language sql stable
as $$
	with recursive above as (
		select p.area_id, p.parent_id, 1 as step, pakn.area_brief(p) as brief
		from pakn.area a join pakn.area p on p.tenant_id = p_tenant and p.area_id = a.parent_id
		where a.tenant_id = p_tenant and a.area_id = p_area
		union all
		select p.area_id, p.parent_id, above.step + 1, pakn.area_brief(p)
		from above join pakn.area p on p.tenant_id = p_tenant and p.area_id = above.parent_id
	)
	select coalesce(json_agg(above.brief order by above.step), '[]') from above
$$;
