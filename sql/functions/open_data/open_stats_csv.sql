-- open_stats_csv: the table of open_stats as CSV with a BOM; period, instant, source and licence stand in each row.  The
-- etag is as that of open_stats.
-- Answers: 200 | PK422 as stats_question
create or replace function pakn.open_stats_csv(p_tenant int, p_period text, p_group text, p_small int, p_rates int, p_licence text)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	q stats_question := open_question(p_tenant, p_period, p_group);
	v_columns text[] := array(select f.figure from open_figures() f order by f.place);
	v_lines text;
	v_etag text;
begin
	select string_agg(concat_ws(',', csv_cell(coalesce(t.code, 'total')), csv_cell(t.name),
		(select string_agg(coalesce(t.figures->>c, '—'), ',' order by n) from unnest(v_columns) with ordinality x (c, n)),
		csv_cell(coalesce(p_period, open_period(p_tenant))), csv_time(q.first), csv_time(q.until), csv_time(now()), q.basis, stats_definitions(),
		csv_cell((select x.name from tenant x where x.tenant_id = p_tenant)), csv_cell(p_licence)) || E'\r\n', '' order by t.is_total, t.code),
		md5(concat(q.first, q.until, p_licence, jsonb_agg(t order by t.is_total, t.code)))
	into v_lines, v_etag
	from open_table(q, p_small, p_rates) t;
	return (200, chr(65279) || 'code,name,' || array_to_string(v_columns, ',') || E',period,from,to,as_of,basis,definitions,source,licence\r\n' || v_lines,
		v_etag, null, null, null)::pakn.answer;
end $$;
