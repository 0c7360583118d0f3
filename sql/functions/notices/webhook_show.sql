-- webhook_show: one webhook; its ETag, of its secrets, is what another secret has to bring.
-- Answers: 200 | PK401 PK403 PK404
create or replace function pakn.webhook_show(p_digest bytea, p_tenant int, p_webhook int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := caller(p_digest, p_tenant, 'admin:webhooks');
	v_body text := jsonb_strip_nulls(subscription_json(subscription_find(p_tenant, p_webhook, 'webhook')));
begin
	return (200, v_body, etag_of(webhook_version(p_tenant, p_webhook), v_body), null, null, null)::pakn.answer;
end $$;
