-- rules_tried_cases: the reports that would have been decided otherwise, in the order in which they came, after a place.
create or replace function pakn.rules_tried_cases(p_tenant int, p_after bigint, p_limit int)
returns table (place bigint, code text, received_at timestamptz, category text, area text, was text, old_rule int, now text, new_rule int)
language plpgsql stable
as $$
#variable_conflict use_column
begin
	return query
		select t.place, t.code, t.received_at, c.code, a.code, o.code, t.old_rule, n.code, t.new_rule
		from (select * from tried x where x.place > p_after order by x.place limit p_limit) t
			join pakn.agency o on o.tenant_id = p_tenant and o.agency_id = t.old_agency
			join pakn.agency n on n.tenant_id = p_tenant and n.agency_id = t.new_agency
			left join pakn.category c on c.tenant_id = p_tenant and c.category_id = t.category_id
			left join pakn.area a on a.tenant_id = p_tenant and a.area_id = t.area_id
		order by t.place;
end $$;
