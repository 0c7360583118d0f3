-- stats_report_sheet: what provinces report of a period, as the sheets of a workbook that is taken away (server/sheet.h): by agency, by field, by level,
-- by channel and month, the ranking of the agencies, and the formula of every figure.
-- The ranking is by the share on time, of agencies that had p_least or more to handle; those with fewer follow without a place.
-- Beside it stand refusals, returns, transfers, pauses, extensions and reopenings, by which a rate could be polished.
-- Answers: 200 | PK401 PK403 | PK422 as stats_question
create or replace function pakn.stats_report_sheet(p_digest bytea, p_tenant int, p_period text, p_from timestamptz, p_to timestamptz,
	p_as_of timestamptz, p_least int, p_lang text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	q stats_question;
	v_least int := coalesce(p_least, 10);
	v_lines text := '';
	v_table record;
begin
	perform caller(p_digest, p_tenant, 'stats:read');
	for v_table in select * from (values ('agency', 'Theo đơn vị', 'By agency'), ('category', 'Theo lĩnh vực', 'By field'), ('level', 'Theo cấp', 'By level'),
		('channel', 'Theo kênh', 'By channel'), ('month', 'Theo tháng', 'By month')) t (grouped, vi, en)
	loop
		q := stats_question(p_tenant, p_period, p_from, p_to, p_as_of, null, v_table.grouped);
		v_lines := v_lines || stats_sheet(q, p_lang, v_table.vi, v_table.en);
	end loop;
	q.groups := '{agency}';
	return (200, v_lines || stats_ranking(q, v_least, p_lang) || stats_sheet_notes(q, p_lang), null, null, null, null)::pakn.answer;
end $$;
