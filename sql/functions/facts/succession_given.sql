-- succession_given: what succession_import was given, as a temporary table import_given.  The old unit is the one of its
-- code and level that ended, the new one that of its code which began on that day: codes are used again, and of several
-- such pairs the last is meant.  A unit is followed by units of its level or by communes.  Without a column of areas,
-- those that are known stay.
-- Writes: import_given
create or replace function pakn.succession_given(p_tenant int, p_lines int[], p_old_codes text[], p_new_codes text[],
	p_levels text[], p_areas_km2 float8[])
returns void
language plpgsql
as $$
begin
	create temp table import_given on commit drop as
		select distinct on (g.line) g.line, g.old_code, g.new_code, o.area_id, o.valid_to as day, n.area_id as successor_id,
			case when p_areas_km2 is null then s.area_km2 else g.area_km2 end as area_km2
		from (
			select u.line, u.old_code, u.new_code, coalesce(u.level, 'commune') as level, u.area_km2
			from unnest(p_lines, p_old_codes, p_new_codes, p_levels, p_areas_km2) u (line, old_code, new_code, level, area_km2)
		) g
			cross join lateral unnest(array[g.level, 'commune']) with ordinality w (level, place)
			left join pakn.area o on o.tenant_id = p_tenant and o.level = g.level
				and o.code = pakn.area_code_full(g.level, g.old_code) and o.valid_to < 'infinity'
			left join pakn.area n on n.tenant_id = p_tenant and n.level = w.level
				and n.code = pakn.area_code_full(w.level, g.new_code) and n.valid_from = o.valid_to
			left join pakn.area_successor s on s.tenant_id = p_tenant and s.area_id = o.area_id and s.successor_id = n.area_id
		order by g.line, n.area_id is null, o.valid_to desc, w.place;
	analyze import_given;
end $$;
