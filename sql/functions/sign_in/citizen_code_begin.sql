-- citizen_code_begin: keeps the digest of a new code for a phone instead of the one before; answers how many seconds
-- one has to wait first (0: it is kept, and may go out).  Whether anybody ever reported with that phone plays no
-- part.  The same digest again is the same request.
-- Writes: citizen_code, login_attempt
create or replace function pakn.citizen_code_begin(p_tenant int, p_phone_hash bytea, p_digest bytea, p_address inet,
	p_minutes int)
returns int
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_wait int;
begin
	perform citizen_turn(p_tenant, p_phone_hash);
	if exists (select from citizen_code c
		where c.tenant_id = p_tenant and c.phone_hash = p_phone_hash and c.digest = p_digest and c.expires_at > now()) then
		return 0;
	end if;
	v_wait := login_wait(p_tenant, '{sms_address,sms_phone}', encode(p_phone_hash, 'hex'), p_address);
	if v_wait = 0 then
		insert into citizen_code as c (tenant_id, phone_hash, digest, expires_at)
		values (p_tenant, p_phone_hash, p_digest, now() + make_interval(mins => p_minutes))
		on conflict (tenant_id, phone_hash) do update set digest = excluded.digest, tries = 0,
			expires_at = excluded.expires_at, taken_by = null;
	end if;
	return v_wait;
end $$;
