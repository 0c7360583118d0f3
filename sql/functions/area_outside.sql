-- area_outside: what is said of a point outside the province.
create or replace function pakn.area_outside(t pakn.tenant)
returns jsonb
language sql stable
as $$
	select jsonb_build_object('detail', t.out_of_area, 'hotline', t.hotline, 'errors',
		jsonb_build_array(jsonb_build_object('pointer', '/location', 'code', 'out_of_area')))
$$;
