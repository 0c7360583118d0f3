-- agency_succeed: records that an agency is succeeded by another from a day on.  Its rules name the successor from
-- that day on at once; everything else happens when the day has come (agency_succession_step).  The same again
-- changes nothing.  p_head: the account that is in charge of the successor then.  p_by: the administrator; null at
-- the command line.  p_try: only raises what forbids it.
-- Raises: PK422 unknown_agency, and as agency_succession_check | PK409 succeeded_already, by another or from another day;
--         later_version_waits
-- Writes: agency_succession, routing_version, routing_rule, admin_act
create or replace function pakn.agency_succeed(p_tenant int, p_agency text, p_successor text, p_at date, p_head text, p_by int,
	p_try boolean default false)
returns pakn.agency_succession
language plpgsql
as $$
declare
	v_old pakn.agency;
	v_new pakn.agency;
	s pakn.agency_succession;
begin
	perform pakn.facts_lock(p_tenant);
	select * into v_old from pakn.agency a where a.tenant_id = p_tenant and a.code = p_agency;
	if not found then
		perform pakn.refuse(422, 'unknown_agency');
	end if;
	select * into v_new from pakn.agency a where a.tenant_id = p_tenant and a.code = p_successor;
	select * into s from pakn.agency_succession x where x.tenant_id = p_tenant and x.agency_id = v_old.agency_id;
	if found then
		if (s.successor_id, s.at) is distinct from (v_new.agency_id, p_at) then
			perform pakn.refuse(409, 'succeeded_already', pakn.agency_succession_json(s));
		end if;
		return s;
	end if;
	perform pakn.agency_succession_check(v_old, v_new, p_at, p_head);
	if p_try then
		return null;
	end if;
	insert into pakn.agency_succession (tenant_id, agency_id, successor_id, at, head_id, rules)
	values (p_tenant, v_old.agency_id, v_new.agency_id, p_at,
		(select h.staff_id from pakn.staff h where h.tenant_id = p_tenant and h.username = lower(p_head)),
		pakn.agency_succession_rules(p_tenant, v_old.agency_id, v_new.agency_id, p_at, p_by))
	returning * into s;
	perform pakn.admin_act_by(p_tenant, p_by, 'successions', 'add', p_agency, null, pakn.agency_succession_json(s)
		|| jsonb_build_object('rules', s.rules->'added'));
	return s;
end $$;
