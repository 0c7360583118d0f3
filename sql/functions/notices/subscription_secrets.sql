-- subscription_secrets: the secrets by which a webhook is signed now, sealed: the newest first, two at the most.
create or replace function pakn.subscription_secrets(w pakn.subscription)
returns table (place bigint, secret_id uuid, secret bytea)
language sql stable
as $$
	select row_number() over (order by s.made_at desc, s.secret_id desc), s.secret_id, s.secret
	from pakn.subscription_secret s
	where s.tenant_id = w.tenant_id and s.subscription_id = w.subscription_id and s.expires_at > now()
	order by 1
	limit 2
$$;
