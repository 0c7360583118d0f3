-- files_unused: files that something has ceased to name, and nothing names any more; they are the courier's now.
-- One that it fails to put away is found when it walks through all files.
-- In the store beside the folder they are marked.
-- Writes: file_unused, file_stored
create or replace function pakn.files_unused(p_limit int)
returns table (tenant_id int, sha256 text)
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
#variable_conflict use_column
declare
	v_tenant int;
begin
	for v_tenant in select t.tenant_id from tenant t order by 1 loop
		return query
			with taken as (
				delete from file_unused u
				where u.tenant_id = v_tenant and u.sha256 = any (array(
					select x.sha256 from file_unused x where x.tenant_id = v_tenant limit p_limit for update skip locked))
				returning u.sha256),
			unnamed as (
				select k.sha256 from taken k
				where not exists (select from attachment_file f where f.tenant_id = v_tenant and f.sha256 = k.sha256)),
			marked as (
				update file_stored s set unused_at = now() from unnamed n
				where s.tenant_id = v_tenant and s.sha256 = n.sha256 and s.unused_at is null)
			select v_tenant, encode(n.sha256, 'hex') from unnamed n;
	end loop;
end $$;
