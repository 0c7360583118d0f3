-- sweep: deletes what has served its time: recorded operations after a week, dead credentials after a month.
-- Writes: operation, credential
create or replace function pakn.sweep()
returns void
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
begin
	delete from operation o
	where o.tenant_id in (select t.tenant_id from tenant t) and o.done_at < now() - interval '7 days';
	delete from credential c
	where c.kind = 's' and least(c.expires_at, c.revoked_at) < now() - interval '30 days';
end $$;
