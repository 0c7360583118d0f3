-- stats_target_list: what the province and its agencies were to reach in a period, and what they did: met, not met, no formula.
-- Answers: 200 | PK401 PK403 | PK422 as stats_question
create or replace function pakn.stats_target_list(p_digest bytea, p_tenant int, p_period text, p_from timestamptz, p_to timestamptz,
	p_as_of timestamptz, p_basis text, p_lang text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	q stats_question;
	v_answer jsonb;
begin
	perform caller(p_digest, p_tenant, 'stats:read');
	q := stats_question(p_tenant, p_period, p_from, p_to, p_as_of, p_basis, 'agency');
	select jsonb_build_object('met', count(*) filter (where t.state = 'met'), 'not_met', count(*) filter (where t.state = 'not_met'),
		'no_formula', count(*) filter (where t.state = 'no_formula'),
		'items', coalesce(jsonb_agg(jsonb_build_object('agency', case when t.code is not null then jsonb_build_object('code', t.code, 'name', t.name) end)
			|| stats_target_json(t.figure, t.goal, t.target, t.achieved, t.state, t.source, p_lang) order by t.code nulls first, t.figure), '[]'))
	into v_answer
	from stats_targets(q, stats_rows_json(q)) t;
	return (200, (stats_head(q, p_lang) || v_answer || jsonb_build_object('formula', stats_formula(p_lang)))::text, null, null, null, null)::pakn.answer;
end $$;
