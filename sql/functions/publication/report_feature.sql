-- report_feature: a published report as a GeoJSON feature (RFC 7946, 3.2), without geometry where its place is not public.
create or replace function pakn.report_feature(r pakn.report, p pakn.report_publication, p_lang text)
returns json
language sql stable
as $$
	select json_build_object('type', 'Feature', 'id', r.code,
		'geometry', case when p.text_release = 'released' and spot is not null then
			json_build_object('type', 'Point', 'coordinates', json_build_array(public.st_x(spot), public.st_y(spot))) end,
		'properties', case when p.listed then (pakn.report_public(r, p, 'list', p_lang)::jsonb - 'location')::json
			else pakn.report_removed(r, p) end)
	from pakn.public_spot(r, 4) spot
$$;
