-- subscription_json: a webhook or a mailbox as administrators see it: never a secret.
create or replace function pakn.subscription_json(w pakn.subscription)
returns jsonb
language sql stable
as $$
	select jsonb_build_object('id', w.subscription_id, 'name', w.name, case w.channel when 'email' then 'email' when 'sms' then 'phone' else 'url' end, w.address,
		'agency', a.code, 'api_key', w.api_key_id, 'events', w.events, 'lang', case when w.channel <> 'webhook' then w.lang end,
		'state', case when w.ended_at is not null then w.ended_why when w.opened > 0 then 'open' else 'active' end,
		'made_at', w.made_at, 'ended_at', w.ended_at, 'faults', w.faults, 'open_until', case when w.opened > 0 then w.open_until end,
		'last_sent_at', w.sent_at,
		'secrets', (select jsonb_agg(jsonb_build_object('made_at', s.made_at, 'expires_at', nullif(s.expires_at, 'infinity')) order by s.place)
			from (select x.place, y.made_at, y.expires_at from pakn.subscription_secrets(w) x
				join pakn.subscription_secret y on y.tenant_id = w.tenant_id and y.secret_id = x.secret_id) s),
		'waiting', (select count(*) from pakn.outbox o
			where o.tenant_id = w.tenant_id and o.subscription_id = w.subscription_id and o.state = 'pending'))
	from (select w.tenant_id) t
		left join pakn.agency a on a.tenant_id = w.tenant_id and a.agency_id = w.agency_id
$$;
