-- boundary_newest: since when the newest outline of a code is as it is, of the unit of today before all others; where
-- it has none, since when the unit is there.
create or replace function pakn.boundary_newest(p_tenant int, p_code text)
returns date
language sql stable
as $$
	select coalesce(b.valid_from, a.valid_from)
	from pakn.area a left join pakn.area_boundary b on b.tenant_id = p_tenant and b.area_id = a.area_id
	where a.tenant_id = p_tenant and a.code = p_code
	order by a.valid_to desc, b.valid_from desc nulls last
	limit 1
$$;
