-- case_of_code: the case that a question names by its code, in whatever way it is written; null: it names none.
create or replace function pakn.case_of_code(p_tenant int, p_q text)
returns uuid
language plpgsql stable
as $$
begin
	return (select c.report_id from pakn.report_code c
		where c.tenant_id = p_tenant and c.of_tenant is null
			and c.code = any (pakn.code_keys(p_q))
		limit 1);
end $$;
