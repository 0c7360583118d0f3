-- facts_lock: makes whoever else changes a province's facts wait until this transaction ends.
create or replace function pakn.facts_lock(p_tenant int)
returns void
language sql volatile
as $$
	select from pakn.tenant t where t.tenant_id = p_tenant for no key update
$$;
