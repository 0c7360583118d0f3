-- file_stored_forget: notes that the store has a file no more.
-- Writes: file_stored
create or replace function pakn.file_stored_forget(p_tenant int, p_sha256 text)
returns void
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
begin
	delete from file_stored s
	where s.tenant_id = p_tenant and s.sha256 = decode(p_sha256, 'hex') and s.unused_at is not null;
end $$;
