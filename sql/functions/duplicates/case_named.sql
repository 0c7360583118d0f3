-- case_named: the case that somebody names, by its code in whatever way it is written, or by its id; null: there is none.
create or replace function pakn.case_named(p_tenant int, p_name text)
returns uuid
language plpgsql stable
as $$
begin
	return case when p_name ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
		then (select r.report_id from pakn.report r where r.tenant_id = p_tenant and r.report_id = p_name::uuid)
		else pakn.case_of_code(p_tenant, p_name) end;
end $$;
