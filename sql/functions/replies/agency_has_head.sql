-- agency_has_head: whether an agency has a head with an account, who could release its answers.  Of one that has none, what is
-- answered by a link is the agency's word, and the desk alone looks at it.
create or replace function pakn.agency_has_head(p_tenant int, p_agency_id int)
returns boolean
language plpgsql stable
as $$
begin
	return exists (select from pakn.staff s
		where s.tenant_id = p_tenant and s.agency_id = p_agency_id and s.role = 'head' and s.active);
end $$;
