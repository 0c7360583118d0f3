-- agency_head_follow: what a changed account means for who is in charge: who is no head there any more is not in
-- charge any more; who is a head where nobody is in charge takes charge.
-- Writes: agency_head
create or replace function pakn.agency_head_follow(p_tenant int, p_staff_id int)
returns void
language plpgsql
as $$
declare
	s pakn.staff;
begin
	select * into s from pakn.staff x where x.tenant_id = p_tenant and x.staff_id = p_staff_id;
	delete from pakn.agency_head h
	where h.tenant_id = p_tenant and h.staff_id = p_staff_id and h.valid_from >= now()
		and not (s.active and s.role = 'head' and s.agency_id = h.agency_id);
	update pakn.agency_head h set valid_to = now()
	where h.tenant_id = p_tenant and h.staff_id = p_staff_id and h.valid_to > now()
		and not (s.active and s.role = 'head' and s.agency_id = h.agency_id);
	if s.active and s.role = 'head' and not exists (select from pakn.agency_head h
		where h.tenant_id = p_tenant and h.agency_id = s.agency_id and h.valid_to > now()) then
		insert into pakn.agency_head values (p_tenant, s.agency_id, p_staff_id, now());
	end if;
end $$;
