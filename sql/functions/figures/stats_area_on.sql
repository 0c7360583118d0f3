-- stats_area_on: in which unit of a day, and of a level above, a report counts that has this one (stats_areas): 0 without any,
-- -1 where it is not decidable.
create or replace function pakn.stats_area_on(p_tenant int, p_area_id int, p_lon double precision, p_lat double precision, p_day date, p_level text)
returns int
language plpgsql stable
as $$
declare
	v_units int[];
	v_on int[];
begin
	if p_area_id = 0 then
		return 0;
	end if;
	select array_agg(u.above_id order by o.on_id), array_agg(o.on_id order by o.on_id) into v_units, v_on
	from pakn.areas_on(p_tenant, array[p_area_id], p_day) o, lateral pakn.areas_above(p_tenant, array[o.on_id], p_level, p_day) u;
	if v_units[1] = all (v_units) then
		return coalesce(v_units[1], -1);
	end if;
	return coalesce((select v_units[array_position(v_on, l.area_id)] from pakn.area_locate(p_tenant, p_lon, p_lat, p_day) l
		where p_lat is not null and l.area_id = any (v_on)), -1);
end $$;
