-- open_rows: the counts of the rows of a table, one after the other, in the order of open_counts, each row with what is in progress
-- within time behind them.
create or replace function pakn.open_rows(p_rows jsonb)
returns int[]
language sql stable
as $$
	select coalesce(array_agg(v.value order by r.n, v.place), '{}')
	from jsonb_array_elements(p_rows) with ordinality r (row, n),
		lateral (select (r.row->'figures'->>c.figure)::int as value, c.place from unnest(pakn.open_counts()) with ordinality c (figure, place)
			union all
			select (r.row->'figures'->>'in_progress')::int - (r.row->'figures'->>'overdue_open')::int, 99) v
$$;
