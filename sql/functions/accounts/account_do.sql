-- account_do: locks or unlocks an account, ends its sessions or forgets its authenticator; p_by: the administrator, null
-- at the command line.
-- Writes: staff, second_factor, recovery_code, credential, agency_head, delegation, leave, admin_act
create or replace function pakn.account_do(p_tenant int, p_staff_id int, p_action text, p_by int)
returns void
language plpgsql
as $$
declare
	v_before jsonb := pakn.account_json(p_tenant, p_staff_id);
	v_after jsonb;
begin
	if p_action in ('lock', 'unlock') then
		update pakn.staff s set active = (p_action = 'unlock') where s.tenant_id = p_tenant and s.staff_id = p_staff_id;
		perform pakn.account_follow(p_tenant, p_staff_id);
	elsif p_action = 'factor-reset' then
		perform pakn.factor_reset(p_tenant, p_staff_id);
	end if;
	if p_action <> 'unlock' then
		perform pakn.sessions_revoke(p_tenant, p_staff_id);
	end if;
	v_after := pakn.account_json(p_tenant, p_staff_id);
	perform pakn.admin_act_by(p_tenant, p_by, 'accounts', p_action, v_after->>'username', v_before, v_after);
end $$;
