-- sweep: deletes what has served its time: recorded operations after a week, dead credentials after a month.
-- Writes: operation, credential
create or replace function pakn.sweep()
returns void
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_tenant int;
begin
	for v_tenant in select t.tenant_id from tenant t order by 1 loop
		delete from operation o where o.tenant_id = v_tenant and o.done_at < now() - interval '7 days';
	end loop;
	delete from credential c
	where c.kind = 's' and least(c.expires_at, c.revoked_at) < now() - interval '30 days';
end $$;
