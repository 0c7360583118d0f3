-- subscription_shown: what an act on a subscription notes of it: what administrators decide, not what became of notices.
create or replace function pakn.subscription_shown(w pakn.subscription)
returns jsonb
language sql stable
as $$
	select pakn.subscription_json(w) - '{state,faults,open_until,last_sent_at,secrets,waiting,made_at}'::text[]
$$;
