-- area_heirs: what a unit that ended became, as others name it, by code, each with the part of the old unit that went
-- there (area_parts).
create or replace function pakn.area_heirs(p_tenant int, p_area int)
returns json
language sql stable
as $$
	select coalesce(json_agg(json_strip_nulls(json_build_object('code', s.code, 'name', s.name, 'full_name', s.full_name,
		'level', s.level, 'area_km2', x.area_km2, 'share', x.share)) order by s.code), '[]')
	from pakn.area_successors(p_tenant, p_area) s
		left join pakn.area_parts(p_tenant, p_area) x on x.successor_id = s.area_id
$$;
