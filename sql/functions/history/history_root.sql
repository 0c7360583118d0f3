-- history_root: what the chain of a tenant begins with, in the place of a hash.
create or replace function pakn.history_root(p_tenant int)
returns bytea
language sql immutable
as $$
	select sha256(convert_to('pakn ' || p_tenant, 'UTF8'))
$$;
