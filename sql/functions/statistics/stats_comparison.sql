-- stats_comparison: a period beside the one before it and the same a year before, each group and figure, all as of one instant; by
-- agency with the targets.
-- Answers: 200 | PK401 PK403 | PK422 as stats_question
create or replace function pakn.stats_comparison(p_digest bytea, p_tenant int, p_period text, p_from timestamptz, p_to timestamptz,
	p_as_of timestamptz, p_basis text, p_group text, p_lang text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_period text := case when coalesce(p_from, p_to) is null then coalesce(p_period, stats_month(p_tenant, now())) else p_period end;
	q stats_question;
	v_earlier stats_question[];
	v_now jsonb;
	v_targets jsonb := '{}';
	v_answer jsonb;
begin
	perform caller(p_digest, p_tenant, 'stats:read');
	q := stats_question(p_tenant, v_period, p_from, p_to, p_as_of, p_basis, p_group);
	v_earlier := stats_earlier(q, v_period);
	v_now := stats_rows_json(q);
	if q.groups = '{agency}' then
		select coalesce(jsonb_object_agg(x.code, x.targets), '{}') into v_targets
		from (select coalesce(t.code, '') as code, jsonb_agg(stats_target_json(t.figure, t.goal, t.target, t.achieved, t.state, t.source, p_lang) order by t.figure) as targets
			from stats_targets(q, v_now) t group by 1) x;
	end if;
	select jsonb_build_object('rows', coalesce(jsonb_agg(t.shown order by t.codes, t.names) filter (where not t.is_total), '[]'),
		'total', (jsonb_agg(t.shown) filter (where t.is_total))->0)
	into v_answer
	from (
		select j.is_total, j.codes, j.names, stats_names(j.codes, j.names) || jsonb_build_object('targets', coalesce(v_targets->coalesce(j.codes[1], ''), '[]'),
			'figures', jsonb_object_agg(f.figure, jsonb_build_object('value', j.figures[1]->f.figure,
				'previous', stats_compared(f.kind, j.figures[1]->f.figure, j.figures[2]->f.figure),
				'year_before', stats_compared(f.kind, j.figures[1]->f.figure, j.figures[3]->f.figure)))) as shown
		from stats_rows_join(array[v_now, stats_rows_json(v_earlier[1]), stats_rows_json(v_earlier[2])]) j, stats_figures() f
		where j.figures[1] ? f.figure
		group by j.is_total, j.codes, j.names) t;
	return (200, (stats_head(q, p_lang) || v_answer || jsonb_build_object('over', q.until <= coalesce(q.as_of, now()),
		'previous', jsonb_build_object('from', (v_earlier[1]).first, 'to', (v_earlier[1]).until),
		'year_before', jsonb_build_object('from', (v_earlier[2]).first, 'to', (v_earlier[2]).until),
		'kinds', (select jsonb_object_agg(f.figure, f.kind) from stats_figures() f where v_answer->'total'->'figures' ? f.figure),
		'words', case p_lang when 'en' then 'all three periods as of the same instant; change: in figures, percent: of what it was, points: percentage points'
			else 'cả ba kỳ theo cùng một thời điểm chốt; change: chênh lệch, percent: phần trăm so với kỳ kia, points: điểm phần trăm' end,
		'formula', stats_formula(p_lang)))::text, null, null, null, null)::pakn.answer;
end $$;
