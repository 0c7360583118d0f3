-- login_forgive: a success: forgets the failures of the account; of the address, the one attempt that was
-- counted for it, since many share an address.
-- Writes: login_attempt
create or replace function pakn.login_forgive(p_tenant int, p_kinds text[], p_username text, p_address inet)
returns void
language plpgsql
as $$
begin
	update pakn.login_attempt a set succeeded_at = now(),
		failures = case when a.kind ~ 'address$' then greatest(a.failures - 1, 0) else 0 end,
		until = case when a.kind ~ 'address$' and a.failures > l.free then a.until else '-infinity' end
	from pakn.login_limit l
	where l.kind = any (p_kinds) and a.tenant_id = p_tenant and a.kind = l.kind
		and a.subject = pakn.login_subject(l.kind, p_username, p_address);
end $$;
