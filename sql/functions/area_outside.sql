-- area_outside: what is said of a point outside the province.
create or replace function pakn.area_outside(t pakn.tenant)
returns jsonb
language sql stable
as $$
	select jsonb_build_object('detail', t.out_of_area, 'hotline', t.hotline)
		|| pakn.field_error('/location', 'out_of_area')
$$;
