-- account_password: gives an account a password for one sign-in within three days; its sessions end.
-- Answers: 200 and the account (C adds the password) | PK401 PK403 PK404 | PK409 one's own
-- Writes: staff, credential, admin_act
create or replace function pakn.account_password(p_digest bytea, p_tenant int, p_username text, p_password_hash text)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := caller(p_digest, p_tenant, 'admin:accounts');
	v_staff int := account_find(p_tenant, p_username);
	v_before jsonb := account_json(p_tenant, v_staff);
begin
	if v_staff = who.staff_id then
		perform refuse(409, 'own_account');
	end if;
	update staff s set password_hash = p_password_hash, must_change = true, password_until = now() + interval '3 days'
	where s.tenant_id = p_tenant and s.staff_id = v_staff;
	perform sessions_revoke(p_tenant, v_staff);
	perform admin_act_by(p_tenant, who.staff_id, 'accounts', 'password', lower(p_username), v_before,
		account_json(p_tenant, v_staff)::jsonb);
	return (201, account_json(p_tenant, v_staff)::text, null, null, null, null)::pakn.answer;
end $$;
