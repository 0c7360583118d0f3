-- person_stayed: the reports of a person that stayed with provinces that became part of this one.
create or replace function pakn.person_stayed(p_tenant int, p_person bytea)
returns table (tenant_id int, report_id uuid)
language sql stable
as $$
	select s.tenant_id, s.report_id
	from pakn.tenant_merge_person k join pakn.report_sender s on s.tenant_id = k.of_tenant and s.phone_hash = k.was
	where k.tenant_id = p_tenant and k.person = p_person
	union
	select s.tenant_id, s.report_id
	from pakn.tenant_merge_person k join pakn.report_sender s on s.tenant_id = k.of_tenant and s.person = k.was
	where k.tenant_id = p_tenant and k.person = p_person
$$;
