-- area_heirs: what a unit that ended became, as others name it, by code, each with the part of the old unit that went
-- there, in km2 and as a share of it, where those are known.
create or replace function pakn.area_heirs(p_tenant int, p_area int)
returns json
language sql stable
as $$
	select coalesce(json_agg(json_strip_nulls(json_build_object('code', s.code, 'name', s.name, 'full_name', s.full_name,
		'level', s.level, 'area_km2', x.area_km2, 'share', round((x.area_km2 / x.whole_km2)::numeric, 4))) order by s.code), '[]')
	from pakn.area_successors(p_tenant, p_area) s
		left join (
			select p.successor_id, p.area_km2,
				case when count(p.area_km2) over () = count(*) over () then sum(p.area_km2) over () end as whole_km2
			from pakn.area_successor p
			where p.tenant_id = p_tenant and p.area_id = p_area) x on x.successor_id = s.area_id
$$;
