-- stats_backlog: what came in, went out and was left in each step of a period, and what is open now (backlog_flow, backlog_now).
-- Answers: 200 | PK401 PK403 | PK422 as stats_question, or too many steps
create or replace function pakn.stats_backlog(p_digest bytea, p_tenant int, p_period text, p_from timestamptz, p_to timestamptz,
	p_by text, p_group text, p_lang text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	q stats_question;
	v_by text := coalesce(p_by, 'day');
	v_body jsonb;
begin
	perform caller(p_digest, p_tenant, 'stats:read');
	q := stats_question(p_tenant, p_period, p_from, p_to, p_group => p_group);
	if (select count(*) from backlog_steps(q, v_by)) > 400 then
		perform refuse(422, 'invalid', field_error('?by', 'too_many_steps'));
	end if;
	with flow as materialized (
		select f.is_total, f.code, f.name, (array_agg(f.open - f.came + f.went order by f.step))[1] as before,
			jsonb_agg(jsonb_build_object('in', f.came, 'out', f.went, 'left', f.open) order by f.step) as steps
		from backlog_flow(q, v_by) f
		group by 1, 2, 3
	), rows as (
		select f.is_total, f.code, jsonb_build_object('code', f.code, 'name', f.name) as label,
			jsonb_build_object('left_before', f.before, 'steps', f.steps, 'now', n.figures) as figures
		from flow f left join backlog_now(q) n on (n.is_total, n.code, n.name) is not distinct from (f.is_total, f.code, f.name)
	)
	select stats_head(q, p_lang) - '{areas_at,areas_level,merged}'::text[] || jsonb_build_object('basis', 'open',
		'basis_words', case p_lang when 'en' then 'all reports that were open, whenever they were received' else 'mọi phản ánh đang xử lý, không kể tiếp nhận khi nào' end,
		'by', v_by, 'steps', (select coalesce(jsonb_agg(jsonb_build_object('from', s.first, 'until', s.until) order by s.step), '[]') from backlog_steps(q, v_by) s),
		'formula', backlog_formula(p_lang),
		'rows', coalesce(jsonb_agg(r.label || r.figures order by r.code) filter (where not r.is_total), '[]'),
		'total', (jsonb_agg(r.figures) filter (where r.is_total))->0)
	into v_body
	from rows r;
	return (200, v_body::text, null, null, null, null)::pakn.answer;
end $$;
