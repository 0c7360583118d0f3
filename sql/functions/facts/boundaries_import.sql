-- boundaries_import: sets the boundaries of all features of a GeoJSON FeatureCollection, each named by
-- its property "code"; all or nothing.  Answers how many.
-- Raises: PK422 not a FeatureCollection, a feature without a known code, two of one code, or one without
--         a polygon
-- Writes: area_boundary, area_part
create or replace function pakn.boundaries_import(p_tenant_code text, p_geojson text, p_source text)
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
		select f.value as feature, f.ordinality as place
		from jsonb_array_elements(p_geojson::jsonb->'features') with ordinality f
	loop
		if coalesce(v_feature.feature->'geometry'->>'type', '') not in ('Polygon', 'MultiPolygon') then
			perform pakn.refuse(422, 'not_a_polygon', jsonb_build_object('feature', v_feature.place));
		end if;
		if not pakn.area_boundary_set(v_tenant, v_feature.feature->'properties'->>'code',
			(v_feature.feature->'geometry')::text, p_source) then
			perform pakn.refuse(422, 'unknown_area', jsonb_build_object('feature', v_feature.place,
				'value', v_feature.feature->'properties'->>'code'));
		end if;
		v_count := v_count + 1;
	end loop;
	if v_count = 0 then
		perform pakn.refuse(422, 'no_features');
	end if;
	if (select count(*) <> count(distinct f->'properties'->>'code')
		from jsonb_array_elements(p_geojson::jsonb->'features') f where f->'properties'->>'code' is not null) then
		perform pakn.refuse(422, 'area_twice');
	end if;
	analyze pakn.area_part;
	return v_count;
end $$;
