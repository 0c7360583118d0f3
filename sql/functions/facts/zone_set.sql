-- zone_set: adds or changes a zone, with its outline from GeoJSON cut into parts of at most 64 points, and notes
-- which zones share a point with it.  Answers what is wrong, by column.  Ties are for the caller to look for (zones_tied).
-- Raises: PK422 as boundary_read
-- Writes: zone, zone_part, zone_overlap
create or replace function pakn.zone_set(p_tenant int, p_code text, p_name text, p_kind text, p_geojson text,
	p_source text, p_valid_from date, p_valid_to date, p_strict boolean)
returns table (field text, code text, names text[])
language plpgsql
as $$
#variable_conflict use_column
declare
	v_zone int;
	v_geom public.geometry;
begin
	if coalesce(p_valid_from, '-infinity') >= coalesce(p_valid_to, 'infinity') then
		return query select 'valid_to', 'not_after_valid_from', '{}'::text[];
		return;
	end if;
	v_geom := pakn.boundary_read(p_geojson, p_strict);
	insert into pakn.zone as z
	select p_tenant, coalesce(max(o.zone_id), 0) + 1, p_code, p_name, coalesce(p_kind, 'other'), v_geom, p_source,
		coalesce(p_valid_from, '-infinity'), coalesce(p_valid_to, 'infinity')
	from pakn.zone o where o.tenant_id = p_tenant
	on conflict (tenant_id, code) do update set name = excluded.name, kind = excluded.kind, geom = excluded.geom,
		source = excluded.source, valid_from = excluded.valid_from, valid_to = excluded.valid_to
	returning z.zone_id into v_zone;
	delete from pakn.zone_part p where p.tenant_id = p_tenant and p.zone_id = v_zone;
	insert into pakn.zone_part
	select p_tenant, v_zone, row_number() over (), part from public.st_subdivide(v_geom, 64) as part;
	delete from pakn.zone_overlap o where o.tenant_id = p_tenant and v_zone in (o.zone_id, o.other_id);
	insert into pakn.zone_overlap
	select p_tenant, pair[1], pair[2]
	from (
		select distinct theirs.zone_id
		from pakn.zone_part ours join pakn.zone_part theirs on theirs.tenant_id = p_tenant
			and theirs.zone_id <> v_zone and public.st_intersects(ours.geom, theirs.geom)
		where ours.tenant_id = p_tenant and ours.zone_id = v_zone) near
		join pakn.zone z on z.tenant_id = p_tenant and z.zone_id = near.zone_id
			and z.valid_from < coalesce(p_valid_to, 'infinity') and coalesce(p_valid_from, '-infinity') < z.valid_to,
		lateral (values (array[v_zone, near.zone_id]), (array[near.zone_id, v_zone])) both_ways (pair);
end $$;
