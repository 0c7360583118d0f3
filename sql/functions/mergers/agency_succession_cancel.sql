-- agency_succession_cancel: takes a succession back whose day has not come.
-- Answers whether there was one.  Raises: PK409 succession_begun, rules_changed
-- Writes: agency_succession, routing_version, routing_rule, admin_act
create or replace function pakn.agency_succession_cancel(p_tenant int, p_agency text, p_by int)
returns boolean
language plpgsql
as $$
declare
	s pakn.agency_succession;
begin
	perform pakn.facts_lock(p_tenant);
	select x.* into s
	from pakn.agency_succession x join pakn.agency a on a.tenant_id = p_tenant and a.agency_id = x.agency_id
	where x.tenant_id = p_tenant and a.code = p_agency
	for update of x;
	if not found then
		return false;
	end if;
	if s.begun_at is not null then
		perform pakn.refuse(409, 'succession_begun');
	end if;
	perform pakn.agency_succession_unrule(s, p_by);
	delete from pakn.agency_succession x where x.tenant_id = p_tenant and x.agency_id = s.agency_id;
	perform pakn.admin_act_by(p_tenant, p_by, 'successions', 'delete', p_agency, pakn.agency_succession_json(s), null);
	return true;
end $$;
