-- area_boundary_set: sets the boundary of a unit of today from GeoJSON and cuts it into parts of at
-- most 64 points, small enough for a fast lookup.  Answers whether the unit is known.
-- Raises: PK422 as boundary_read
-- Writes: area_boundary, area_part
create or replace function pakn.area_boundary_set(p_tenant int, p_code text, p_geojson text, p_source text,
	p_strict boolean default false)
returns boolean
language plpgsql
as $$
declare
	v_area int;
	v_geom public.geometry;
begin
	select a.area_id into v_area from pakn.area a
	where a.tenant_id = p_tenant and a.code = p_code and a.valid_to = 'infinity';
	if not found then
		return false;
	end if;
	v_geom := pakn.boundary_read(p_geojson, p_strict);
	insert into pakn.area_boundary values (p_tenant, v_area, v_geom, p_source)
	on conflict (tenant_id, area_id) do update set geom = excluded.geom, source = excluded.source;
	delete from pakn.area_part p where p.tenant_id = p_tenant and p.area_id = v_area;
	insert into pakn.area_part
	select p_tenant, v_area, row_number() over (), part
	from public.st_subdivide(v_geom, 64) as part;
	return true;
end $$;
