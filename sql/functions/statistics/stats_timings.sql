-- stats_timings: how long the reports of a period took until they were accepted, first answered, released (timing_rows).
-- Answers: 200 | PK401 PK403 | PK422 as stats_question
create or replace function pakn.stats_timings(p_digest bytea, p_tenant int, p_period text, p_from timestamptz, p_to timestamptz,
	p_group text, p_lang text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	q stats_question;
	v_body jsonb;
begin
	perform caller(p_digest, p_tenant, 'stats:read');
	q := stats_question(p_tenant, p_period, p_from, p_to, p_group => p_group);
	with rows as (
		select t.is_total, t.code, t.name, jsonb_object_agg(t.measure, jsonb_build_object('reports', t.reports, 'median_hours', t.median_hours,
			'p90_hours', t.p90_hours, 'classes', t.classes)) as measures
		from timing_rows(q) t
		group by 1, 2, 3
	)
	select stats_head(q, p_lang) - '{areas_at,areas_level,merged}'::text[] || jsonb_build_object('error_percent', 5, 'formula', timing_formula(p_lang),
		'rows', coalesce(jsonb_agg(jsonb_build_object('code', r.code, 'name', r.name) || r.measures order by r.code) filter (where not r.is_total), '[]'),
		'total', coalesce((jsonb_agg(r.measures) filter (where r.is_total))->0, '{}'))
	into v_body
	from rows r;
	return (200, v_body::text, null, null, null, null)::pakn.answer;
end $$;
