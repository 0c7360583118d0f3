-- session_end: ends the caller's session.
-- Answers: 204 | PK401 PK403
-- Writes: credential
create or replace function pakn.session_end(p_digest bytea, p_tenant int)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
begin
	perform caller(p_digest, p_tenant, 'session:end');
	update credential c set revoked_at = now() where c.tenant_id = p_tenant and c.digest = p_digest;
	return (204, null, null, null, null)::pakn.answer;
end $$;
