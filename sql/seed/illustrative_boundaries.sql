-- Boundaries for trying: each point belongs to the commune with the nearest centre, within a frame around all of
-- them.  They are no map; `pakn import boundaries` puts real ones in their place.  For the province :tenant (its
-- code), as the schema's owner:  psql -v tenant=bacninh -f sql/seed/illustrative_boundaries.sql
set search_path = pakn, public;
select area_boundary_set(a.tenant_id, a.code, st_asgeojson(st_intersection(v.geom, frame.geom), 9), 'illustrative')
from (select tenant_id, st_buffer(st_convexhull(st_collect(st_setsrid(st_makepoint(lon, lat), 4326))), 0.04) as geom,
		st_collect(st_setsrid(st_makepoint(lon, lat), 4326)) as centres
		from area where tenant_id = tenant_named(:'tenant') and level = 'commune' group by tenant_id) frame,
	lateral st_dump(st_voronoipolygons(frame.centres, 0, frame.geom)) v,
	area a
where a.tenant_id = frame.tenant_id and a.level = 'commune' and a.valid_to = 'infinity'
	and st_contains(v.geom, st_setsrid(st_makepoint(a.lon, a.lat), 4326))
	and not exists (select from area_boundary b where b.tenant_id = a.tenant_id and b.area_id = a.area_id
		and b.source <> 'illustrative')
\g /dev/null
