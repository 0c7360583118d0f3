-- The facts of a province, as administrators see and change them: keys, versions, rights, acts.
\ir lib/make.psql
select plan(36);

create function test.noun() returns setof text language sql as $$
	select unnest('{areas,boundaries,agencies,categories,rules,zones,holidays,calendars,office-hours,deadlines,deadline-rules,duties,ladders,answer-rules,answer-templates,targets}'::text[])
$$;
select test.login('head', 'SXD') \g /dev/null
insert into pakn.stats_target values (24, 0, 'rate_on_time', 'at_least', 95, null, '-infinity'), (24, 1, 'p90_hours', 'at_most', 40.5, 'QĐ', '2040-01-01');
insert into pakn.deadline_rule values (24, 0, 'procedure', '', 'long');
insert into pakn.duty select 24, s.agency_id, s.staff_id, '2026-11-21 17:00+07', '2026-11-23 07:30+07'
from pakn.staff s where s.tenant_id = 24 and s.username = 'head.sxd';
create view test.fact as select n as noun, f.* from test.noun() n, pakn.facts(24, n) f;

-- 1. What is shown is what the imports take.
select is((select array_agg(noun || ' ' || n order by noun) from (select noun, count(*) as n from test.fact group by 1) x),
	(select array['agencies ' || (select count(*) from pakn.agency where tenant_id = 24), 'answer-rules ' || (select count(*) from pakn.answer_rule),
		'answer-templates ' || (select count(*) from pakn.answer_template), 'areas ' || (select count(*) from pakn.area where tenant_id = 24),
		'boundaries ' || (select count(*) from pakn.area_boundary where tenant_id = 24), 'calendars ' || (select count(*) from pakn.calendar where tenant_id = 24),
		'categories ' || (select count(*) from pakn.category where tenant_id = 24), 'deadline-rules 1', 'deadlines ' || (select count(*) from pakn.deadline where tenant_id = 24), 'duties 1',
		'holidays ' || (select count(*) from pakn.holiday where tenant_id = 24), 'ladders ' || (select count(*) from pakn.ladder where tenant_id = 24), 'office-hours 2', 'rules ' || (select count(*) from pakn.routing_rule where tenant_id = 24), 'targets 2']),
	'every row of every noun is a fact');
select is_empty($$ select noun, key from test.fact group by 1, 2 having count(*) > 1 $$, 'no key stands for two');
select is_empty($$ select noun, key from test.fact where pakn.fact_key(24, noun, jsonb_strip_nulls(fact)) <> key $$, 'the key of a fact is made of its columns');
select is_empty($$ select noun, key from test.fact where pakn.fact_key_meant(24, noun, split_part(key, '@', 1)) <> key and noun <> 'duties' $$,
	'what stands behind the @ may be left out of a path, but for when somebody is on call');
create temp table before as select noun, key, fact from test.fact;
select is_empty($$ select b.noun, b.key, p.* from before b cross join lateral pakn.fact_import(24, b.noun, jsonb_strip_nulls(b.fact)) p where noun <> 'boundaries' $$,
	'the imports find nothing wrong with what is shown');
select is_empty($$ (table before except select noun, key, fact from test.fact) union all (select noun, key, fact from test.fact except table before) $$,
	'and nothing changes where it is given back');
select is_empty($$ select t.key from test.fact t where t.fact::text ~ 'infinity' $$, 'what has no beginning or no end shows none');

-- 2. Versions.
create table test.version_case (exists boolean, version text, none_match text, refusal text);
insert into test.version_case values
	(true,  'right', null, null), (true, '*', null, null), (true, 'wrong', null, 'PK412 stale_version'), (true, '', null, 'PK412 stale_version'),
	(true,  null, null, 'PK428 version_required'), (true, null, '*', 'PK412 exists_already'), (true, 'right', '*', 'PK412 exists_already'),
	(false, null, null, null), (false, null, '*', null), (false, 'right', null, 'PK412 stale_version'), (false, '*', null, 'PK412 stale_version');
