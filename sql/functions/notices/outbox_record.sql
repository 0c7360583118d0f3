-- outbox_record: chore: what became of notices that were sent, or could not be: sent, again (after p_waits ms), dead, or
-- gone: nobody shall send there any more.  Where the lease has passed to somebody else, only that it was sent counts.
-- p_faults: whether it speaks against the other side as a whole: p_faults_max in a row open its breaker, for p_open_ms
-- and twice as long each time that the one notice after that fails, too, up to an hour.
-- Answers: how many
-- Writes: outbox, subscription, and of hand-overs as case_link_settle
create or replace function pakn.outbox_record(p_lease bigint, p_tenants int[], p_ids uuid[], p_outcomes text[], p_waits bigint[],
	p_statuses int[], p_errors text[], p_faults boolean[], p_faults_max int, p_open_ms int)
returns int
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_told record;
	v_count int := 0;
begin
	-- In the order of subscriptions, so that two couriers do not wait for each other.
	for v_told in
		with told as materialized (
			select * from unnest(p_tenants, p_ids, p_outcomes, p_waits, p_statuses, p_errors, p_faults)
				with ordinality t (tenant_id, outbox_id, outcome, wait_ms, status, error, fault, place)
		), noted as (
			update outbox o set lease = null, attempts = o.attempts + 1, error = t.error, status = t.status,
				state = case t.outcome when 'sent' then 'sent' when 'again' then 'pending' else 'dead' end,
				next_at = clock_timestamp() + t.wait_ms * interval '1 millisecond',
				done_at = case when t.outcome <> 'again' then clock_timestamp() end
			from told t
			where o.tenant_id = t.tenant_id and o.outbox_id = t.outbox_id and o.state = 'pending'
				and (o.lease = p_lease or t.outcome = 'sent')
			returning o.tenant_id, o.subscription_id, t.outcome, t.fault, t.place
		)
		select n.tenant_id, n.subscription_id, count(*) as n, bool_or(n.outcome = 'gone') as gone,
			bool_or(n.outcome = 'sent') as sent, bool_or(not n.fault) as answers,
			count(*) filter (where n.fault and n.place > coalesce(well.place, 0)) as faults
		from noted n
			left join lateral (select max(g.place) as place from noted g
				where g.tenant_id = n.tenant_id and g.subscription_id = n.subscription_id and not g.fault) well on true
		group by n.tenant_id, n.subscription_id
		order by n.tenant_id, n.subscription_id
	loop
		v_count := v_count + v_told.n;
		update subscription w set
			faults = f.faults, opened = f.opened,
			open_until = case when f.opened > 0 then clock_timestamp() + least(p_open_ms * 2.0 ^ (f.opened - 1), 3600000)
				* (0.5 + random() / 2) * interval '1 millisecond' end,
			sent_at = case when v_told.sent then clock_timestamp() else w.sent_at end,
			ended_at = case when v_told.gone then coalesce(w.ended_at, now()) else w.ended_at end,
			ended_why = case when v_told.gone then coalesce(w.ended_why, 'gone') else w.ended_why end
		from subscription b
			cross join lateral (select v_told.faults + case when v_told.answers then 0 else b.faults end as faults) s
			cross join lateral (select s.faults, case when v_told.faults = 0 then 0
				when b.opened > 0 and not v_told.answers then b.opened + 1
				when s.faults >= p_faults_max then 1 else 0 end as opened) f
		where w.tenant_id = v_told.tenant_id and w.subscription_id = v_told.subscription_id
			and b.tenant_id = w.tenant_id and b.subscription_id = w.subscription_id;
	end loop;
	perform case_link_settle(o.tenant_id, o.outbox_id, o.state = 'sent')
	from unnest(p_tenants, p_ids) t (tenant_id, outbox_id)
		join outbox o on o.tenant_id = t.tenant_id and o.outbox_id = t.outbox_id
	where o.notice = 'handoff' and o.state <> 'pending';
	return v_count;
end $$;
