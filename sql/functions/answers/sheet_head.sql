-- sheet_head: the line that begins a sheet of a table that is taken away (server/sheet.h).
-- p_columns: rows of (key, kind, width, Vietnamese title, English title); kinds: text, count, percent, hours, instant, date.
create or replace function pakn.sheet_head(p_lang text, p_vi text, p_en text, p_columns text[])
returns text
language sql stable
as $$
	select jsonb_build_object('name', case p_lang when 'en' then p_en else p_vi end, 'title', case p_lang when 'en' then p_en else p_vi end,
		'columns', (select jsonb_agg(jsonb_build_object('key', p_columns[i][1], 'kind', p_columns[i][2], 'width', p_columns[i][3],
			'title', p_columns[i][case p_lang when 'en' then 5 else 4 end]) order by i) from generate_subscripts(p_columns, 1) i))::text || E'\n'
$$;
