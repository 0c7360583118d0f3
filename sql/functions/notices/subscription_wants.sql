-- subscription_wants: whether a subscription is for a notice.
create or replace function pakn.subscription_wants(w pakn.subscription, p_notice text)
returns boolean
language sql immutable
as $$
	select w.events = '{}' or p_notice = any (w.events)
$$;
