-- caller_find: who a credential belongs to (a key may act as an account); no row where it is unknown, expired, revoked, unused for too
-- long or half a session, or its owner is locked.  scopes: null where all that the role may is let through.
-- Written to be inlined.
create or replace function pakn.caller_find(p_digest bytea, p_tenant int)
returns table (staff_id int, api_key_id int, role text, agency_id int, channel text, name text, scopes text[],
	person bytea)
language sql stable
as $$
	select s.staff_id, c.api_key_id, coalesce(s.role, c.role), s.agency_id, c.channel, coalesce(s.name, c.name),
		case when c.kind in ('k', 'g') then c.scopes end, c.person
	from pakn.credential c
		left join pakn.staff s on s.tenant_id = c.tenant_id and s.staff_id = c.staff_id
	where c.tenant_id = p_tenant and c.digest = p_digest
		and c.revoked_at is null and c.expires_at > now() and c.idle_until > now() and c.stage = 'full'
		and coalesce(s.active, true)
$$;
