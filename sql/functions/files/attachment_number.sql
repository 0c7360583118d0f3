-- attachment_number: which of a report's files it is, by their age: so the history names it.
create or replace function pakn.attachment_number(a pakn.attachment)
returns bigint
language sql stable
as $$
	select count(*) from pakn.attachment x
	where x.tenant_id = a.tenant_id and x.report_id = a.report_id and (x.created_at, x.attachment_id) <= (a.created_at, a.attachment_id)
$$;
