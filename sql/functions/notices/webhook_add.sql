-- webhook_add: an agency's system, or an app's backend, that is told what happens, with the secret that C has minted and
-- sealed.  The same secret's id again is the same request.
-- Answers: 201 and the webhook (C adds the secret) | PK401 PK403 | PK422 agency, key, events
-- Writes: subscription, subscription_secret, admin_act
create or replace function pakn.webhook_add(p_digest bytea, p_tenant int, p_secret_id uuid, p_secret bytea, p_name text, p_url text,
	p_agency text, p_api_key int, p_events text[])
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := caller(p_digest, p_tenant, 'admin:webhooks');
	w subscription;
begin
	select x.* into w from subscription x join subscription_secret s using (tenant_id, subscription_id)
	where s.tenant_id = p_tenant and s.secret_id = p_secret_id;
	if not found then
		w := subscription_make(p_tenant, who.staff_id, 'webhook', p_name, p_url, p_agency, p_api_key, p_events, null);
		insert into subscription_secret (tenant_id, secret_id, subscription_id, secret)
		values (p_tenant, p_secret_id, w.subscription_id, p_secret);
	end if;
	return (201, jsonb_strip_nulls(subscription_json(w))::text, null, null, null, null)::pakn.answer;
end $$;
