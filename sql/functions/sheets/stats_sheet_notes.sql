-- stats_sheet_notes: the words beside tables of figures that are taken away: period, basis, cut-off, instant, version of the
-- definitions, then the formula of every figure.
create or replace function pakn.stats_sheet_notes(q pakn.stats_question, p_lang text)
returns text
language plpgsql stable
as $$
declare
	v_head jsonb := pakn.stats_head(q, p_lang);
	v_notes json;
begin
	select json_object_agg(n.title, n.words order by n.part, n.place) into v_notes
	from (
		select 1 as part, h.place, case p_lang when 'en' then h.title_en else h.title_vi end as title, h.words
		from (values
			(1, 'Kỳ báo cáo', 'Period', pakn.sheet_time(q.first) || ' – ' || pakn.sheet_time(q.until)),
			(2, 'Cơ sở tính', 'Basis', v_head->>'basis_words'),
			(3, 'Thời điểm chốt', 'As of', pakn.sheet_time((v_head->>'as_of')::timestamptz)),
			(4, 'Ngày, giờ chốt kỳ', 'Cut-off', case p_lang when 'en' then format('day %s, hour %s', v_head->'cutoff'->>'day', v_head->'cutoff'->>'hour')
				else format('ngày %s, %s giờ', v_head->'cutoff'->>'day', v_head->'cutoff'->>'hour') end),
			(5, 'Tính từ', 'Counted from', pakn.sheet_time((v_head->>'counted_from')::timestamptz)),
			(6, 'Nhóm theo', 'Grouped by', v_head->>'group_by'),
			(7, 'Địa giới ngày', 'Units of', v_head->>'areas_at'),
			(8, 'Phiên bản định nghĩa', 'Definitions', v_head->>'definitions')) as h (place, title_vi, title_en, words)
		where h.words is not null
		union all
		select 2, f.place, case p_lang when 'en' then f.title_en else f.title_vi end, case p_lang when 'en' then f.formula_en else f.formula_vi end
		from pakn.stats_figures() f
		where v_head->>'basis' = any (f.bases)
		union all
		select 3, 1, case p_lang when 'en' then 'Due' else 'Hạn' end, pakn.stats_formula(p_lang)->>'due'
		union all
		select 3, 2, '—', case p_lang when 'en' then 'There is nothing to divide by, or nothing of which a median could be.' else 'Không có gì để chia, hoặc không có số liệu để tính trung vị.' end) n;
	return pakn.sheet_notes(p_lang, v_notes);
end $$;
