-- zones_import: adds or changes the zones of all features of a GeoJSON FeatureCollection, with the properties
-- code and name, and kind where it has one; their time is that of the properties valid_from and valid_to, else p_from and
-- p_to; all or nothing.  Answers how many.
-- Raises: PK422 not a FeatureCollection, a feature without a code, name or polygon, two of one code, or rules for
--         zones that meet could decide one report with equal right
-- Writes: zone, zone_part, zone_overlap
create or replace function pakn.zones_import(p_tenant_code text, p_geojson text, p_source text,
	p_from date default null, p_to date default null)
returns int
language plpgsql
as $$
declare
	v_tenant int := pakn.tenant_named(p_tenant_code);
	v_feature record;
	v_wrong record;
	v_count int := 0;
begin
	perform pakn.facts_lock(v_tenant);
	for v_feature in
		select f.value->'geometry' as geometry, f.value->'properties' as properties, f.ordinality as place
		from jsonb_array_elements(p_geojson::jsonb->'features') with ordinality f
	loop
		if coalesce(v_feature.geometry->>'type', '') not in ('Polygon', 'MultiPolygon') then
			perform pakn.refuse(422, 'not_a_polygon', jsonb_build_object('feature', v_feature.place));
		elsif num_nulls(v_feature.properties->>'code', v_feature.properties->>'name') > 0 then
			perform pakn.refuse(422, 'not_a_zone', jsonb_build_object('feature', v_feature.place));
		end if;
		select z.* into v_wrong
		from pakn.zone_set(v_tenant, v_feature.properties->>'code', v_feature.properties->>'name', v_feature.properties->>'kind',
			v_feature.geometry::text, p_source, coalesce((v_feature.properties->>'valid_from')::date, p_from),
			coalesce((v_feature.properties->>'valid_to')::date, p_to), false) z;
		if found then
			perform pakn.refuse(422, v_wrong.code, jsonb_build_object('feature', v_feature.place,
				'value', pakn.import_words(v_wrong.code, v_wrong.names)->>'en'));
		end if;
		v_count := v_count + 1;
	end loop;
	if v_count = 0 then
		perform pakn.refuse(422, 'no_features');
	end if;
	if (select count(*) <> count(distinct f->'properties'->>'code') from jsonb_array_elements(p_geojson::jsonb->'features') f) then
		perform pakn.refuse(422, 'zone_twice');
	end if;
	analyze pakn.zone, pakn.zone_part, pakn.zone_overlap;
	select z.* into v_wrong from pakn.zones_tied(v_tenant) z;
	if found then
		perform pakn.refuse(422, v_wrong.code, jsonb_build_object('value', pakn.import_words(v_wrong.code, v_wrong.names)->>'en'));
	end if;
	return v_count;
end $$;
