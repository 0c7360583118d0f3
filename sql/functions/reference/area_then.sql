-- area_then: how a unit was called on a day, and what was above it.  Written to be inlined.
create or replace function pakn.area_then(p_tenant int, p_area int, p_day date)
returns table (area_id int, code text, name text, full_name text, level text, parent_id int)
language sql stable
as $$
	select a.area_id, a.code, coalesce(f.name, a.name), coalesce(f.full_name, a.full_name), a.level,
		case when f.area_id is null then a.parent_id else f.parent_id end
	from pakn.area a
		left join lateral (
			select x.area_id, x.name, x.full_name, x.parent_id
			from pakn.area_former x
			where x.tenant_id = p_tenant and x.area_id = a.area_id and p_day < x.valid_to
			order by x.valid_to
			limit 1) f on true
	where a.tenant_id = p_tenant and a.area_id = p_area
$$;
