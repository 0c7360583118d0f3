-- sweep: deletes what has served its time: recorded operations after a week, dead credentials after a month,
-- counted sign-ins after a day (where one succeeded, a month), authenticators that nobody confirmed after a day,
-- sign-ins that nobody came back from, codes whose time is over, notices that were sent after a month, dead ones after
-- half a year, secrets of webhooks that have ended, links a season after their time, flags half a year after the desk decided.
-- Writes: flag, operation, credential, login_attempt, second_factor, oidc_login, citizen_code, outbox, subscription_secret, case_link
create or replace function pakn.sweep()
returns void
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_tenant int;
begin
	for v_tenant in select t.tenant_id from tenant t order by 1 loop
		delete from operation o where o.tenant_id = v_tenant and o.done_at < now() - interval '7 days';
		delete from citizen_code c where c.tenant_id = v_tenant and c.expires_at < now();
		delete from oidc_login l where l.tenant_id = v_tenant and l.expires_at < now();
		delete from outbox o where o.tenant_id = v_tenant and o.state = 'sent' and o.created_at < now() - interval '30 days';
		delete from outbox o where o.tenant_id = v_tenant and o.state = 'dead' and o.created_at < now() - interval '180 days';
		delete from case_link l where l.tenant_id = v_tenant and l.expires_at < now() - interval '90 days';
		delete from flag f where f.tenant_id = v_tenant and f.closed_at < now() - interval '180 days';
		delete from subscription_secret s where s.tenant_id = v_tenant and s.expires_at < now();
	end loop;
	delete from credential c
	where c.kind in ('s', 'c') and least(c.expires_at, c.idle_until, c.revoked_at) < now() - interval '30 days';
	delete from login_attempt a
	where a.last_at < now() - case when a.succeeded_at is null then interval '1 day' else interval '30 days' end;
	delete from second_factor f where f.confirmed_at is null and f.begun_at < now() - interval '1 day';
end $$;
