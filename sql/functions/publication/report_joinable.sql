-- report_joinable: the report that a neighbour means: a public one by its code, any open one nearby by its handle.
-- Raises: PK404 there is none
create or replace function pakn.report_joinable(p_tenant int, p_code text, p_handle uuid)
returns uuid
language plpgsql stable
as $$
declare
	v_id uuid;
begin
	if p_handle is not null then
		select s.report_id into v_id from pakn.report_spot s where s.tenant_id = p_tenant and s.handle = p_handle;
	else
		select c.report_id into v_id
		from pakn.report_code c
			join pakn.report_publication p on p.tenant_id = c.tenant_id and p.report_id = c.report_id and p.listed
		where c.tenant_id = p_tenant and c.code = p_code;
	end if;
	if v_id is null then
		perform pakn.refuse(404, case when p_handle is null then 'unknown_code' else 'not_there' end);
	end if;
	return v_id;
end $$;
