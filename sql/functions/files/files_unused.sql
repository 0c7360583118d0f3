-- files_unused: files that something has ceased to name, and nothing names any more; they are the courier's now.
-- One that it fails to put away is found when it walks through all files.
-- Writes: file_unused
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
				returning u.sha256)
			select v_tenant, encode(k.sha256, 'hex') from taken k
			where not exists (select from attachment_file f where f.tenant_id = v_tenant and f.sha256 = k.sha256);
	end loop;
end $$;
