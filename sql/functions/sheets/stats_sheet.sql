-- stats_sheet: the table of a question as the lines of a sheet that is taken away (server/sheet.h), its total last.
-- p_vi, p_en: what the sheet is called.
create or replace function pakn.stats_sheet(q pakn.stats_question, p_lang text, p_vi text, p_en text)
returns text
language plpgsql stable
as $$
declare
	v_columns text[];
	v_rows text;
begin
	select array_agg(array[c.key, c.kind, c.width, c.title_vi, c.title_en] order by c.place) into v_columns from pakn.stats_columns(q.groups, q.basis) c;
	-- A cell is a name, a figure, or a member of an object of counts.
	select string_agg((select jsonb_agg(coalesce(n.names->c.key, t.figures->c.key, t.figures->'outcomes'->c.key) order by c.place)
		from pakn.stats_columns(q.groups, q.basis) c)::text || E'\n', '' order by t.is_total, t.codes)
	into v_rows
	from pakn.stats_table(q) t, lateral (select case when t.is_total then '{"code": "total"}' else pakn.stats_names(t.codes, t.names) end as names) n;
	return pakn.sheet_head(p_lang, p_vi, p_en, v_columns) || v_rows;
end $$;