select is(test.refusal_of(format('select pakn.fact_version_check(24, ''categories'', ''THU'', %s, %L, %L)', case when exists then $$'{"a": 1}'$$ else 'null' end,
		case when version = 'right' then md5('{"a": 1}') else version end, none_match)), refusal,
	format('where it %s, If-Match %s and If-None-Match %s: %s', case when exists then 'exists' else 'is new' end,
		coalesce(version, 'absent'), coalesce(none_match, 'absent'), coalesce(refusal, 'fine')))
from test.version_case;

-- put: admin_put of a field by somebody, each time another operation unless one is named.
create function test.put(p_who bytea, p_key text, p_fact jsonb, p_version text default null, p_operation uuid default test.uuid7())
returns pakn.answer language sql as $$
	select pakn.admin_put(p_who, 24, p_operation, sha256((p_key || p_fact)::bytea), test.uuid7(), 'categories', p_key, p_version, null, p_fact)
$$;
create function test.field(p_name text) returns jsonb language sql as $$
	select jsonb_build_object('code', 'THU', 'name', p_name, 'deadline_class', 'normal', 'examples', '', 'group', null)
$$;
select test.login('admin') as admin, test.uuid7() as operation \gset

-- 3. Who may.
select is(test.refusal_of(format('select test.put(%L, %L, %L)', who, 'THU', test.field('Thử'))), refusal, 'a write by ' || name || ': ' || refusal)
from (values ('nobody', '\x00'::bytea, 'PK401 unauthenticated'), ('an unknown credential', sha256('x'), 'PK401 unauthenticated'),
	('an operator', test.login('operator'), 'PK403 forbidden'), ('a supervisor', test.login('supervisor', 'VPUB'), 'PK403 forbidden'),
	('a head', test.login('head', 'UB09187'), 'PK403 forbidden')) x (name, who, refusal);
select is_empty($$ select role from pakn.role where (pakn.may(role, 'admin:read') or pakn.may(role, 'admin:write')) and role <> 'admin' $$, 'no other role administers');

-- 4. Writing.
select is((test.put(:'admin', 'THU', test.field('Thử'), null, :'operation')).status, 201, 'what is new is added');
select is((test.put(:'admin', 'THU', test.field('Thử'), null, :'operation')).status, 201, 'the same operation again answers the same');
select is(test.refusal_of(format('select test.put(%L, %L, %L, null, %L)', :'admin', 'THU', test.field('Khác'), :'operation')), 'PK422 key_reused', 'and is not another one');
select is(pakn.fact_of(24, 'categories', 'THU')->>'group', '', 'what is empty or null is cleared');
select is((test.put(:'admin', 'THU', test.field('Khác'), md5(pakn.fact_of(24, 'categories', 'THU')::text))).status, 200, 'what exists is changed on its version');
select is((test.put(:'admin', 'THU', test.field('Khác'), '*')).status, 200, 'and may be written as it is');
select is((test.put(:'admin', null, test.field('Chưa'))).body::jsonb - 'before' - 'after', '{"key": "THU", "action": "change"}', 'without a key it is told what would become of it');
select is(pakn.fact_of(24, 'categories', 'THU')->>'name', 'Khác', 'and it is as it was');
select is(to_regclass('pg_temp.import_given'), null, 'nothing of a check is left behind');

-- 5. Acts.
select results_eq($$ select before->>'name', after->>'name', staff_id is not null, api_key_id is null from pakn.admin_act where tenant_id = 24 and key = 'THU' order by act_id $$,
	$$ values (null, 'Thử', true, true), ('Thử', 'Khác', true, true) $$, 'each change is one act, and what changes nothing is none');
select is((pakn.admin_acts(:'admin', 24, null, null, null, null, null, null, 1)).next is not null, true, 'acts come in pages');
select is((select count(*) from pg_proc p where p.pronamespace = 'pakn'::regnamespace and p.prosrc ~ '(update|delete from|truncate) +(pakn\.)?admin_act\M'), 0::bigint,
	'nothing changes an act');
select * from finish();
