-- urging_seen: a letter of which somebody may know: whoever urges knows all, an agency its own.
-- Raises: PK404
create or replace function pakn.urging_seen(p_tenant int, p_urging_id uuid, p_role text, p_agency_id int)
returns pakn.urging
language plpgsql stable
as $$
declare
	u pakn.urging;
begin
	select * into u from pakn.urging x where x.tenant_id = p_tenant and x.urging_id = p_urging_id;
	if u.urging_id is null or not (pakn.may(p_role, 'urging:make') or pakn.agency_acting(p_tenant, p_agency_id, u.agency_id) = u.agency_id) then
		perform pakn.refuse(404, 'not_there');
	end if;
	return u;
end $$;
