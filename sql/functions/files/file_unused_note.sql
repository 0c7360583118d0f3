-- file_unused_note: has the courier see whether anything still names these files.
-- Writes: file_unused
create or replace function pakn.file_unused_note(p_tenant int, p_sha256s bytea[])
returns void
language plpgsql
as $$
begin
	insert into pakn.file_unused select distinct p_tenant, s from unnest(p_sha256s) s
	on conflict (tenant_id, sha256) do nothing;
end $$;
