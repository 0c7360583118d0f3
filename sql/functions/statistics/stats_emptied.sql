-- stats_emptied: the same figures where there was nothing: no counts, and nothing to divide by.
create or replace function pakn.stats_emptied(p_figures jsonb)
returns jsonb
language sql stable
as $$
	select jsonb_object_agg(e.key, case f.kind when 'count' then to_jsonb(0)
		when 'counts' then (select jsonb_object_agg(k, 0) from jsonb_object_keys(e.value) k) end)
	from jsonb_each(p_figures) e left join pakn.stats_figures() f on f.figure = e.key
$$;
