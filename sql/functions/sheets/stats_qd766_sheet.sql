-- stats_qd766_sheet: the sheet of stats_qd766 as lines of a table that is taken away (server/sheet.h), with its notes behind it.
-- Answers: 200 | PK401 PK403 | PK422 as stats_question
create or replace function pakn.stats_qd766_sheet(p_digest bytea, p_tenant int, p_period text, p_from timestamptz, p_to timestamptz,
	p_as_of timestamptz, p_lang text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	q stats_question;
	v_head jsonb;
	v_columns text[] := '{{kind,text,10,Dòng,Row},{level,text,12,Cấp,Level},{code,text,14,Mã,Code},{name,text,44,Tên,Name}}';
	v_rows text;
begin
	perform caller(p_digest, p_tenant, 'stats:read');
	q := stats_question(p_tenant, p_period, p_from, p_to, p_as_of);
	v_head := stats_head(q, p_lang);
	select v_columns || array_agg(array[c.figure, c.kind, '16', c.words_vi, c.words_en] order by c.place) into v_columns from qd766_columns() c;
	select string_agg((jsonb_build_array(r.kind, r.level, r.code, r.name)
		|| (select jsonb_agg(r.figures->c.figure order by c.place) from qd766_columns() c))::text || E'\n', '' order by r.place)
	into v_rows
	from qd766_rows(q) r;
	return (200, sheet_head(p_lang, 'QĐ 766', 'QĐ 766', v_columns) || v_rows || sheet_notes(p_lang, (
		select json_object_agg(n.title, n.words order by n.place)
		from (
			select h.place, case p_lang when 'en' then h.title_en else h.title_vi end as title, h.words
			from (values (1, 'Kỳ báo cáo', 'Period', sheet_time(q.first) || ' – ' || sheet_time(q.until)), (2, 'Cơ sở tính', 'Basis', v_head->>'basis_words'),
				(3, 'Thời điểm chốt', 'As of', sheet_time((v_head->>'as_of')::timestamptz)),
				(4, 'Ngày, giờ chốt kỳ', 'Cut-off', format('%s, %s:00', v_head->'cutoff'->>'day', v_head->'cutoff'->>'hour')),
				(5, 'Phiên bản định nghĩa', 'Definitions', v_head->>'definitions')) h (place, title_vi, title_en, words)
			union all
			select 10 + place, format('%s %s', case p_lang when 'en' then 'Note' else 'Ghi chú' end, place), words
			from jsonb_array_elements_text(qd766_notes(p_lang)) with ordinality x (words, place)) n)), null, null, null, null)::pakn.answer;
end $$;
