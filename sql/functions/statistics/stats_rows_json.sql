-- stats_rows_json: the table that answers a question (stats_table) as one value: its rows, and last its total, whose codes are
-- null.
create or replace function pakn.stats_rows_json(q pakn.stats_question)
returns jsonb
language sql stable
as $$
	select jsonb_agg(jsonb_build_object('codes', t.codes, 'names', t.names, 'figures', t.figures) order by t.is_total, t.codes, t.names)
	from pakn.stats_table(q) t
$$;
