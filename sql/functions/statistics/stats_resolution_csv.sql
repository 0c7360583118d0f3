-- stats_resolution_csv: the table of stats_resolution as CSV with a BOM, for spreadsheets.
-- Answers: 200 | PK401 PK403 | PK422 the period, or units of a day by something else than area
create or replace function pakn.stats_resolution_csv(p_digest bytea, p_tenant int, p_from timestamptz, p_to timestamptz,
	p_as_of timestamptz, p_basis text, p_group text,
	p_areas_at date default null, p_areas_level text default null, p_merged boolean default null)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	-- Units of a level are those of some day: of today, unless one says otherwise.
	v_areas_at date := coalesce(p_areas_at, case when p_areas_level is not null then current_date end);
	v_lines text;
begin
	perform caller(p_digest, p_tenant, 'stats:read');
	perform stats_check(p_from, p_to, p_basis, p_group, p_areas_at, p_areas_level);
	select string_agg(concat_ws(',', csv_cell(coalesce(s.code, 'total')), csv_cell(s.name), s.received, s.refused,
		s.accepted, s.handled, s.on_time, s.late, s.in_progress, s.overdue, s.overdue_open,
		coalesce(s.rate_handled::text, '—'), coalesce(s.rate_on_time::text, '—'), coalesce(s.rate_overdue::text, '—'),
		coalesce(round((s.median_minutes / 60)::numeric, 2)::text, '—'),
		coalesce(round((s.p90_minutes / 60)::numeric, 2)::text, '—')) || E'\r\n', '' order by s.is_total, s.code)
	into v_lines
	from stats_rows(p_tenant, p_from, p_to, p_as_of, coalesce(p_group, 'agency'), v_areas_at, p_areas_level, coalesce(p_merged, false)) s;
	return (200, chr(65279) || 'code,name,received,refused,accepted,handled,on_time,late,in_progress,overdue,'
		|| 'overdue_open,rate_handled,rate_on_time,rate_overdue,median_hours,p90_hours' || E'\r\n' || coalesce(v_lines, ''),
		null, null, null, null)::pakn.answer;
end $$;
