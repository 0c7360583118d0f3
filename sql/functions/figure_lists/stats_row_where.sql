-- stats_row_where: the condition by which pakn.report_cell c of a province stands in the row of these codes, of these groups, neither of which
-- is a time; with the keys in it, so that it is planned for them.
create or replace function pakn.stats_row_where(q pakn.stats_question, p_tenant int, p_groups text[], p_codes text[])
returns text
language sql stable
as $$
	select coalesce(string_agg(format('c.%I = any (%L)', pakn.stats_column(g.name), pakn.stats_keys_of(q, p_tenant, g.name, g.code)), ' and '), 'true')
	from unnest(p_groups, p_codes) g (name, code)
	where g.code is not null
$$;
