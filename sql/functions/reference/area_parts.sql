-- area_parts: the units that were imported as the successors of a unit, each with the part of it that went there: in km2,
-- and as a share where that is known of all.  Written to be inlined.
create or replace function pakn.area_parts(p_tenant int, p_area int)
returns table (successor_id int, area_km2 double precision, share numeric)
language sql stable
as $$
	select s.successor_id, s.area_km2,
		case when count(s.area_km2) over () = count(*) over () then round((s.area_km2 / sum(s.area_km2) over ())::numeric, 4) end
	from pakn.area_successor s
	where s.tenant_id = p_tenant and s.area_id = p_area
$$;
