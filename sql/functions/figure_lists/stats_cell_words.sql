-- stats_cell_words: what a figure, or one of its outcomes, counts.
create or replace function pakn.stats_cell_words(p_cell text, p_lang text)
returns text
language sql stable
as $$
	select coalesce(
		(select case p_lang when 'en' then f.formula_en else f.formula_vi end from pakn.stats_figures() f where f.figure = p_cell),
		pakn.stats_formula(p_lang)->>'outcomes')
$$;
