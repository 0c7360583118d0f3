-- facts_lock: makes whoever else changes a province's facts wait until this transaction ends, and gives them
-- another version.
-- Writes: tenant
create or replace function pakn.facts_lock(p_tenant int)
returns void
language sql volatile
as $$
	update pakn.tenant t set facts_version = t.facts_version + 1 where t.tenant_id = p_tenant
$$;
