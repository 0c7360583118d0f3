-- webhook_show: one webhook.
-- Answers: 200 | PK401 PK403 PK404
create or replace function pakn.webhook_show(p_digest bytea, p_tenant int, p_webhook int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := caller(p_digest, p_tenant, 'admin:webhooks');
begin
	return (200, jsonb_strip_nulls(subscription_json(subscription_find(p_tenant, p_webhook, 'webhook')))::text,
		null, null, null, null)::pakn.answer;
end $$;
