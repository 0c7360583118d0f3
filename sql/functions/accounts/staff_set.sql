-- staff_set: makes an account, or changes the one of that name; an administrator's act.
-- Answers its id.  Raises: PK422 unknown agency or role
-- Writes: staff, credential, agency_head, delegation, leave, admin_act
create or replace function pakn.staff_set(p_tenant_code text, p_username text, p_name text, p_role text,
	p_agency text, p_password_hash text)
returns int
language plpgsql
as $$
declare
	v_tenant int := pakn.tenant_named(p_tenant_code);
	v_agency int;
	v_staff int;
	v_before jsonb;
begin
	perform pakn.facts_lock(v_tenant);
	select a.agency_id into v_agency from pakn.agency a where a.tenant_id = v_tenant
		and a.agency_id = coalesce((select x.agency_id from pakn.agency x where x.tenant_id = v_tenant and x.code = p_agency),
			case when p_agency is null then (select t.desk_id from pakn.tenant t where t.tenant_id = v_tenant) end);
	if not found then
		perform pakn.refuse(422, 'unknown_agency');
	end if;
	if not exists (select from pakn.role r where r.role = p_role) then
		perform pakn.refuse(422, 'unknown_role');
	end if;
	v_before := (select pakn.account_json(v_tenant, s.staff_id) from pakn.staff s
		where s.tenant_id = v_tenant and s.username = lower(p_username));
	insert into pakn.staff as s (tenant_id, username, name, role, agency_id, password_hash)
	values (v_tenant, lower(p_username), coalesce(p_name, p_username), p_role, v_agency, p_password_hash)
	on conflict (tenant_id, username) do update set name = excluded.name, role = excluded.role,
		agency_id = excluded.agency_id, password_hash = excluded.password_hash, active = true,
		must_change = false, password_until = 'infinity'
	returning s.staff_id into v_staff;
	perform pakn.account_follow(v_tenant, v_staff);
	-- Who knew the old password, or was locked out, shall sign in again.
	perform pakn.sessions_revoke(v_tenant, v_staff);
	perform pakn.admin_act_by(v_tenant, null, 'accounts', case when v_before is null then 'add' else 'change' end,
		lower(p_username), v_before, pakn.account_json(v_tenant, v_staff)::jsonb);
	return v_staff;
end $$;
