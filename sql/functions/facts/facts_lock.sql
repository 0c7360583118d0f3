-- facts_lock: makes whoever else changes a province's facts wait until this transaction ends, and gives them
-- another version.
-- Raises: PK409 tenant_merged, of a province that became part of another
-- Writes: tenant
create or replace function pakn.facts_lock(p_tenant int)
returns void
language plpgsql
as $$
declare
	v_into int;
begin
	update pakn.tenant t set facts_version = t.facts_version + 1 where t.tenant_id = p_tenant returning t.merged_into into v_into;
	if v_into is not null then
		perform pakn.refuse(409, 'tenant_merged');
	end if;
end $$;
