-- case_kept: the case that stands for one: the one that it is merged into, else itself.
create or replace function pakn.case_kept(p_tenant int, p_report_id uuid)
returns uuid
language plpgsql stable
as $$
begin
	return coalesce((select d.kept_id from pakn.report_duplicate d where d.tenant_id = p_tenant and d.report_id = p_report_id), p_report_id);
end $$;
