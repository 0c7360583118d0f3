-- oidc_session_begin: opens a session for somebody whose account oidc_staff_find has found.  That the sign-on service
-- did name them, the daemon has checked: the database cannot.
-- Answers: 200 and the session (C adds the token) | PK403 no account any more
-- Writes: credential
create or replace function pakn.oidc_session_begin(p_tenant int, p_provider text, p_subject text, p_staff_id int, p_digest bytea, p_hours int, p_return_path text)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_expires timestamptz := now() + make_interval(hours => p_hours);
	v_body json;
begin
	select json_build_object('expires_at', v_expires, 'return', p_return_path, 'staff', json_build_object(
		'username', s.username, 'name', s.name, 'role', s.role, 'agency', json_build_object('code', a.code, 'name', a.name)))
	into v_body
	from oidc_provider p
		join oidc_link l on l.tenant_id = p.tenant_id and l.issuer = p.issuer and l.subject = p_subject
		join staff s on s.tenant_id = l.tenant_id and s.staff_id = l.staff_id and s.active
		join agency a on a.tenant_id = s.tenant_id and a.agency_id = s.agency_id
	where p.tenant_id = p_tenant and p.provider = p_provider and p.audience = 'staff' and p.active and l.staff_id = p_staff_id;
	if not found then
		perform refuse(403, 'no_account', jsonb_build_object('subject', p_subject));
	end if;
	insert into credential (tenant_id, digest, kind, staff_id, provider, expires_at)
	values (p_tenant, p_digest, 's', p_staff_id, p_provider, v_expires)
	on conflict do nothing;
	return (200, v_body::text, null, null, null, null)::pakn.answer;
end $$;
