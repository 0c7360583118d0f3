-- idle_end: when a session that is used now ends if it is not used again; the step in which uses are noted is
-- added, so that nobody is sent away too early.
create or replace function pakn.idle_end(p_idle_minutes int)
returns timestamptz
language sql stable
as $$
	select now() + make_interval(mins => p_idle_minutes) + pakn.idle_step(p_idle_minutes)
$$;
