-- boundary_read: the outline in a GeoJSON geometry.  Files of maps are mended where lines cross; a single
-- outline (p_strict), drawn by somebody who can draw it again, is refused with the reason.
-- Raises: PK422 not_a_polygon, where nothing of it encloses an area; why it is not valid
create or replace function pakn.boundary_read(p_geojson text, p_strict boolean)
returns public.geometry
language plpgsql immutable
as $$
declare
	v_geom public.geometry;
	v_words jsonb;
begin
	begin
		v_geom := public.st_setsrid(public.st_force2d(public.st_geomfromgeojson(p_geojson)), 4326);
		if p_strict and public.st_geometrytype(v_geom) not in ('ST_Polygon', 'ST_MultiPolygon') then
			v_geom := null;
		elsif p_strict and not (public.st_xmin(v_geom) >= -180 and public.st_xmax(v_geom) <= 180
			and public.st_ymin(v_geom) >= -90 and public.st_ymax(v_geom) <= 90) then
			v_words := pakn.import_words('not_degrees', '{}');
		elsif p_strict and not public.st_isvalid(v_geom) then
			v_words := pakn.import_words('not_valid', array[public.st_isvalidreason(v_geom)]);
		end if;
		v_geom := public.st_multi(public.st_collectionextract(public.st_makevalid(v_geom), 3));
	exception when others then
		v_geom := null;
		v_words := pakn.import_words('not_valid', array[sqlerrm]);
	end;
	if p_strict and v_words is not null then
		perform pakn.refuse(422, 'invalid', jsonb_build_object('errors',
			jsonb_build_array(pakn.fact_error('geometry', 'not_valid', v_words))));
	elsif v_geom is null or public.st_isempty(v_geom) then
		perform pakn.refuse(422, 'not_a_polygon', pakn.field_error('/geometry', 'not_a_polygon'));
	end if;
	return v_geom;
end $$;
