-- agency_heir: who answers for an agency at this moment: itself, or the last of those that have succeeded it.
create or replace function pakn.agency_heir(p_tenant int, p_agency_id int)
returns int
language plpgsql stable
as $$
begin
	return (select coalesce(a.heir_id, a.agency_id) from pakn.agency a where a.tenant_id = p_tenant and a.agency_id = p_agency_id);
end $$;
