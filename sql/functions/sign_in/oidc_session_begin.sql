-- oidc_session_begin: opens a session for somebody whose account oidc_staff_find has found.  That the sign-on service
-- did name them, the daemon has checked: the database cannot.
-- Answers: 201 and the session (C adds the token) | PK403 no account any more
-- Writes: credential
create or replace function pakn.oidc_session_begin(p_tenant int, p_provider text, p_subject text, p_staff_id int, p_digest bytea,
	p_session_id uuid, p_address inet, p_agent text, p_hours int, p_idle_minutes int)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_answer pakn.answer;
begin
	perform from oidc_provider p
		join oidc_link l on l.tenant_id = p.tenant_id and l.issuer = p.issuer and l.subject = p_subject and l.staff_id = p_staff_id
		join staff s on s.tenant_id = l.tenant_id and s.staff_id = l.staff_id and s.active
	where p.tenant_id = p_tenant and p.provider = p_provider and p.audience = 'staff' and p.active;
	if not found then
		perform refuse(403, 'no_account', jsonb_build_object('subject', p_subject));
	end if;
	v_answer := session_open(p_tenant, p_staff_id, p_digest, p_session_id, p_address, p_agent, p_hours, p_idle_minutes);
	update credential c set provider = p_provider where c.tenant_id = p_tenant and c.digest = p_digest;
	return v_answer;
end $$;
