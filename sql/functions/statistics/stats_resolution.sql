-- stats_resolution: the resolution rates of a period, grouped, with the formula of every figure.
-- Answers: 200 | PK401 PK403 | PK422 as stats_question
create or replace function pakn.stats_resolution(p_digest bytea, p_tenant int, p_period text, p_from timestamptz, p_to timestamptz,
	p_as_of timestamptz, p_basis text, p_group text, p_lang text,
	p_areas_at date default null, p_areas_level text default null, p_merged boolean default null)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	q stats_question;
	v_rows jsonb;
	v_total jsonb;
begin
	perform caller(p_digest, p_tenant, 'stats:read');
	q := stats_question(p_tenant, p_period, p_from, p_to, p_as_of, p_basis, p_group, p_areas_at, p_areas_level, p_merged);
	select coalesce(jsonb_agg(stats_names(t.codes, t.names) || t.figures order by t.codes) filter (where not t.is_total), '[]'),
		(jsonb_agg(stats_names(t.codes, t.names) || t.figures) filter (where t.is_total))->0
	into v_rows, v_total
	from stats_table(q) t;
	return (200, (stats_head(q, p_lang) || jsonb_build_object('rows', v_rows, 'total', v_total, 'formula', stats_formula(p_lang)))::text,
		null, null, null, null)::pakn.answer;
end $$;
