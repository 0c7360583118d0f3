-- sessions_revoke: ends the sessions of an account, but for one (null: all).
-- Writes: credential
create or replace function pakn.sessions_revoke(p_tenant int, p_staff_id int, p_except bytea default null)
returns int
language plpgsql
as $$
declare
	v_count int;
begin
	update pakn.credential c set revoked_at = now()
	where c.tenant_id = p_tenant and c.staff_id = p_staff_id and c.kind = 's' and c.revoked_at is null
		and c.digest is distinct from p_except;
	get diagnostics v_count = row_count;
	return v_count;
end $$;
