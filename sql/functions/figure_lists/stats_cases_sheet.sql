-- stats_cases_sheet: a page of stats_cases as lines of a table that is taken away (server/sheet.h), the first with its head, the last
-- with notes.
-- Answers: 200 | PK401 PK403 | PK422 as stats_cases
create or replace function pakn.stats_cases_sheet(p_digest bytea, p_tenant int, p_period text, p_from timestamptz, p_to timestamptz,
	p_as_of timestamptz, p_basis text, p_group text, p_areas_at date, p_areas_level text, p_merged boolean,
	p_cell text, p_row text, p_lang text, p_cursor text, p_limit int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'case:export');
	q stats_question;
	v_codes text[];
	page record;
	v_next text;
begin
	perform caller(p_digest, p_tenant, 'stats:read');
	q := stats_question(p_tenant, p_period, p_from, p_to, p_as_of, p_basis, p_group, p_areas_at, p_areas_level, p_merged);
	v_codes := stats_cell_of(q, p_cell, p_row, case_scope(p_tenant, who.role, who.agency_id));
	select count(*) as count, array_agg(x.tenant_id order by x.place) as tenants, array_agg(x.report_id order by x.place) as ids, array_agg(x.event_id order by x.place) as events,
		case q.basis when 'handled' then array_agg(x.counts order by x.place) end as counts
	into page
	from (select p.*, row_number() over (order by p.report_id desc, p.event_id desc) as place from stats_listed_page(q, v_codes, p_cell, p_cursor, p_limit) p) x;
	if page.count = p_limit then
		v_next := cursor_encode(page.ids[p_limit] || ' ' || page.events[p_limit]);
	end if;
	return (200, concat(case when p_cursor is null then case_sheet(p_lang, q.basis = 'handled') end, case_sheet_rows(page.tenants, page.ids, p_lang, page.counts),
		case when v_next is null then sheet_notes(p_lang, json_build_object(
			case p_lang when 'en' then 'Figure' else 'Chỉ tiêu' end, p_cell || ': ' || stats_cell_words(p_cell, p_lang),
			case p_lang when 'en' then 'Row' else 'Dòng' end, concat_ws(' ', array_to_string(q.groups, ','), '=', coalesce(p_row, case p_lang when 'en' then 'all' else 'toàn bộ' end)),
			case p_lang when 'en' then 'Period' else 'Kỳ báo cáo' end, sheet_time(q.first) || ' – ' || sheet_time(q.until),
			case p_lang when 'en' then 'As of' else 'Thời điểm chốt' end, sheet_time(coalesce(q.as_of, now())),
			case p_lang when 'en' then 'Definitions' else 'Phiên bản định nghĩa' end, stats_definitions())) end),
		null, v_next, null, null)::pakn.answer;
end $$;
