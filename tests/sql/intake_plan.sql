-- report_submit: its plan, which one session makes once and keeps.
\ir lib/make.psql
select plan(6);

-- How often this transaction read a table whole so far, and how many rows it fetched by index.
create function test.reads() returns table (name name, whole bigint, rows bigint) language sql volatile as $$
	select relname, seq_scan, idx_tup_fetch from pg_stat_xact_user_tables where schemaname = 'pakn'
$$;

create function test.reports(p_prefix text) returns jsonb language sql as $$
	select jsonb_agg(jsonb_build_object('code', p_prefix || n, 'digest', login('operator'), 'channel', 'hotline', 'category', 'HTGT',
		'area_code', '07210', 'lat', lat, 'lon', lon, 'description', 'Bản ghi ' || n, 'phone', '+84901234567'))
	from generate_series(1, 50) n, test.centre('07210')
$$;

select is((select count(*) from pakn.report_code), 0::bigint, 'the plan is made while the tables are empty');
select test.reports('A') as first, test.reports('B') as second \gset
begin; -- what a transaction read is told to itself alone
create temp table before as select * from reads();
create temp table answered as select * from submit(:'first') union all select * from submit(:'second');
select is((select count(*) from answered where status = 201), 100::bigint, 'two batches of fifty are stored');
create temp table during as
select a.name, a.whole - coalesce(b.whole, 0) as whole, a.rows - coalesce(b.rows, 0) as rows
from reads() a left join before b using (name);
select is_empty($$ select name, whole from during where whole > 0 $$, 'no table is read whole');
select is((select rows from during where name = 'report_code'), 0::bigint,
	'of the codes that exist none is read but those that come again, however many there are');
select cmp_ok((select rows from during where name = 'area_part'), '<', 1000::bigint,
	'a point is looked up in the few pieces around it');
commit;
select is_empty($$ select p.proname from pg_proc p join pg_proc s on s.oid::regproc = 'pakn.report_submit'::regproc
	where p.pronamespace = s.pronamespace and p.oid <> s.oid and p.proretset and p.prolang = s.prolang and p.prorows > 1
		and s.prosrc ~ ('pakn\.' || p.proname || '\(') $$,
	'what is asked for each report is expected to answer with one row; of a thousand, nothing would be looked up in hashes');
select * from finish();
