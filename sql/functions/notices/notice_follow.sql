-- notice_follow: chore: makes the notices of events that were sealed since: for whoever sent the report, where there is
-- a mailbox, and for each subscription that it concerns.  By the seal's number, which misses no late commit; a notice's
-- id comes from the event and the subscription, so it is made once.
-- p_mail: whether e-mail is sent at all.  Answers: how many events
-- Writes: outbox, notice_head, subscription
create or replace function pakn.notice_follow(p_mail boolean, p_limit int)
returns int
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_tenant int;
	v_from bigint;
	v_to bigint;
	v_count int := 0;
begin
	for v_tenant, v_to in select e.tenant_id, e.seq from event_head e left join notice_head h using (tenant_id)
		where e.seq > coalesce(h.seq, 0) order by 1
	loop
		insert into notice_head values (v_tenant, 0) on conflict do nothing;
		insert into subscription (tenant_id, subscription_id, channel, name) values (v_tenant, 0, 'email', 'Người gửi')
			on conflict do nothing;
		select h.seq into v_from from notice_head h where h.tenant_id = v_tenant for update;
		-- Mostly nobody is to be told: then nothing is read.
		if p_mail or exists (select from subscription w where w.tenant_id = v_tenant and w.subscription_id > 0 and w.ended_at is null) then
			v_to := least(v_to, v_from + p_limit);
			insert into outbox (tenant_id, outbox_id, subscription_id, report_id, seq, event_id, notice, created_at, next_at)
			select v_tenant, md5(concat_ws(' ', n.event_id, n.subscription_id, n.notice, n.merged_id))::uuid, n.subscription_id, n.report_id, n.seq,
				n.event_id, n.notice, now(), now()
			from notices_of(v_tenant, v_from, v_to, p_mail) n
			on conflict do nothing;
		end if;
		update notice_head h set seq = v_to where h.tenant_id = v_tenant and h.seq < v_to;
		v_count := v_count + greatest(v_to - v_from, 0)::int;
	end loop;
	return v_count;
end $$;
