-- roles_now: in which roles somebody may act on cases at this moment: their own, and deputy where a head of
-- their agency has delegated approval to them; publisher where they head an agency that publishes.
create or replace function pakn.roles_now(p_tenant int, p_staff_id int, p_role text, p_agency_id int)
returns text[]
language sql stable
as $$
	select array[p_role] || case when exists (
		select from pakn.delegation d
			join pakn.staff h on h.tenant_id = d.tenant_id and h.staff_id = d.head_id
		where d.tenant_id = p_tenant and d.deputy_id = p_staff_id and d.agency_id = p_agency_id
			and d.valid_from <= now() and now() < d.valid_to
			and h.active and h.role = 'head' and h.agency_id = p_agency_id) then array['deputy'] else '{}' end
		|| case when p_role = 'head' and exists (select from pakn.agency a
			where a.tenant_id = p_tenant and a.agency_id = p_agency_id and a.publishes) then array['publisher'] else '{}' end
$$;
