-- attachment_remove: takes a file out for good: the row stays and says so, the bytes go from the disk.
-- Writes: attachment, attachment_file, file_unused
create or replace function pakn.attachment_remove(p_tenant int, p_attachment_id uuid)
returns void
language plpgsql
as $$
begin
	update pakn.attachment a set release = 'removed'
	where a.tenant_id = p_tenant and a.attachment_id = p_attachment_id;
	perform pakn.file_unused_note(p_tenant, array(select f.sha256 from pakn.attachment_file f
		where f.tenant_id = p_tenant and f.attachment_id = p_attachment_id));
	delete from pakn.attachment_file f where f.tenant_id = p_tenant and f.attachment_id = p_attachment_id;
end $$;
