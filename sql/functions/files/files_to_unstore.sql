-- files_to_unstore: what the store has and nothing has named for so many seconds; what is named again stays.  From here
-- on it counts as not copied: whoever names it now has its bytes on disk.
-- Writes: file_stored
create or replace function pakn.files_to_unstore(p_seconds int, p_limit int)
returns table (tenant_id int, sha256 text)
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
#variable_conflict use_column
declare
	v_tenant int;
begin
	for v_tenant in select t.tenant_id from tenant t order by 1 loop
		update file_stored s set unused_at = null
		where s.tenant_id = v_tenant and s.unused_at is not null
			and exists (select from attachment_file f where f.tenant_id = v_tenant and f.sha256 = s.sha256);
		return query
			update file_stored s set stored_at = null
			where s.tenant_id = v_tenant and s.sha256 = any (array(
				select x.sha256 from file_stored x
				where x.tenant_id = v_tenant and x.unused_at <= now() - make_interval(secs => p_seconds)
				order by x.unused_at
				limit p_limit))
			returning s.tenant_id, encode(s.sha256, 'hex');
	end loop;
end $$;
