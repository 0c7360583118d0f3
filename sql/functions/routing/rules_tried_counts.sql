-- rules_tried_counts: how many reports of which field would have gone from which agency to which other one, most first.
create or replace function pakn.rules_tried_counts(p_tenant int)
returns table (was text, now text, category text, reports bigint)
language plpgsql stable
as $$
#variable_conflict use_column
begin
	return query
		select o.code, n.code, coalesce(c.code, '—'), t.reports
		from (select x.old_agency, x.new_agency, x.category_id, count(*) as reports from tried x
				where x.new_agency <> x.old_agency group by 1, 2, 3) t
			join pakn.agency o on o.tenant_id = p_tenant and o.agency_id = t.old_agency
			join pakn.agency n on n.tenant_id = p_tenant and n.agency_id = t.new_agency
			left join pakn.category c on c.tenant_id = p_tenant and c.category_id = t.category_id
		order by t.reports desc, 1, 2, 3;
end $$;
