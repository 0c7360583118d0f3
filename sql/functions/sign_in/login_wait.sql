-- login_wait: how many seconds an attempt has to wait; 0: it may be made now, and counts as failed until
-- login_forgive.  So attempts at the same time count too, and an attempt that waits costs nothing.
-- Who has signed in from the same address lately does not wait for what strangers do elsewhere.
-- Writes: login_attempt
create or replace function pakn.login_wait(p_tenant int, p_kinds text[], p_username text, p_address inet)
returns int
language plpgsql
as $$
declare
	v_now timestamptz := clock_timestamp();
	v_wait int;
begin
	-- What a crash forgets here is not worth a flush of the log.
	perform set_config('synchronous_commit', 'off', true);
	select coalesce(max(ceil(extract(epoch from held.until - v_now)))::int, 0) into v_wait
	from (
		select a.kind, a.until, bool_or(a.kind = 'pair' and a.succeeded_at > v_now - interval '30 days') over () as familiar
		from pakn.login_attempt a join unnest(p_kinds) k on k = a.kind
		where a.tenant_id = p_tenant and a.subject = pakn.login_subject(k, p_username, p_address)
	) held
	where held.until > v_now and not (held.kind = 'account' and held.familiar);
	if v_wait > 0 then
		return v_wait;
	end if;
	-- In the order of kinds, so that two attempts cannot wait for each other.  A row's first until only says
	-- what is too long ago to count.
	insert into pakn.login_attempt as a (tenant_id, kind, subject, failures, last_at, until)
	select p_tenant, l.kind, pakn.login_subject(l.kind, p_username, p_address), 1, v_now, v_now - l.forgotten
	from pakn.login_limit l where l.kind = any (p_kinds) order by l.kind
	on conflict (tenant_id, kind, subject) do update set last_at = excluded.last_at,
		failures = case when a.last_at < excluded.until then 1 else a.failures + 1 end;
	update pakn.login_attempt a set until = v_now + least(l.longest, l.step * 2 ^ least(a.failures - l.free, 20))
	from pakn.login_limit l
	where l.kind = any (p_kinds) and a.tenant_id = p_tenant and a.kind = l.kind and a.failures >= l.free
		and a.subject = pakn.login_subject(l.kind, p_username, p_address);
	return 0;
end $$;
