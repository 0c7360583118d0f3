-- dates_from: the instant back to which a credential may date what it enters; null: not at all.
create or replace function pakn.dates_from(p_digest bytea, p_tenant int)
returns timestamptz
language sql stable
as $$
	select c.dates_from from pakn.credential c where c.tenant_id = p_tenant and c.digest = p_digest
$$;
