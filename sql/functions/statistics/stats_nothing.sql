-- stats_nothing: the figures of a period in which nothing was received, nor happened.
create or replace function pakn.stats_nothing(p_basis text default 'received')
returns jsonb
language sql stable
as $$
	select (case p_basis when 'received' then (select to_jsonb(r) from pakn.stats_received(n) r) else (select to_jsonb(h) from pakn.stats_handled(n, 0, 0) h) end)
		|| (select to_jsonb(b) from pakn.stats_beside(n) b) || '{"median_hours": null, "p90_hours": null}'
	from pakn.stats_none() n
$$;
