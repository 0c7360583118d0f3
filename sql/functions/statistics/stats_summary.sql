-- stats_summary: a period on one page, for a meeting: its figures beside those of the period before and of a year before, who did best
-- and worst, what is overdue, what was refused and sent back and forth, targets that are not met, and how all of it is
-- counted.  A line each.  p_least: of agencies that had accepted fewer, none is called good or bad.
create or replace function pakn.stats_summary(q pakn.stats_question, p_period text, p_lang text, p_least int default 10)
returns setof text
language plpgsql stable
as $$
declare
	en constant boolean := p_lang = 'en';
	v_earlier pakn.stats_question[] := pakn.stats_earlier(q, p_period);
	v_rows jsonb := pakn.stats_rows_json(q);
	v_total jsonb := (select r->'figures' from jsonb_array_elements(v_rows) r where r->'codes' = 'null');
	v_before jsonb := (select t.figures from pakn.stats_table(v_earlier[1]) t where t.is_total);
	v_year jsonb := (select t.figures from pakn.stats_table(v_earlier[2]) t where t.is_total);
	v_overdue constant text := case when v_total ? 'left_overdue' then 'left_overdue' else 'overdue_open' end;
	v_line text;
begin
	return query select pakn.stats_summary_head(q, p_period, p_lang);
	return next '';

	return next case when en then '1. The figures' else '1. Kết quả chung' end;
	if coalesce(v_total->>'received', '0') = '0' and q.basis = 'received' then
		return next '- ' || case when en then 'Nothing was received in this period.' else 'Không tiếp nhận phản ánh, kiến nghị nào trong kỳ.' end;
	end if;
	return query
		select format('- %s: %s.', case when en then f.title_en else f.title_vi end, concat_ws('; ', pakn.stats_number(f.kind, v_total->f.figure, p_lang),
			pakn.stats_change_words(f.kind, v_total->f.figure, v_before->f.figure, case when en then 'the period before' else 'kỳ trước' end, p_lang),
			-- Before a year came the same year.
			case when v_earlier[1] is distinct from v_earlier[2] then pakn.stats_change_words(f.kind, v_total->f.figure, v_year->f.figure,
				case when en then 'a year before' else 'cùng kỳ năm trước' end, p_lang) end))
		from pakn.stats_figures() f
		where v_total ? f.figure and (f.kind = 'rate' and f.figure <> 'rate_entered'
			or f.figure in ('carried_over', 'received', 'accepted', 'handled', 'on_time', 'in_progress', 'left', 'median_hours'))
		order by f.place;
	return next '';

	return next case when en then '2. Agencies' else '2. Các đơn vị' end;
	return query select pakn.stats_summary_agencies(v_rows, p_least, p_lang);
	return next '';

	return next case when en then '3. Open and overdue' else '3. Đang xử lý, đã quá hạn' end;
	v_line := (select string_agg(format('%s %s', x.name, x.count), '; ' order by x.n desc, x.name) from (
		select r.names[1] as name, (r.figures->>v_overdue)::bigint as n, pakn.stats_number('count', r.figures->v_overdue, p_lang) as count
		from jsonb_to_recordset(v_rows) r (codes text[], names text[], figures jsonb)
		where r.codes is not null and (r.figures->>v_overdue)::bigint > 0
		order by 2 desc, 1 limit 5) x);
	return next '- ' || case
		when v_line is null then case when en then 'Nothing that is open is overdue.' else 'Không có phản ánh nào đang xử lý mà đã quá hạn.' end
		else format(case when en then '%s; most of them at: %s.' else '%s phản ánh; nhiều nhất ở: %s.' end, pakn.stats_number('count', v_total->v_overdue, p_lang), v_line) end;
	return next '';

	return next case when en then '4. Beside the rates' else '4. Số liệu cần xem cùng tỷ lệ' end;
	return next '- ' || (select string_agg(format('%s: %s', case when en then f.title_en else f.title_vi end,
			pakn.stats_number(f.kind, v_total->f.figure, p_lang)), '; ' order by f.place)
		from pakn.stats_figures() f
		where v_total ? f.figure and f.figure in ('refused', 'withdrawn', 'returned', 'transferred', 'unaccepted', 'reopened', 'paused', 'extended',
			'urged', 'escalated', 'rated', 'rate_entered')) || '.';
	return next '';

	return next case when en then '5. Targets' else '5. Chỉ tiêu' end;
	return query select pakn.stats_summary_targets(q, v_rows, p_lang);
	return next '';

	return next case when en then '6. How this is counted' else '6. Cách tính' end;
	return query
		select '- ' || case when f.formula like f.title || '%' or f.kind <> 'rate' then f.formula else f.title || ' = ' || f.formula end || '.'
		from (select x.place, x.kind, case when en then x.title_en else lower(left(x.title_vi, 1)) || substr(x.title_vi, 2) end as title,
				case when en then x.formula_en else x.formula_vi end as formula
			from pakn.stats_figures() x
			where v_total ? x.figure and (x.kind = 'rate' or x.figure in ('received', 'refused', 'accepted', 'handled', 'on_time', 'late', 'in_progress', 'overdue_open',
				'unsatisfied', 'carried_over', 'left'))) f
		order by f.place;
end $$;
