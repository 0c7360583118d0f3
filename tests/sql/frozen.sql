-- Frozen months: what is frozen is what counting again finds; what was corrected and what has matured stand apart; nobody changes
-- one unseen; two of them beside each other; what freezes by itself.
\ir lib/make.psql
select plan(32);

select login('supervisor'), login('operator'), login('dispatcher') \g /dev/null
select pakn.api_key_set(24, sha256('importer'), 100, 'importer', null, 'app', 'importer', '2026-01-15 00:00+07') \g /dev/null

\ir lib/past.psql
-- figures: some figures of the total of a table, as rates are shown.
create function test.told(p_figures jsonb) returns text language sql as $$
	select format('N %s H %s H1 %s P %s', p_figures->>'received', p_figures->>'handled', p_figures->>'on_time', coalesce(p_figures->>'in_progress', p_figures->>'left'))
$$;

select bring('M' || n, (array['HTGT', 'DIEN', 'NUOC'])[1 + n % 3], '2026-03-02 08:00+07'::timestamptz + n * interval '1 day') from generate_series(1, 20) n \g /dev/null
select answered('M' || n, '2026-03-05 09:00+07'::timestamptz + n * interval '1 day') from generate_series(1, 12) n \g /dev/null
select answered('M13', '2026-04-20 09:00+07') \g /dev/null
select pakn.event_seal(1000) \g /dev/null

-- 1. Freezing.
create function test.freeze(p_month text, p_role text default 'supervisor', p_operation uuid default gen_random_uuid(), p_body bytea default '\x01')
returns pakn.answer language sql as $$
	select pakn.stats_snapshot_make(test.login(p_role), 24, p_operation, p_body, p_month)
$$;
select is(refusal_of(format('select freeze(%L, %L)', v.month, v.role)), v.refusal, v.said)
from (values ('2026-03', 'dispatcher', 'PK403 forbidden', 'only supervisors freeze'), ('2026-13', 'supervisor', 'PK422 invalid', 'what is no month is not frozen'),
	('2026-Q1', 'supervisor', 'PK422 invalid', 'nor a quarter'), (pakn.stats_month(24, now()), 'supervisor', 'PK409 month_not_over', 'nor a month that goes on'))
	v (month, role, refusal, said);
select is((pakn.stats_freeze(24, '2026-03', p_as_of => '2026-04-05 00:00+07')).number, 1, 'a month that is over is frozen');
create view test.frozen as select s.*, s.content::jsonb as frozen from pakn.stats_snapshot s where s.tenant_id = 24;
select is((select string_agg(distinct told(r->'figures'), ', ') from frozen, jsonb_array_elements(frozen->'tables') t, jsonb_array_elements(t->'rows') r where r->'codes' = 'null'),
	'N 20 H 12 H1 8 P 8', 'every table has its total as it stood then');
select is_empty($$ select t->>'group_by' from test.frozen f, jsonb_array_elements(f.frozen->'tables') t
	where t->'rows' <> pakn.stats_rows_json(pakn.stats_question(24, f.period, null, null, f.as_of, t->>'basis', t->>'group_by')) $$,
	'each table is the one that counting again finds');
select is((select array_agg(k order by k) from frozen, jsonb_object_keys(frozen) k),
	'{as_of,counted_from,cutoff,definitions,formula,from,history,made_at,number,period,previous,province,tables,to}', 'what is hashed says all that makes it what it is');
select is((select (frozen->'history'->>'seq')::bigint from frozen), (select max(seq) from pakn.event_seal), 'with it stands how far the sealed history went');

-- A repeated operation freezes nothing more, a new one does.
create table test.again as select freeze('2026-03', p_operation => 'aaaaaaaa-0000-7000-8000-000000000000') as first;
select is(freeze('2026-03', p_operation => 'aaaaaaaa-0000-7000-8000-000000000000'), first, 'the same operation again answers the same') from again;
select is(refusal_of($$ select freeze('2026-02', p_operation => 'aaaaaaaa-0000-7000-8000-000000000000', p_body => '\x02') $$), 'PK422 key_reused', 'but for another body');
select is((select array_agg(number || ' ' || period order by number) from frozen), '{"1 2026-03","2 2026-03"}', 'a second freeze is a snapshot beside the first');
select is((select array_agg(noun || ' ' || action || ' ' || key order by act_id) from pakn.admin_act where noun = 'snapshots'), '{"snapshots add 1","snapshots add 2"}', 'each is an act');

-- 2. What became of it.
create function test.changes(p_number int, p_group text default 'agency') returns jsonb language sql as $$
	select (pakn.stats_snapshot_changes(test.login('supervisor'), 24, p_number, null, p_group, 'vi')).body::jsonb
$$;
create function test.told(p_total jsonb, p_figure text) returns text language sql as $$
	select concat_ws(' ', p_total->p_figure->>'frozen', p_total->p_figure->>'recounted', p_total->p_figure->>'now', p_total->p_figure->>'corrected', p_total->p_figure->>'matured')
$$;
select is((select concat_ws(', ', c->>'corrected', told(c->'total', 'handled'), told(c->'total', 'overdue_open')) from changes(1) c), '[], 12 12 13 0 1, 8 8 7 0 -1',
	'what was released after it was frozen has matured; nothing was corrected');
