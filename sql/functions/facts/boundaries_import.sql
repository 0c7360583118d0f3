-- boundaries_import: sets the boundaries of all features of a GeoJSON FeatureCollection, each named by
-- its property "code"; all or nothing.  Their time is that of the properties valid_from and valid_to, else p_from and
-- p_to (area_boundary_set).  Answers how many.
-- Raises: PK422 not a FeatureCollection, a feature without a known code, two of one code and time, one without
--         a polygon, or with another outline in that time
-- Writes: area_boundary, area_part
create or replace function pakn.boundaries_import(p_tenant_code text, p_geojson text, p_source text,
	p_from date default null, p_to date default null)
returns int
language plpgsql
as $$
declare
	v_tenant int := pakn.tenant_named(p_tenant_code);
	v_feature record;
	v_count int := 0;
begin
	perform pakn.facts_lock(v_tenant);
	for v_feature in
		select f.value->'geometry' as geometry, f.value->'properties'->>'code' as code, f.ordinality as place,
			coalesce((f.value->'properties'->>'valid_from')::date, p_from) as valid_from,
			coalesce((f.value->'properties'->>'valid_to')::date, p_to) as valid_to
		from jsonb_array_elements(p_geojson::jsonb->'features') with ordinality f
		order by 4, f.ordinality
	loop
		if coalesce(v_feature.geometry->>'type', '') not in ('Polygon', 'MultiPolygon') then
			perform pakn.refuse(422, 'not_a_polygon', jsonb_build_object('feature', v_feature.place));
		end if;
		if not pakn.area_boundary_set(v_tenant, v_feature.code, v_feature.geometry::text, p_source, false,
			v_feature.valid_from, v_feature.valid_to) then
			perform pakn.refuse(422, 'unknown_area', jsonb_build_object('feature', v_feature.place, 'value', v_feature.code));
		end if;
		v_count := v_count + 1;
	end loop;
	if v_count = 0 then
		perform pakn.refuse(422, 'no_features');
	end if;
	if exists (select from jsonb_array_elements(p_geojson::jsonb->'features') f
		where f->'properties'->>'code' is not null
		group by f->'properties'->>'code', f->'properties'->>'valid_from', f->'properties'->>'valid_to' having count(*) > 1) then
		perform pakn.refuse(422, 'area_twice');
	end if;
	analyze pakn.area_part;
	return v_count;
end $$;
