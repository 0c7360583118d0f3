-- oidc_citizen_begin: opens a session for a citizen, who is nothing here but a keyed hash of what the sign-on service
-- calls them.
-- Answers: 200 and the session (C adds the token) | PK404 the service is gone
-- Writes: credential
create or replace function pakn.oidc_citizen_begin(p_tenant int, p_provider text, p_person bytea, p_digest bytea, p_hours int)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_expires timestamptz := now() + make_interval(hours => p_hours);
begin
	if not exists (select from oidc_provider p
		where p.tenant_id = p_tenant and p.provider = p_provider and p.audience = 'citizen' and p.active) then
		perform refuse(404, 'unknown_provider');
	end if;
	insert into credential (tenant_id, digest, kind, person, role, provider, expires_at)
	values (p_tenant, p_digest, 'c', p_person, 'citizen', p_provider, v_expires)
	on conflict do nothing;
	return (200, json_build_object('expires_at', v_expires, 'citizen', json_build_object('provider', p_provider))::text, null, null, null, null)::pakn.answer;
end $$;
