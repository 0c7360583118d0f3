-- tenant_hosts: which host name belongs to which province; an empty host is the default.
create or replace function pakn.tenant_hosts()
returns table (host text, tenant_id int)
language sql stable security definer set search_path = pakn, public, pg_temp
as $$
	select h.host, h.tenant_id from tenant_host h
	union all
	select '', t.tenant_id from tenant t where t.is_default
$$;
