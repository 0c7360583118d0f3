-- session_end: ends the caller's session, at whatever stage; of one that has ended, too, so that it can be
-- asked again.
-- Answers: 204 | PK401 PK403
-- Writes: credential
create or replace function pakn.session_end(p_digest bytea, p_tenant int)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
begin
	update credential c set revoked_at = coalesce(c.revoked_at, now())
	where c.tenant_id = p_tenant and c.digest = p_digest and c.kind in ('s', 'c');
	if not found then
		perform caller(p_digest, p_tenant, 'session:end');
	end if;
	return (204, null, null, null, null, null)::pakn.answer;
end $$;
