-- attachments_of_case: all files of a case, for those who work on it; of a removed one, that there was one.
create or replace function pakn.attachments_of_case(p_tenant int, p_report_id uuid)
returns json
language sql stable
as $$
	select json_agg(pakn.attachment_json(a) order by a.created_at, a.attachment_id)
	from pakn.attachment a
	where a.tenant_id = p_tenant and a.report_id = p_report_id
$$;
