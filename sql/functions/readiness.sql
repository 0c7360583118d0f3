-- readiness: the number of the newest migration; a daemon compares it with its own.
create or replace function pakn.readiness()
returns int
language sql stable security definer set search_path = pakn, public, pg_temp
as $$
	select max(m.number)::int from pakn_migration m
$$;
