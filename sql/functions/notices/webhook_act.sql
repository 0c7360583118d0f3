-- webhook_act: ends a webhook (disable), takes it up again (enable), or has a notice sent to it that tells nothing (test).
-- What waits when it ends is dead; staff may have it sent again.
-- Answers: 200, and of a test 202 with the notice's id | PK401 PK403 PK404 | PK409 test: it has ended
-- Writes: subscription, outbox, admin_act
create or replace function pakn.webhook_act(p_digest bytea, p_tenant int, p_action text, p_webhook int, p_event_id uuid)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := caller(p_digest, p_tenant, 'admin:webhooks');
	w subscription := subscription_find(p_tenant, p_webhook, 'webhook');
begin
	if p_action = 'test' then
		if w.ended_at is not null then
			perform refuse(409, 'webhook_ended');
		end if;
		insert into outbox (tenant_id, outbox_id, subscription_id, report_id, seq, notice, created_at, next_at)
		values (p_tenant, p_event_id, p_webhook, p_event_id, 0, 'test', now(), now())
		on conflict do nothing;
		return (202, json_build_object('id', p_event_id)::text, null, null, null, null)::pakn.answer;
	end if;
	w := subscription_end(w, who.staff_id, p_action = 'disable');
	return (200, jsonb_strip_nulls(subscription_json(w))::text, null, null, null, null)::pakn.answer;
end $$;
