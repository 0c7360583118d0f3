-- citizen_session_begin: opens a session for who knows the code that went to a phone.  A code is good for one session
-- and for five tries.  Never raises, since a try must count: wait, where one has to wait so many seconds; body, the
-- session (C adds the token); neither, where the code is not the one, or not any more.
-- Writes: credential, citizen_code, login_attempt
create or replace function pakn.citizen_session_begin(p_tenant int, p_phone_hash bytea, p_code_digest bytea,
	p_digest bytea, p_address inet, p_agent text, p_hours int, out wait int, out body text)
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_expires timestamptz := now() + make_interval(hours => p_hours);
begin
	perform citizen_turn(p_tenant, p_phone_hash);
	wait := case
		-- the same statement again
		when exists (select from citizen_code c
			where c.tenant_id = p_tenant and c.phone_hash = p_phone_hash and c.taken_by = p_digest) then 0
		else login_wait(p_tenant, '{address,pair}', encode(p_phone_hash, 'hex'), p_address) end;
	if wait > 0 then
		return;
	end if;
	update citizen_code c
	set tries = c.tries + 1, taken_by = case when c.digest = p_code_digest then p_digest end
	where c.tenant_id = p_tenant and c.phone_hash = p_phone_hash and c.taken_by is null and c.tries < 5
		and c.expires_at > now();
	if not exists (select from citizen_code c
		where c.tenant_id = p_tenant and c.phone_hash = p_phone_hash and c.taken_by = p_digest) then
		return;
	end if;
	-- login_wait did not want its counts to wait for the disk; a session shall.
	perform set_config('synchronous_commit', 'on', true);
	perform login_forgive(p_tenant, '{address,pair,sms_address,sms_phone}', encode(p_phone_hash, 'hex'), p_address);
	insert into credential (tenant_id, digest, kind, person, role, address, agent, expires_at)
	values (p_tenant, p_digest, 'c', p_phone_hash, 'citizen', p_address, left(p_agent, 200), v_expires)
	on conflict do nothing;
	body := json_build_object('expires_at', v_expires);
end $$;
