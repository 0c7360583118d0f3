-- subscription_list: the webhooks of the province, or the mailboxes, the newest first.  p_action: which.
-- Answers: 200 | PK401 PK403
create or replace function pakn.subscription_list(p_digest bytea, p_tenant int, p_action text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := caller(p_digest, p_tenant, 'admin:webhooks');
	v_items json;
begin
	select coalesce(json_agg(jsonb_strip_nulls(subscription_json(w)) order by w.subscription_id desc), '[]') into v_items
	from subscription w
	where w.tenant_id = p_tenant and w.subscription_id > 0 and (w.channel = 'webhook') = (p_action = 'webhooks');
	return (200, json_build_object('items', v_items)::text, null, null, null, null)::pakn.answer;
end $$;
