-- report_copies: a report, and as it stayed with the provinces that became part of its own, all of them locked, its own first.
-- Writes: nothing; it locks them
create or replace function pakn.report_copies(p_tenant int, p_report_id uuid)
returns setof pakn.report
language sql
as $$
	select r.*
	from unnest(pakn.report_tenants(p_tenant, p_report_id)) with ordinality t (tenant_id, place)
		join pakn.report r on r.tenant_id = t.tenant_id and r.report_id = p_report_id
	order by t.place
	for update of r
$$;
