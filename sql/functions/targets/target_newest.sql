-- target_newest: since when the newest target of an agency (*: of all) for a figure holds; null where there is none.
create or replace function pakn.target_newest(p_tenant int, p_agency text, p_figure text)
returns date
language sql stable
as $$
	select max(t.valid_from)
	from pakn.stats_target t left join pakn.agency a on a.tenant_id = p_tenant and a.agency_id = t.agency_id
	where t.tenant_id = p_tenant and coalesce(a.code, '*') = coalesce(p_agency, '*') and t.figure = p_figure
$$;
