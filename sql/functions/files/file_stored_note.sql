-- file_stored_note: notes that the store has a file; one that nothing names any more meanwhile is marked to be deleted there.
-- Writes: file_stored
create or replace function pakn.file_stored_note(p_tenant int, p_sha256 text)
returns void
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
begin
	update file_stored s set stored_at = now(),
		unused_at = case when not exists (select from attachment_file f
			where f.tenant_id = s.tenant_id and f.sha256 = s.sha256) then now() end
	where s.tenant_id = p_tenant and s.sha256 = decode(p_sha256, 'hex');
end $$;