select bring('NEW', 'HTGT', '2026-03-03 10:00+07'), answered('NEW', '2026-03-06 10:00+07') \g /dev/null
select is((select concat_ws(', ', told(c->'total', 'received'), told(c->'total', 'handled'), told(c->'total', 'rate_handled')) from changes(1) c),
	'20 21 21 1 0, 12 13 14 1 1, 60.00 61.90 66.67 1.90 4.77', 'what came into the past is corrected, whatever matured beside it');
select is((select string_agg(distinct told(changes(1, g)->'total', 'handled'), ', ') from unnest('{agency,level,area,category,channel,kind,urgency}'::text[]) g), '12 13 14 1 1', 'in each table alike');
select is((select told((pakn.stats_snapshot_changes(test.login('supervisor'), 24, 1, 'handled', 'agency', 'vi')).body::jsonb->'total', 'handled')), '12 13 13 1 0',
	'of the flow through it nothing matures: what was released later went through another month');
select is_empty($$ select r->>'code', f.key from unnest('{agency,category}'::text[]) g, jsonb_array_elements(changes(1, g)->'rows') r, jsonb_each(r->'figures') f
	where jsonb_typeof(f.value->'now') = 'number' and jsonb_typeof(f.value->'frozen') = 'number' and jsonb_typeof(f.value->'recounted') = 'number'
		and (f.value->>'frozen')::numeric + (f.value->>'corrected')::numeric + (f.value->>'matured')::numeric <> (f.value->>'now')::numeric $$,
	'frozen, corrected and matured add up to what is now, in every figure of every row');
update pakn.category set name = 'Tên khác' where tenant_id = 24 and code = 'DIEN';
select is((select count(*) from jsonb_array_elements(changes(1, 'category')->'rows') r where r->>'code' = 'DIEN'), 1::bigint, 'what has another name since is the same group');

-- 3. Nobody changes one unseen.
select is((select array_agg(number || ' ' || fault) from pakn.stats_snapshot_faults(24)), null, 'all are as they were frozen');
-- faults: what is found after a statement, which is undone.
create function test.faults(p_statement text) returns text language plpgsql as $$
declare
	v_faults text;
begin
	begin
		execute p_statement;
		v_faults := (select string_agg(number || ' ' || fault, ', ') from pakn.stats_snapshot_faults(24));
		raise exception using errcode = 'ZZZZZ';
	exception when sqlstate 'ZZZZZ' then
		return v_faults;
	end;
end $$;
select is(faults(v.statement), v.found, v.said)
from (values
	(1, $$ update pakn.stats_snapshot set content = replace(content, '"handled": 12', '"handled": 19') where number = 1 $$, '1 content', 'other figures are noticed'),
	(6, $$ update pakn.stats_snapshot set content = 'gone' where number = 1 $$, '1 content', 'so is content that is none'),
	(2, $$ update pakn.stats_snapshot set content = replace(content, '"handled": 12', '"handled": 19'),
		hash = sha256(convert_to(replace(content, '"handled": 12', '"handled": 19'), 'UTF8')) where number = 1 $$, '2 chain', 'with another hash too, by the next snapshot'),
	(3, 'delete from pakn.stats_snapshot where number = 1', '2 chain', 'one that is gone is missed'),
	(4, $$ update pakn.stats_snapshot set as_of = as_of + interval '1 day' where number = 2 $$, '2 columns', 'another instant is noticed'),
	(5, $$ update pakn.event_seal set hash = '\x00' where seq = (select max(seq) from pakn.event_seal) $$, '1 history, 2 history', 'another history too'))
	v (place, statement, found, said) order by place;
create temp table source (text text);
\copy source from program 'cat sql/functions/*/*.sql | tr "\n\t\\\\" "   "'
select is_empty($$ select 1 from source where text ~* '(update|delete from) +(pakn\.)?stats_snapshot\M' $$, 'no function changes or deletes one');

-- 4. Two beside each other.
select is((select concat_ws(', ', b->'definitions_differ', b->'formulas_differ', b->'total'->'handled'->>'difference') from (select (pakn.stats_snapshot_compare(login('supervisor'), 24, 1, 2, null, 'agency', 'vi')).body::jsonb as b) x),
	'false, [], 1', 'two snapshots are compared figure by figure');
update pakn.stats_snapshot set definitions = '1', content = replace(content, '"P = A - H"', '"P = A"'),
	hash = sha256(convert_to(replace(content, '"P = A - H"', '"P = A"'), 'UTF8')) where number = 1;
select is((select concat_ws(', ', b->'definitions_differ', b->'formulas_differ', b->>'words') from (select (pakn.stats_snapshot_compare(login('supervisor'), 24, 1, 2, null, 'agency', 'en')).body::jsonb as b) x),
	format('true, ["in_progress"], the first by definitions 1, the second by definitions %s: figures need not mean the same', pakn.stats_definitions()), 'where they were counted by other definitions, that is said, and which');

-- 5. By itself.
select is(pakn.stats_freeze_chore(), 0, 'nothing is frozen by itself where nobody said so');
select pakn.tenant_set('bacninh', p_freeze_after => '5') \g /dev/null
select is(array[pakn.stats_freeze_chore(), pakn.stats_freeze_chore()], '{1,0}', 'the last month is frozen once');
select is((select concat_ws(' ', s.period, s.made_by, s.until < now() - interval '5 days', s.until > now() - interval '37 days') from pakn.stats_snapshot s order by number desc limit 1),
	to_char(date_trunc('month', now() - interval '5 days') - interval '1 day', 'YYYY-MM') || ' t t', 'it is the last one that is so many days over');
select * from finish();
