-- What tests/bench/statistics asks: each table ten times, the fastest, as in a session that has its plans; in milliseconds.
create or replace function bench.time(p_period text, p_from timestamptz, p_to timestamptz, p_basis text, p_group text) returns text language plpgsql as $$
declare
	v_started timestamptz;
	v_least interval := interval '1 hour';
	v_rows int;
begin
	for i in 1 .. 10 loop
		v_started := clock_timestamp();
		select count(*) into v_rows from pakn.stats_table(pakn.stats_question(24, p_period, p_from, p_to, null, p_basis, p_group));
		v_least := least(v_least, clock_timestamp() - v_started);
	end loop;
	return format('%-40s %8s ms, %s rows', concat_ws(' ', p_basis, 'by', p_group, coalesce(p_period, p_from::date || ' to ' || p_to::date)),
		round(extract(epoch from v_least)::numeric * 1000, 1), v_rows);
end $$;
select bench.time(to_char(now(), 'YYYY'), null, null, b, g)
from unnest('{received,handled}'::text[]) b, unnest('{agency,area,category,channel,month,day}'::text[]) g;
select bench.time(null, date_trunc('day', now()) - interval '365 days', date_trunc('hour', now()) + interval '1 hour', b, g)
from unnest('{received,handled}'::text[]) b, unnest('{agency,area,level}'::text[]) g;
select bench.time(null, date_trunc('year', now(), 'Asia/Ho_Chi_Minh'), date_trunc('month', now(), 'Asia/Ho_Chi_Minh'), b, g)
from unnest('{received,handled}'::text[]) b, unnest('{"agency,category","area,category","agency,month","area,month"}'::text[]) g;
-- Pages of twenty, the first one and the one behind it.
create or replace function bench.page(p_cell text, p_group text, p_code text) returns text language plpgsql as $$
declare
	q pakn.stats_question := pakn.stats_question(24, null, date_trunc('year', now(), 'Asia/Ho_Chi_Minh'), date_trunc('hour', now()) + interval '1 hour', null, null, p_group);
	v_codes text[] := string_to_array(p_code, ',');
	v_started timestamptz;
	v_least interval[] := '{1 hour,1 hour}';
	v_after text;
	v_rows int[];
begin
	for i in 1 .. 10 loop
		v_after := null;
		for page in 1 .. 2 loop
			v_started := clock_timestamp();
			select pakn.cursor_encode((array_agg(x.report_id || ' ' || x.event_id))[20]), v_rows[:page - 1] || count(*)::int into v_after, v_rows
			from pakn.stats_listed_page(q, v_codes, p_cell, v_after, 21) x;
			v_least[page] := least(v_least[page], clock_timestamp() - v_started);
		end loop;
	end loop;
	return format('list of %-40s %6s and %6s ms, %s rows', concat_ws(' ', p_cell, 'of', p_code), round(extract(epoch from v_least[1])::numeric * 1000, 1),
		round(extract(epoch from v_least[2])::numeric * 1000, 1), array_to_string(v_rows, ' and '));
end $$;
select bench.page(f, g.name, c.code)
from unnest('{received,handled,late,overdue_open,refused,entered}'::text[]) f, (values ('agency', 1), ('area', 1), ('category', 1), ('level', 1), ('agency,category', 2)) g (name, place)
	cross join lateral (
		select null where g.name = 'agency'
		union all
		select array_to_string(x.codes, ',') from (select t.codes, row_number() over (order by (t.figures->>f)::int desc) as place, count(*) over () as rows
			from pakn.stats_table(pakn.stats_question(24, null, date_trunc('year', now(), 'Asia/Ho_Chi_Minh'), date_trunc('month', now(), 'Asia/Ho_Chi_Minh'), null, null, g.name)) t
			where not t.is_total and t.figures->>f <> '0') x
		where x.place in (1, x.rows)) c (code);
select format('%s: %s rows, %s', c.relname, c.reltuples::bigint, pg_size_pretty(pg_total_relation_size(c.oid)))
from pg_class c where c.oid in ('pakn.stat_rollup'::regclass, 'pakn.stat_duration'::regclass, 'pakn.report_cell'::regclass) order by 1;
