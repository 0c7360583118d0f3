-- webhook_rotate: gives a webhook another secret; the one before signs, too, for p_hours more, any older one ends.
-- Answers: 201 and the webhook (C adds the secret) | PK401 PK403 PK404 | PK412 it has had another meanwhile, which would end
--          before anybody has put it in | PK428 no version
-- Writes: subscription_secret, admin_act
create or replace function pakn.webhook_rotate(p_digest bytea, p_tenant int, p_secret_id uuid, p_secret bytea, p_webhook int,
	p_hours int, p_version text)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := caller(p_digest, p_tenant, 'admin:webhooks');
	w subscription := subscription_find(p_tenant, p_webhook, 'webhook');
	v_hours int := coalesce(p_hours, 24);
begin
	perform from subscription x where x.tenant_id = p_tenant and x.subscription_id = p_webhook for update;
	if not exists (select from subscription_secret s where s.tenant_id = p_tenant and s.secret_id = p_secret_id) then
		if p_version is null then
			perform refuse(428, 'version_required');
		elsif split_part(p_version, '-', 1) not in ('*', webhook_version(p_tenant, p_webhook)) then
			perform refuse(412, 'stale_version', jsonb_build_object('etag', webhook_version(p_tenant, p_webhook),
				'change', act_last(p_tenant, 'webhooks', p_webhook::text)));
		end if;
		update subscription_secret s set expires_at = least(s.expires_at, case when n.place = 1 then now() + make_interval(hours => v_hours) else now() end)
		from subscription_secrets(w) n
		where s.tenant_id = p_tenant and s.secret_id = n.secret_id;
		insert into subscription_secret (tenant_id, secret_id, subscription_id, secret, made_at)
		values (p_tenant, p_secret_id, p_webhook, p_secret, clock_timestamp());
		perform admin_act_by(p_tenant, who.staff_id, 'webhooks', 'rotate', p_webhook::text, null,
			jsonb_build_object('old_for_hours', v_hours));
	end if;
	return (201, jsonb_strip_nulls(subscription_json(w))::text, webhook_version(p_tenant, p_webhook), null, null, null)::pakn.answer;
end $$;
