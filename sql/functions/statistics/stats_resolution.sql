-- stats_resolution: the resolution rates of a period, grouped, with the formula of every figure.
-- Answers: 200 | PK401 PK403 | PK422 the period, or units of a day by something else than area
create or replace function pakn.stats_resolution(p_digest bytea, p_tenant int, p_from timestamptz, p_to timestamptz,
	p_as_of timestamptz, p_basis text, p_group text, p_lang text,
	p_areas_at date default null, p_areas_level text default null, p_merged boolean default null)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	-- Units of a level are those of some day: of today, unless one says otherwise.
	v_areas_at date := coalesce(p_areas_at, case when p_areas_level is not null then current_date end);
	v_rows json;
	v_total json;
begin
	perform caller(p_digest, p_tenant, 'stats:read');
	perform stats_check(p_from, p_to, p_basis, p_group, p_areas_at, p_areas_level);
	select coalesce(json_agg(t.row order by t.code) filter (where not t.is_total), '[]'),
		(json_agg(t.row) filter (where t.is_total))->0
	into v_rows, v_total
	from (
		select s.is_total, s.code, json_build_object(
			'code', s.code, 'name', s.name, 'received', s.received, 'refused', s.refused, 'accepted', s.accepted,
			'handled', s.handled, 'on_time', s.on_time, 'late', s.late, 'in_progress', s.in_progress,
			'overdue', s.overdue, 'overdue_open', s.overdue_open, 'rate_handled', s.rate_handled,
			'rate_on_time', s.rate_on_time, 'rate_overdue', s.rate_overdue, 'rate_satisfied', null,
			'median_hours', round((s.median_minutes / 60)::numeric, 2),
			'p90_hours', round((s.p90_minutes / 60)::numeric, 2)) as row
		from stats_rows(p_tenant, p_from, p_to, p_as_of, coalesce(p_group, 'agency'), v_areas_at, p_areas_level, coalesce(p_merged, false)) s) t;
	return (200, json_build_object(
		'basis', 'received', 'basis_words', case p_lang when 'en' then 'reports received in the period, as they stand at as_of'
			else 'các phản ánh tiếp nhận trong kỳ, theo tình trạng tại thời điểm chốt' end,
		'from', p_from, 'to', p_to, 'counted_from', counted_from(p_tenant, p_from), 'as_of', coalesce(p_as_of, now()), 'group_by', coalesce(p_group, 'agency'), 'areas_at', v_areas_at, 'areas_level', p_areas_level, 'merged', coalesce(p_merged, false), 'definitions', '1',
		'rows', v_rows, 'total', coalesce(v_total, stats_nothing()), 'formula', stats_formula(p_lang))::text, null, null, null, null)::pakn.answer;
end $$;
