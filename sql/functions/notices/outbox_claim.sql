-- outbox_claim: chore: takes notices that are due, for p_lease_ms: who dies meanwhile leaves them to others.  Of one report
-- to one subscription only the first that waits; of one subscription p_share at once, and one alone after its breaker
-- was open; nothing while it is.
-- p_service_url: where this service is found, for links in messages; empty: they have none.
-- Answers: all that it takes to send them; the sender's address and the webhook's secrets are sealed
-- Writes: outbox, subscription, case_link
create or replace function pakn.outbox_claim(p_lease bigint, p_lease_ms int, p_limit int, p_share int, p_mail boolean,
	p_lang text, p_public_url text, p_service_url text)
returns table (tenant_id int, outbox_id uuid, channel text, address text, report_id uuid, email bytea, secret_id uuid,
	secret bytea, old_secret_id uuid, old_secret bytea, subject text, body text, attempts int, made_at bigint)
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
#variable_conflict use_column
declare
	v_until timestamptz := clock_timestamp() + p_lease_ms * interval '1 millisecond';
	v_tenants int[];
	v_ids uuid[];
	v_subscriptions int[];
begin
	select array_agg(k.tenant_id), array_agg(k.outbox_id), array_agg(k.subscription_id) into v_tenants, v_ids, v_subscriptions
	from (
		select w.tenant_id, o.outbox_id, w.subscription_id
		from subscription w
			join notice_channel n on n.channel = w.channel and n.active and (n.channel <> 'email' or p_mail)
			cross join lateral (
				select x.outbox_id from outbox x
				where x.tenant_id = w.tenant_id and x.subscription_id = w.subscription_id and x.state = 'pending'
					and x.next_at <= clock_timestamp()
					and not exists (select from outbox b where b.tenant_id = w.tenant_id and b.subscription_id = w.subscription_id
						and b.report_id = x.report_id and b.state = 'pending' and b.seq < x.seq)
				order by x.next_at
				limit case when w.opened > 0 then 1 else greatest(p_share - (select count(*) from outbox l
					where l.tenant_id = w.tenant_id and l.subscription_id = w.subscription_id and l.state = 'pending'
						and l.lease is not null and l.next_at > clock_timestamp()), 0) end
				for update skip locked) o
		where w.ended_at is null and coalesce(w.open_until, '-infinity') <= clock_timestamp()
		limit p_limit) k;
	update subscription w set open_until = v_until
	from unnest(v_tenants, v_subscriptions) k (tenant_id, subscription_id)
	where w.tenant_id = k.tenant_id and w.subscription_id = k.subscription_id and w.opened > 0;
	return query
	with held as (
		update outbox o set lease = p_lease, next_at = v_until
		from unnest(v_tenants, v_ids) k (tenant_id, outbox_id)
		where o.tenant_id = k.tenant_id and o.outbox_id = k.outbox_id
		returning o.*
	)
	select h.tenant_id, h.outbox_id, w.channel, w.address, h.report_id, s.email_sealed, new.secret_id, new.secret,
		old.secret_id, old.secret, said.subject, coalesce(said.body, notice_payload(h::outbox)), h.attempts,
		extract(epoch from h.created_at)::bigint
	from held h
		join subscription w on w.tenant_id = h.tenant_id and w.subscription_id = h.subscription_id
		left join report_sender s on w.subscription_id = 0 and s.tenant_id = h.tenant_id and s.report_id = h.report_id
		left join lateral (select * from subscription_secrets(w) x where x.place = 1) new on true
		left join lateral (select * from subscription_secrets(w) x where x.place = 2) old on true
		cross join lateral (select case when w.subscription_id = 0 then p_lang else w.lang end as lang) l
		left join lateral (select * from notice_words(h.tenant_id, h.notice || case when w.channel = 'sms' then '_sms' else '' end, l.lang, case h.notice
			when 'digest' then digest_values(h.tenant_id, w.agency_id)
			when 'overview' then overview_values(h.tenant_id)
			else notice_values(h.tenant_id, h.event_id, l.lang, p_public_url, h.report_id)
				|| case_link_values(h::outbox, w, p_service_url) end)) said on w.channel <> 'webhook';
end $$;
