-- outbox_standing: chore: how many notices wait, for how many seconds the first has, how many died in the last 30 days,
-- how many breakers are open.
create or replace function pakn.outbox_standing(out waiting bigint, out oldest_s bigint, out dead bigint, out breakers bigint)
language sql stable security definer set search_path = pakn, public, pg_temp
as $$
	select coalesce(sum(w.n), 0), coalesce(extract(epoch from now() - min(w.first))::bigint, 0), coalesce(sum(w.dead), 0),
		(select count(*) from subscription s where s.opened > 0 and s.ended_at is null)
	from tenant t
		cross join lateral (select count(*) filter (where o.state = 'pending') as n,
				min(o.created_at) filter (where o.state = 'pending') as first, count(*) filter (where o.state = 'dead') as dead
			from outbox o where o.tenant_id = t.tenant_id and o.state in ('pending', 'dead') and o.created_at > now() - interval '30 days') w
$$;
