-- stats_target_json: a target and what was achieved, as it is told.
create or replace function pakn.stats_target_json(p_figure text, p_goal text, p_target numeric, p_achieved jsonb, p_state text, p_source text, p_lang text)
returns jsonb
language sql stable
as $$
	select jsonb_build_object('figure', p_figure, 'title', (select case p_lang when 'en' then f.title_en else f.title_vi end from pakn.stats_figures() f where f.figure = p_figure),
		'goal', p_goal, 'target', p_target, 'achieved', p_achieved, 'state', p_state,
		'words', case p_state when 'met' then case p_lang when 'en' then 'met' else 'đạt' end
			when 'not_met' then case p_lang when 'en' then 'not met' else 'không đạt' end
			else case p_lang when 'en' then 'no formula' else 'không có công thức tính' end end,
		'source', p_source)
$$;
