-- agency_head_set: puts somebody in charge of their agency from an instant on; whoever was ends then, and a
-- later term that had been planned is taken back.
-- Raises: PK422 not a head's account, or a time in which somebody else was in charge: that is history
-- Writes: agency_head
create or replace function pakn.agency_head_set(p_tenant int, p_staff_id int, p_from timestamptz)
returns void
language plpgsql
as $$
declare
	v_agency int;
begin
	select s.agency_id into v_agency from pakn.staff s
	where s.tenant_id = p_tenant and s.staff_id = p_staff_id and s.role = 'head' and s.active
	for update;
	if not found then
		perform pakn.refuse(422, 'invalid', pakn.field_error('/username', 'not_a_head'));
	end if;
	perform from pakn.agency a where a.tenant_id = p_tenant and a.agency_id = v_agency for update;
	if exists (select from pakn.agency_head h where h.tenant_id = p_tenant and h.agency_id = v_agency
		and h.staff_id <> p_staff_id and (h.valid_to between p_from and now() and h.valid_to > p_from
			or h.valid_from between p_from and now())) then
		perform pakn.refuse(422, 'invalid', pakn.field_error('/from', 'within_a_past_term'));
	end if;
	delete from pakn.agency_head h
	where h.tenant_id = p_tenant and h.agency_id = v_agency and h.valid_from >= p_from and h.valid_to = 'infinity';
	update pakn.agency_head h set valid_to = p_from
	where h.tenant_id = p_tenant and h.agency_id = v_agency and h.valid_to = 'infinity' and h.staff_id <> p_staff_id;
	if not exists (select from pakn.agency_head h where h.tenant_id = p_tenant and h.agency_id = v_agency
		and h.valid_to = 'infinity') then
		insert into pakn.agency_head values (p_tenant, v_agency, p_staff_id, p_from);
	end if;
end $$;
