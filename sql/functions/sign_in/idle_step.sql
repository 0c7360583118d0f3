-- idle_step: how far apart uses of a session are noted, at least: a fifth of its idle limit, and no more than
-- five minutes.
create or replace function pakn.idle_step(p_idle_minutes int)
returns interval
language sql immutable
as $$
	select least(interval '5 minutes', make_interval(secs => coalesce(p_idle_minutes, 60) * 12))
$$;
