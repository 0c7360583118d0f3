-- account_act: lock, unlock, end-sessions or factor-reset: an administrator's act on an account.
-- Answers: 200 and the account | PK401 PK403 PK404 | PK409 one's own
-- Writes: as account_do
create or replace function pakn.account_act(p_digest bytea, p_tenant int, p_username text, p_action text)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := caller(p_digest, p_tenant, 'admin:accounts');
	v_staff int := account_find(p_tenant, p_username);
begin
	if v_staff = who.staff_id and p_action = 'lock' then
		perform refuse(409, 'own_account');
	end if;
	perform account_do(p_tenant, v_staff, p_action, who.staff_id);
	return (200, account_json(p_tenant, v_staff)::text, null, null, null, null)::pakn.answer;
end $$;
