-- account_put: makes an account, still without a password, or changes one.  Whose role or agency changes, or
-- who is locked, signs in again.
-- Answers: 200 changed, or as it was | 201 added | PK401 PK403 | PK422 user name, role or agency | PK409 one's own
--          | PK412 another version, or it exists | PK428 no version
-- Writes: staff, credential, agency_head, delegation, leave, admin_act
create or replace function pakn.account_put(p_digest bytea, p_tenant int, p_username text, p_name text, p_role text,
	p_agency text, p_active boolean, p_version text, p_none_match text)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := caller(p_digest, p_tenant, 'admin:accounts');
	v_username text := lower(p_username);
	v_agency int := (select a.agency_id from agency a where a.tenant_id = p_tenant and a.code = p_agency);
	v_before staff;
	v_shown jsonb;
	v_after staff;
begin
	if v_username !~ '^[a-z0-9][a-z0-9._-]{1,63}$' then
		perform refuse(422, 'invalid', field_error('/username', 'bad_format'));
	elsif v_agency is null then
		perform refuse(422, 'invalid', field_error('/agency', 'unknown_agency'));
	elsif not may(p_role, 'session:end') or may(p_role, 'report:own') then  -- a citizen is no account of staff
		perform refuse(422, 'invalid', field_error('/role', 'unknown_role'));
	end if;
	perform facts_lock(p_tenant);
	select * into v_before from staff s where s.tenant_id = p_tenant and s.username = v_username for update;
	if v_before.staff_id = who.staff_id and (p_role <> v_before.role or not coalesce(p_active, true)) then
		-- So that a province always keeps an administrator.
		perform refuse(409, 'own_account');
	end if;
	v_shown := account_facts(p_tenant, v_before.staff_id);
	-- The same again changes nothing: a retry needs no version.
	if (v_before.name, v_before.role, v_before.agency_id, v_before.active)
			is distinct from (p_name, p_role, v_agency, coalesce(p_active, true)) then
		perform fact_version_check(p_tenant, 'accounts', v_username, v_shown, p_version, p_none_match);
	end if;
	insert into staff as s (tenant_id, username, name, role, agency_id, active)
	values (p_tenant, v_username, p_name, p_role, v_agency, coalesce(p_active, true))
	on conflict (tenant_id, username) do update set name = excluded.name, role = excluded.role,
		agency_id = excluded.agency_id, active = excluded.active
	returning * into v_after;
	perform account_follow(p_tenant, v_after.staff_id);
	if (v_before.role, v_before.agency_id, v_after.active) is distinct from (p_role, v_agency, true) then
		perform sessions_revoke(p_tenant, v_after.staff_id);
	end if;
	perform admin_act_record(p_tenant, uuid_at(clock_timestamp(), 0), who.staff_id, null, 'accounts', v_username, v_shown,
		account_facts(p_tenant, v_after.staff_id));
	return (case when v_shown is null then 201 else 200 end, account_json(p_tenant, v_after.staff_id)::text,
		md5(account_facts(p_tenant, v_after.staff_id)::text), null, null, null)::pakn.answer;
end $$;
