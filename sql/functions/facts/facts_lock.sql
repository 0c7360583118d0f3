-- facts_lock: makes whoever else changes a province's facts wait until this transaction ends.
-- Raises: PK409 tenant_merged, of a province that became part of another
create or replace function pakn.facts_lock(p_tenant int)
returns void
language plpgsql
as $$
begin
	perform from pakn.tenant t where t.tenant_id = p_tenant for no key update;
	if exists (select from pakn.tenant t where t.tenant_id = p_tenant and t.merged_into is not null) then
		perform pakn.refuse(409, 'tenant_merged');
	end if;
end $$;
