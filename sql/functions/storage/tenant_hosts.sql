-- tenant_hosts: all provinces, each with its host names (null: none), and which one is the default.
create or replace function pakn.tenant_hosts()
returns table (tenant_id int, is_default boolean, host text)
language sql stable security definer set search_path = pakn, public, pg_temp
as $$
	select t.tenant_id, t.is_default, h.host
	from tenant t left join tenant_host h on h.tenant_id = t.tenant_id
$$;
