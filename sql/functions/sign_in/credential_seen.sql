-- credential_seen: notes that credentials are in use, each at most once in its step: a session's idle limit begins anew.
-- Writes: credential
create or replace function pakn.credential_seen(p_tenant int, p_digests bytea[])
returns void
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
begin
	update credential c set seen_at = now(),
		idle_until = case when c.kind = 's' and c.idle_minutes is not null then idle_end(c.idle_minutes) else c.idle_until end
	where c.tenant_id = p_tenant and c.digest = any (p_digests) and c.revoked_at is null
		and c.expires_at > now() and c.idle_until > now()
		and c.seen_at < now() - case when c.kind in ('k', 'g') then interval '1 hour' else idle_step(c.idle_minutes) end;
end $$;
