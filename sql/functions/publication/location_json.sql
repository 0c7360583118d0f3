-- location_json: a point as the interface writes it; null where there is none.
create or replace function pakn.location_json(p_lon double precision, p_lat double precision)
returns json
language sql immutable
as $$
	select case when p_lat is not null then json_build_object('lat', p_lat, 'lon', p_lon) end
$$;
