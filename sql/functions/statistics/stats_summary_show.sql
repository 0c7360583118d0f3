-- stats_summary_show: a period on one page (stats_summary), as text, or its lines in JSON.
-- Answers: 200 | PK401 PK403 | PK422 as stats_question
create or replace function pakn.stats_summary_show(p_digest bytea, p_tenant int, p_period text, p_from timestamptz, p_to timestamptz,
	p_as_of timestamptz, p_basis text, p_least int, p_form text, p_lang text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_period text := case when coalesce(p_from, p_to) is null then coalesce(p_period, stats_month(p_tenant, now())) else p_period end;
	q stats_question;
	v_lines text[];
begin
	perform caller(p_digest, p_tenant, 'stats:read');
	q := stats_question(p_tenant, v_period, p_from, p_to, p_as_of, p_basis, 'agency');
	v_lines := array(select stats_summary(q, v_period, p_lang, coalesce(p_least, 10)));
	return (200, case p_form when 'text' then array_to_string(v_lines, E'\n') || E'\n'
		else (stats_head(q, p_lang) || jsonb_build_object('lines', v_lines))::text end, null, null, null, null)::pakn.answer;
end $$;
