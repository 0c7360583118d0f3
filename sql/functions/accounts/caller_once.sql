-- caller_once: who a credential belonged to, whatever became of it; good: whether it was good at an instant, and
-- was not taken away since.  For what was acknowledged then.
-- Not inlined: it is in the plan of every batch, which must not grow by what hardly ever happens.  rows 1: of a
-- thousand, as PostgreSQL else expects, it would not look up in hashes any more.
create or replace function pakn.caller_once(p_digest bytea, p_tenant int, p_at timestamptz)
returns table (staff_id int, role text, channel text, scopes text[], person bytea, good boolean)
language plpgsql stable rows 1
as $$
#variable_conflict use_column
begin
	return query
		select s.staff_id, coalesce(s.role, c.role), c.channel, case when c.kind in ('k', 'g') then c.scopes end, c.person,
			c.revoked_at is null and c.expires_at > p_at and c.idle_until > p_at and c.stage = 'full'
				and (c.kind <> 's' or s.active)
		from pakn.credential c
			left join pakn.staff s on s.tenant_id = c.tenant_id and s.staff_id = c.staff_id
		where c.tenant_id = p_tenant and c.digest = p_digest;
end $$;
