-- stats_qd766: the sheet of QĐ 766/QĐ-TTg: items 1 and 2 of the satisfaction of people, by level and agency (qd766_rows).
-- Answers: 200 | PK401 PK403 | PK422 as stats_question
create or replace function pakn.stats_qd766(p_digest bytea, p_tenant int, p_period text, p_from timestamptz, p_to timestamptz,
	p_as_of timestamptz, p_lang text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	q stats_question;
	v_body jsonb;
begin
	perform caller(p_digest, p_tenant, 'stats:read');
	q := stats_question(p_tenant, p_period, p_from, p_to, p_as_of);
	select stats_head(q, p_lang) - '{group_by,areas_at,areas_level,merged}'::text[] || jsonb_build_object(
		'formula', (select jsonb_object_agg(c.figure, case p_lang when 'en' then c.words_en else c.words_vi end) from qd766_columns() c),
		'notes', qd766_notes(p_lang),
		'rows', coalesce(jsonb_agg(jsonb_build_object('kind', r.kind, 'level', r.level, 'code', r.code, 'name', r.name) || r.figures order by r.place)
			filter (where r.kind <> 'total'), '[]'),
		'total', (jsonb_agg(r.figures) filter (where r.kind = 'total'))->0)
	into v_body
	from qd766_rows(q) r;
	return (200, v_body::text, null, null, null, null)::pakn.answer;
end $$;
