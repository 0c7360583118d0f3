-- open_page: the figures of a period (open_table) as a page for everybody, in Vietnamese or English.
-- Answers: 200 and a page | PK422 as stats_question
create or replace function pakn.open_page(p_tenant int, p_period text, p_group text, p_lang text, p_small int, p_rates int, p_licence text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	q stats_question := open_question(p_tenant, p_period, p_group);
	v_period text := coalesce(p_period, open_period(p_tenant));
	v_english boolean := p_lang = 'en';
	v_group text := case q.groups[1] when 'agency' then case when v_english then 'Agency' else 'Đơn vị' end
		when 'level' then case when v_english then 'Level' else 'Cấp' end else case when v_english then 'Field' else 'Lĩnh vực' end end;
	v_query text := format('period=%s&amp;group_by=%s', html(v_period), q.groups[1]);
	t record;
	v_table text;
	v_content text;
begin
	select string_agg(format('<tr%s>%s</th>%s</tr>', case when x.is_total then ' class="total"><th scope="row">' else '><th scope="row" lang="vi">' end,
			html(coalesce(x.name, case when v_english then 'Total' else 'Tổng số' end)), c.cells), E'\n' order by x.is_total, x.code) as rows,
		bool_or(x.left_out) as left_out, md5(jsonb_agg(x order by x.is_total, x.code)::text) as digest
	into t
	from open_table(q, p_small, p_rates) x,
		lateral (select string_agg(format('<td>%s%s</td>', page_number(x.figures->f.figure, f.kind, p_lang),
			case when f.figure in ('rate_on_time', 'rate_satisfied') then page_bar((x.figures->>f.figure)::numeric) else '' end), '' order by f.place) as cells
			from open_figures() f) c;
	v_table := format('<div class="scroll" role="region" aria-labelledby="caption" tabindex="0"><table><caption id="caption">%s</caption>
<thead><tr><th scope="col">%s</th>%s</tr></thead>
<tbody>
%s
</tbody></table></div>', format(case when v_english then '%s, by %s: reports received from %s until before %s, as they stood at %s' else '%s, theo %s: phản ánh tiếp nhận từ %s đến trước %s, theo tình trạng lúc %s' end,
			html(v_period), lower(v_group), page_instant(q.first), page_instant(q.until), page_instant(now())),
		v_group, (select string_agg(format('<th scope="col">%s</th>', html(case when v_english then f.title_en else f.title_vi end)), '' order by f.place) from open_figures() f), t.rows);
	v_content := format('<form method="get" action="/thong-ke" class="line">%s%s<input type="hidden" name="lang" value="%s"><p><button>%s</button></p></form>',
			page_choice('period', case when v_english then 'Period' else 'Kỳ' end, array(select w from open_periods(p_tenant) p, unnest(array[p.period, p.period]) w), v_period),
			page_choice('group_by', case when v_english then 'By' else 'Theo' end, case when v_english
				then '{level,Level,category,Field,agency,Agency}'::text[] else '{level,Cấp,category,"Lĩnh vực",agency,"Đơn vị"}' end, q.groups[1]),
			p_lang, case when v_english then 'Show' else 'Xem' end)
		|| v_table
		|| format('<p>%s%s</p>', html(open_words(p_lang, p_small, p_rates)),
			case when t.left_out then case when v_english then ' Here some were.' else ' Ở bảng này có dòng như vậy.' end end)
		|| format('<p><a href="/thong-ke?%s&amp;lang=%s">%s</a></p>', v_query, case when v_english then 'vi' else 'en' end,
			case when v_english then 'Tiếng Việt' else 'English' end)
		|| format('<h2>%s</h2><dl><dt>%s</dt><dd>%s</dd>%s</dl>', case when v_english then 'How each figure is found' else 'Cách tính' end,
			case when v_english then 'Basis' else 'Cơ sở' end, html(stats_head(q, p_lang)->>'basis_words'),
			(select string_agg(format('<dt>%s</dt><dd>%s</dd>', html(case when v_english then f.title_en else f.title_vi end),
				html(case when v_english then f.formula_en else f.formula_vi end)), '' order by f.place) from open_figures() f))
		|| format('<h2>%1$s</h2><p><a href="/api/v1/public/stats?%2$s">JSON</a>, <a href="/api/v1/public/stats.csv?%2$s">CSV</a>. %3$s</p>',
			case when v_english then 'Open data' else 'Dữ liệu mở' end, v_query,
			html(format(case when v_english then 'Source: %s. Licence: %s. Definitions: version %s.' else 'Nguồn: %s. Giấy phép: %s. Định nghĩa: phiên bản %s.' end,
				(select x.name from tenant x where x.tenant_id = p_tenant), p_licence, stats_definitions())));
	return (200, page_around(p_tenant, case when v_english then 'Statistics of citizens'' reports' else 'Thống kê phản ánh, kiến nghị' end, v_content, p_lang, true),
		md5(t.digest || v_query || p_lang || p_licence), null, null, null)::pakn.answer;
end $$;
