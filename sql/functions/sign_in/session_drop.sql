-- session_drop: ends one of the caller's own sessions.
-- Answers: 204 | PK401 PK403 PK409 | PK404 none of theirs
-- Writes: credential
create or replace function pakn.session_drop(p_digest bytea, p_tenant int, p_session_id uuid)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	own record := session_owner(p_digest, p_tenant, '{full}');
begin
	update credential c set revoked_at = coalesce(c.revoked_at, now())
	where c.tenant_id = p_tenant and c.session_id = p_session_id and c.staff_id = own.staff_id;
	if not found then
		perform refuse(404, 'unknown_session');
	end if;
	return (204, null, null, null, null, null)::pakn.answer;
end $$;
