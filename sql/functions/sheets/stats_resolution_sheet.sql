-- stats_resolution_sheet: the table of stats_resolution as lines of one that is taken away (server/sheet.h), with the formula
-- of every figure behind it.
-- Answers: 200 | PK401 PK403 | PK422 as stats_question
create or replace function pakn.stats_resolution_sheet(p_digest bytea, p_tenant int, p_period text, p_from timestamptz, p_to timestamptz,
	p_as_of timestamptz, p_basis text, p_group text, p_lang text,
	p_areas_at date default null, p_areas_level text default null, p_merged boolean default null)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	q stats_question;
begin
	perform caller(p_digest, p_tenant, 'stats:read');
	q := stats_question(p_tenant, p_period, p_from, p_to, p_as_of, p_basis, p_group, p_areas_at, p_areas_level, p_merged);
	return (200, stats_sheet(q, p_lang, 'Kết quả xử lý', 'Resolution') || stats_sheet_notes(q, p_lang), null, null, null, null)::pakn.answer;
end $$;
