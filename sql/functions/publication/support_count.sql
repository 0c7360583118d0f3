-- support_count: how many others have the same trouble; null for none.
create or replace function pakn.support_count(p_tenant int, p_report_id uuid)
returns bigint
language sql stable
as $$
	select nullif(count(*), 0) from pakn.report_support s where s.tenant_id = p_tenant and s.report_id = p_report_id
$$;
