-- cases_named: the cases that a question names: by its code, in whatever way that is written, else by the number that another
-- system has; each of those numbers for itself, so there may be some.
create or replace function pakn.cases_named(p_tenant int, p_q text)
returns uuid[]
language plpgsql stable
as $$
declare
	v_coded uuid := pakn.case_of_code(p_tenant, p_q);
begin
	return case when v_coded is not null then array[v_coded] else array(
		select distinct f.report_id
		from pakn.reference_source s join pakn.report_reference f on f.tenant_id = p_tenant and f.source = s.source
			and f.ref_key = pakn.ref_key(p_q)) end;
end $$;
