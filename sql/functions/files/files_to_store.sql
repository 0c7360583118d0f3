-- files_to_store: what to do about files on disk, in their order, where a store beside the folder is used: copy what
-- something names; let leave what the store has had for so many hours; keep all else.
-- Answers: copy, leave or keep
-- Writes: file_stored
create or replace function pakn.files_to_store(p_tenants int[], p_sha256s text[], p_hours int)
returns table (todo text)
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
begin
	insert into file_stored (tenant_id, sha256)
	select g.tenant_id, decode(g.sha256, 'hex') from unnest(p_tenants, p_sha256s) g (tenant_id, sha256)
	where exists (select from attachment_file f where f.tenant_id = g.tenant_id and f.sha256 = decode(g.sha256, 'hex'))
	order by 1, 2
	on conflict (tenant_id, sha256) do nothing;
	return query
		select case when s.sha256 is null or s.unused_at is not null then 'keep'
			when s.stored_at is null then 'copy'
			when s.stored_at <= now() - make_interval(hours => p_hours) then 'leave'
			else 'keep' end
		from unnest(p_tenants, p_sha256s) with ordinality g (tenant_id, sha256, place)
		left join file_stored s on s.tenant_id = g.tenant_id and s.sha256 = decode(g.sha256, 'hex')
		order by g.place;
end $$;
