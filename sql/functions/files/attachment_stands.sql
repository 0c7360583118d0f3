-- attachment_stands: whether a file is still there, whoever may see it: what was deleted for good has no versions.
create or replace function pakn.attachment_stands(a pakn.attachment)
returns boolean
language sql stable
as $$
	select exists (select from pakn.attachment_file f where f.tenant_id = a.tenant_id and f.attachment_id = a.attachment_id)
$$;
