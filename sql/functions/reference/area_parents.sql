-- area_parents: the units above a unit on a day, as they were called then, the nearest first.
create or replace function pakn.area_parents(p_tenant int, p_area int, p_day date)
returns json
language sql stable
as $$
	with recursive above as (
		select t.*, 0 as step from pakn.area_then(p_tenant, p_area, p_day) t
		union all
		select t.*, above.step + 1
		from above cross join lateral pakn.area_then(p_tenant, above.parent_id, p_day) t
	)
	select coalesce(json_agg(json_build_object('code', a.code, 'name', a.name, 'full_name', a.full_name,
		'level', a.level) order by a.step), '[]')
	from above a
	where a.step > 0
$$;
