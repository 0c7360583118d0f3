-- area_successors: what a unit that ended became: the units that were imported as its successors, or, where none
-- were, what became of those below it that ended with it: as a unit of its own level, where there still is one
-- above them (a province), else as they are (a district: the communes that its communes became).
create or replace function pakn.area_successors(p_tenant int, p_area int)
returns setof pakn.area
language sql stable
as $$
	with recursive ended as (
		select a.area_id, a.level, a.valid_to, s.successor_id
		from pakn.area a
			left join pakn.area_successor s on s.tenant_id = p_tenant and s.area_id = a.area_id
		where a.tenant_id = p_tenant and a.area_id = p_area
		union
		select a.area_id, a.level, a.valid_to, s.successor_id
		from ended e
			join pakn.area a on a.tenant_id = p_tenant and a.parent_id = e.area_id and a.valid_to = e.valid_to
			left join pakn.area_successor s on s.tenant_id = p_tenant and s.area_id = a.area_id
		where e.successor_id is null
	)
	select distinct same.*
	from ended e
		join pakn.area own on own.tenant_id = p_tenant and own.area_id = p_area
		join pakn.area became on became.tenant_id = p_tenant and became.area_id = e.successor_id
		left join pakn.area above on above.tenant_id = p_tenant and above.area_id = became.parent_id
		left join pakn.area top on top.tenant_id = p_tenant and top.area_id = above.parent_id
		join pakn.area same on same.tenant_id = p_tenant and same.area_id = case own.level
			when above.level then above.area_id when top.level then top.area_id else became.area_id end
$$;
