-- rules_version_find: a version of the rules.
-- Raises: PK404 there is none
create or replace function pakn.rules_version_find(p_tenant int, p_version int)
returns pakn.routing_version
language plpgsql stable
as $$
declare
	v pakn.routing_version;
begin
	select * into v from pakn.routing_version x where x.tenant_id = p_tenant and x.version = p_version;
	if not found then
		perform pakn.refuse(404, 'not_there');
	end if;
	return v;
end $$;
