-- case_scope: the agencies whose cases somebody may search: theirs, and those that it has succeeded; null: all of the province's.
create or replace function pakn.case_scope(p_tenant int, p_role text, p_agency_id int)
returns int[]
language plpgsql stable
as $$
begin
	return case when not pakn.may(p_role, 'case:read_all') then p_agency_id || array(select a.agency_id from pakn.agency a
		where a.tenant_id = p_tenant and a.heir_id = p_agency_id order by 1) end;
end $$;
