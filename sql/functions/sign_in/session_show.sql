-- session_show: the caller's own session: who they are, what they may do, what is still wanted of them.
-- Answers: 200 | PK401 PK403
create or replace function pakn.session_show(p_digest bytea, p_tenant int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	own record := session_owner(p_digest, p_tenant, null);
begin
	return (200, session_json(p_tenant, p_digest)::text, null, null, null, null)::pakn.answer;
end $$;
