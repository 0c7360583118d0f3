-- areas_above: for each of some units the unit of a level that it lies in on a day: itself, or the nearest above that
-- is of that level or higher; null: itself.
create or replace function pakn.areas_above(p_tenant int, p_areas int[], p_level text, p_day date)
returns table (area_id int, above_id int)
language sql stable
as $$
	with recursive above as (
		select t.area_id, t.area_id as above_id, t.level, t.parent_id
		from unnest(p_areas) u (area_id)
			cross join lateral pakn.area_then(p_tenant, u.area_id, p_day) t
		union all
		select b.area_id, t.area_id, t.level, t.parent_id
		from above b
			cross join lateral pakn.area_then(p_tenant, b.parent_id, p_day) t
		where array_position('{province,district,commune}', b.level) > array_position('{province,district,commune}', p_level)
	)
	select b.area_id, b.above_id
	from above b
	where p_level is null or b.parent_id is null
		or array_position('{province,district,commune}', b.level) <= array_position('{province,district,commune}', p_level)
$$;
