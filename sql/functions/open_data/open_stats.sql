-- open_stats: open data: the figures of a period for everybody, without anything personal and without small counts (open_table).
-- p_group: agency, level or category; p_small, p_rates, p_licence: settings of the daemon.  The etag stands for the figures: as_of does
-- not change it.
-- Answers: 200 | PK422 as stats_question
create or replace function pakn.open_stats(p_tenant int, p_period text, p_group text, p_lang text, p_small int, p_rates int, p_licence text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	q stats_question := open_question(p_tenant, p_period, p_group);
	v_body jsonb;
begin
	select stats_head(q, p_lang) - '{areas_at,areas_level,merged}'::text[] || jsonb_build_object('province', (select t.name from tenant t where t.tenant_id = p_tenant),
		'period', coalesce(p_period, open_period(p_tenant)), 'licence', p_licence,
		'withheld', jsonb_build_object('below', p_small, 'rates_from', p_rates, 'left_out', bool_or(t.left_out), 'words', open_words(p_lang, p_small, p_rates)),
		'columns', (select jsonb_agg(jsonb_build_object('figure', f.figure, 'kind', f.kind, 'title', case p_lang when 'en' then f.title_en else f.title_vi end,
			'formula', case p_lang when 'en' then f.formula_en else f.formula_vi end) order by f.place) from open_figures() f),
		'rows', coalesce(jsonb_agg(stats_names(array[t.code], array[t.name]) || t.figures order by t.code) filter (where not t.is_total), '[]'),
		'total', (jsonb_agg(t.figures) filter (where t.is_total))->0)
	into v_body
	from open_table(q, p_small, p_rates) t;
	return (200, v_body::text, md5((v_body - 'as_of')::text), null, null, null)::pakn.answer;
end $$;
