-- rectangles_json: rectangles as the interface tells them; null for null.
create or replace function pakn.rectangles_json(p_cover int[])
returns jsonb
language sql immutable
as $$
	select case when p_cover is not null then coalesce((select jsonb_agg(jsonb_build_object('x', p_cover[i], 'y', p_cover[i + 1],
		'width', p_cover[i + 2], 'height', p_cover[i + 3]) order by i) from generate_series(1, cardinality(p_cover), 4) i), '[]') end
$$;
