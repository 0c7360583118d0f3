-- stats_ranking: the agencies of a question by their share on time, as lines of a sheet (server/sheet.h): only of those that had p_least or
-- more to handle has one a place; equal shares share it.
create or replace function pakn.stats_ranking(q pakn.stats_question, p_least int, p_lang text)
returns text
language plpgsql stable
as $$
declare
	v_figures text[] := '{accepted,handled,on_time,overdue,rate_handled,rate_on_time,rate_overdue,rate_satisfied,refused,withdrawn,returned,transferred,unaccepted,paused,extended,reopened,rated}';
	v_columns text[];
	v_rows text;
begin
	select array[['rank', 'count', '10', format('Thứ hạng (từ %s hồ sơ)', p_least), format('Rank (of %s or more)', p_least)],
			['code', 'text', '12', 'Mã', 'Code'], ['name', 'text', '36', 'Tên', 'Name']]
		|| array_agg(array[c.key, c.kind, c.width, c.title_vi, c.title_en] order by f.place)
	into v_columns
	from unnest(v_figures) with ordinality f (figure, place) join pakn.stats_columns('{agency}') c on c.key = f.figure;
	with agencies as (
		select t.codes[1] as code, t.names[1] as name, t.figures, (t.figures->>'accepted')::int >= p_least as enough, (t.figures->>'rate_on_time')::numeric as share
		from pakn.stats_table(q) t where not t.is_total
	), placed as (
		select a.*, case when a.enough then rank() over (partition by a.enough order by a.share desc nulls last) end as place from agencies a
	)
	select string_agg((jsonb_build_array(p.place, p.code, p.name) || (select jsonb_agg(p.figures->f.figure order by f.place)
		from unnest(v_figures) with ordinality f (figure, place)))::text || E'\n', '' order by p.place nulls last, p.share desc nulls last, p.code)
	into v_rows
	from placed p;
	return pakn.sheet_head(p_lang, 'Xếp hạng', 'Ranking', v_columns) || coalesce(v_rows, '');
end $$;
