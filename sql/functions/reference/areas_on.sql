-- areas_on: what units were or became on a day, step by step along the succession, forwards from those that had
-- ended by then and backwards from those that had not begun.  Several rows of one: it is not told by its code alone.
-- No row: nothing tells.  Written to be inlined.
create or replace function pakn.areas_on(p_tenant int, p_areas int[], p_day date)
returns table (area_id int, on_id int)
language sql stable
as $$
	with recursive step as (
		select a.area_id, a.area_id as on_id, a.valid_from, a.valid_to
		from pakn.area a
		where a.tenant_id = p_tenant and a.area_id = any (p_areas)
		union
		select s.area_id, a.area_id, a.valid_from, a.valid_to
		from step s
			cross join lateral (
				select x.successor_id as area_id from pakn.area_successor x
				where s.valid_to <= p_day and x.tenant_id = p_tenant and x.area_id = s.on_id
				union all
				select x.area_id from pakn.area_successor x
				where p_day < s.valid_from and x.tenant_id = p_tenant and x.successor_id = s.on_id) n
			join pakn.area a on a.tenant_id = p_tenant and a.area_id = n.area_id
	)
	select s.area_id, s.on_id from step s where s.valid_from <= p_day and p_day < s.valid_to
$$;
