-- subscription_end: ends a subscription or takes it up again, with a breaker that is closed; an administrator's act, where
-- it changes anything.  What waits when it ends is dead.
-- Writes: subscription, outbox, admin_act
create or replace function pakn.subscription_end(w pakn.subscription, p_staff_id int, p_end boolean)
returns pakn.subscription
language plpgsql
as $$
declare
	v_noun text := case w.channel when 'webhook' then 'webhooks' else 'mailboxes' end;
	n pakn.subscription;
begin
	if p_end = (w.ended_at is not null) then
		return w;
	end if;
	update pakn.subscription x set ended_at = case when p_end then now() end, ended_why = case when p_end then 'disabled' end,
		faults = 0, opened = 0, open_until = null
	where x.tenant_id = w.tenant_id and x.subscription_id = w.subscription_id
	returning * into n;
	if p_end then
		update pakn.outbox o set state = 'dead', error = 'disabled', done_at = now(), lease = null
		where o.tenant_id = w.tenant_id and o.subscription_id = w.subscription_id and o.state = 'pending';
	end if;
	perform pakn.admin_act_by(w.tenant_id, p_staff_id, v_noun, case when p_end then 'disable' else 'enable' end,
		w.subscription_id::text, pakn.subscription_shown(w), pakn.subscription_shown(n));
	return n;
end $$;
