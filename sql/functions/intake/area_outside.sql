-- area_outside: what is said of a point outside the province.
create or replace function pakn.area_outside(t pakn.tenant)
returns jsonb
language sql stable
as $$
	select jsonb_build_object('hotline', t.hotline,
			'detail', jsonb_build_object('vi', t.out_of_area, 'en', t.out_of_area_en))
		|| pakn.field_error('/location', 'out_of_area')
$$;
