-- subscription_make: a new subscription; an administrator's act.
-- Raises: PK422 as subscription_check
-- Writes: subscription, admin_act
create or replace function pakn.subscription_make(p_tenant int, p_staff_id int, p_channel text, p_name text, p_address text,
	p_agency text, p_api_key int, p_events text[], p_lang text)
returns pakn.subscription
language plpgsql
as $$
declare
	w pakn.subscription;
begin
	perform pakn.subscription_check(p_tenant, p_channel, p_agency, p_api_key, p_events);
	insert into pakn.subscription (tenant_id, subscription_id, channel, name, address, agency_id, api_key_id, events, lang)
	values (p_tenant, nextval('pakn.subscription_id_seq'), p_channel, p_name, p_address,
		(select a.agency_id from pakn.agency a where a.tenant_id = p_tenant and a.code = p_agency), p_api_key,
		coalesce(p_events, '{}'), coalesce(p_lang, 'vi'))
	returning * into w;
	perform pakn.admin_act_by(p_tenant, p_staff_id, case p_channel when 'webhook' then 'webhooks' else 'mailboxes' end, 'add',
		w.subscription_id::text, null, pakn.subscription_shown(w));
	return w;
end $$;
