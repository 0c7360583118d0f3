-- coordinating_write: coordinating agencies of a rule as they are written; null: none.
create or replace function pakn.coordinating_write(p_tenant int, p_agencies int[])
returns text
language plpgsql stable
as $$
begin
	return (select string_agg(coalesce(a.code, 'commune'), ' ' order by g.place)
		from unnest(p_agencies) with ordinality g (agency_id, place)
			left join pakn.agency a on a.tenant_id = p_tenant and a.agency_id = g.agency_id);
end $$;
