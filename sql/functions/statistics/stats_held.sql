-- stats_held: for how long agencies, their people or their heads held cases in a period, and how much of that was late while they held
-- them (ledger_sums); and how often agencies were reminded, escalated and urged meanwhile.
-- Answers: 200 | PK401 PK403 people are for heads and supervisors | PK422 as stats_question
create or replace function pakn.stats_held(p_digest bytea, p_tenant int, p_period text, p_from timestamptz, p_to timestamptz, p_group text,
	p_lang text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'stats:read');
	q stats_question := stats_question(p_tenant, p_period, p_from, p_to);
	v_group text := coalesce(p_group, 'agency');
	v_to timestamptz := least(q.until, now());
	v_body jsonb;
begin
	if v_group = 'person' and not may(who.role, 'ledger:read_people') then
		perform refuse(403, 'forbidden');
	end if;
	select stats_head(q, p_lang) - '{areas_at,areas_level,merged}'::text[] || jsonb_build_object('to', q.until, 'group_by', v_group, 'basis', 'held',
		'basis_words', case p_lang when 'en' then 'working time within the period, whenever the reports were received' else 'thời gian làm việc trong kỳ, không kể phản ánh tiếp nhận khi nào' end,
		'formula', ledger_formula(p_lang), 'escalations', urging_counts_json(p_tenant, q.first, q.until),
		'rows', coalesce(jsonb_agg(jsonb_build_object('agency', jsonb_build_object('code', a.code, 'name', a.name))
			|| case when v_group in ('person', 'head') then jsonb_build_object(v_group, staff_json(p_tenant, s.staff_id)) else '{}' end
			|| f.figures order by a.code, s.staff_id) filter (where not s.is_total), '[]'),
		'total', (jsonb_agg(f.figures) filter (where s.is_total))->0)
	into v_body
	from ledger_sums(p_tenant, q.first, v_to, v_group) s
		left join agency a on a.tenant_id = p_tenant and a.agency_id = s.agency_id
		cross join lateral (select jsonb_build_object('reports', s.reports, 'hours', round(s.minutes / 60.0, 2), 'minutes', s.minutes,
			'minutes_late', s.minutes_late, 'fell_due', s.fell_due, 'parts', s.parts) as figures) f;
	return (200, v_body::text, null, null, null, null)::pakn.answer;
end $$;
