-- files_named: of each file of a list, in its order, whether something still names it.
create or replace function pakn.files_named(p_tenants int[], p_sha256s text[])
returns table (named boolean)
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
begin
	return query
		select exists (select from attachment_file f
			where f.tenant_id = g.tenant_id and f.sha256 = decode(g.sha256, 'hex'))
		from unnest(p_tenants, p_sha256s) with ordinality g (tenant_id, sha256, place)
		order by g.place;
end $$;
