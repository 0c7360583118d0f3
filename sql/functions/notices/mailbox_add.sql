-- mailbox_add: a mailbox of an agency, or a phone, that its staff notices go to; one that it has is that one.  A phone gets only
-- what has words for a phone: hand-overs.
-- Answers: 201 | PK401 PK403 | PK422 agency, events, neither or both of mailbox and phone
-- Writes: subscription, admin_act
create or replace function pakn.mailbox_add(p_digest bytea, p_tenant int, p_agency text, p_email text, p_phone text, p_events text[],
	p_lang text)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := caller(p_digest, p_tenant, 'admin:webhooks');
	w subscription;
	v_channel text := case when p_phone is null then 'email' else 'sms' end;
begin
	if num_nonnulls(p_email, p_phone) <> 1 then
		perform refuse(422, 'invalid', field_error('/email', 'mailbox_or_phone'));
	elsif v_channel = 'sms' and p_events is distinct from '{handoff}' then
		perform refuse(422, 'invalid', field_error('/events', 'no_words_for_phones'));
	end if;
	perform facts_lock(p_tenant);
	select x.* into w from subscription x join agency a on a.tenant_id = x.tenant_id and a.agency_id = x.agency_id
	where x.tenant_id = p_tenant and x.channel = v_channel and x.address = coalesce(p_email, p_phone) and a.code = p_agency
		and x.ended_at is null and x.events = coalesce(p_events, '{}') and x.lang = coalesce(p_lang, 'vi');
	if not found then
		w := subscription_make(p_tenant, who.staff_id, v_channel, coalesce(p_email, p_phone), coalesce(p_email, p_phone), p_agency, null,
			p_events, p_lang);
	end if;
	return (201, jsonb_strip_nulls(subscription_json(w))::text, null, null, null, null)::pakn.answer;
end $$;
