-- report_tenants: the provinces in which a report has its history: its own, and those that became part of it.
create or replace function pakn.report_tenants(p_tenant int, p_report_id uuid)
returns int[]
language plpgsql stable
as $$
begin
	return (select array[p_tenant] || array(select jsonb_array_elements_text(r.origin->'merged'->'tenants')::int)
		from pakn.report r where r.tenant_id = p_tenant and r.report_id = p_report_id);
end $$;
