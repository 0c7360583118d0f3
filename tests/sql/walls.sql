-- What somebody can do who has the daemon's database password and nothing else, or beside it a credential of
-- another province or another agency: call functions, and learn nothing by them that is not theirs.
\ir lib/make.psql

-- 1. A report with words and a sender by which both are known again, worked on by staff; and a second province
-- whose people are the attackers.
create table test.canary (what text, word text);
insert into test.canary values ('words', 'CHIMYENVIET'), ('person', 'NGUOIGUICHIM'), ('person', '0912345678'),
	('person', '84912345678'), ('person', 'nguoiguichim@');
create table test.victim as
select (s.body::json ->> 'id')::uuid as report_id, s.body::json ->> 'code' as code
from test.submit($$[{"category": "HTGT", "area_code": "09187", "description": "CHIMYENVIET kêu trước cổng",
	"address": "số 5 CHIMYENVIET", "name": "NGUOIGUICHIM", "phone": "+84912345678", "email": "nguoiguichim@example.vn",
	"attributes": "{\"màu\": \"CHIMYENVIET\"}"}]$$) s;
select pakn.case_move(test.login('staff', 'UB09187'), 24, gen_random_uuid(), '\x01', test.uuid7(), v.report_id, '1', 'accept', null, null, null, null),
	pakn.case_move(test.login('staff', 'UB09187'), 24, gen_random_uuid(), '\x01', test.uuid7(), v.report_id, null, 'note', null, null, 'CHIMYENVIET ghi chú', null),
	pakn.case_move(test.login('staff', 'UB09187'), 24, gen_random_uuid(), '\x01', test.uuid7(), v.report_id, '3', 'request-info', null, null, 'CHIMYENVIET ở đâu?', null)
from test.victim v \g /dev/null
select pakn.event_seal(1000) \g /dev/null

insert into pakn.tenant (tenant_id, code, name) values (25, 'tinhkhac', 'Tỉnh khác');
insert into pakn.agency (tenant_id, agency_id, code, name, short_name, level, kind) values (25, 1, 'UB', 'Ủy ban', 'UB', 'province', 'desk');
update pakn.tenant set desk_id = 1 where tenant_id = 25;

-- Who attacks: nobody, a credential that does not exist, every role of the other province, and in the report's own
-- province whoever may not see it.  sees: the words, but still not the person.
create table test.attacker (name text, tenant int, digest bytea, sees boolean default false);
insert into test.attacker values ('nobody', 24, null, false), ('a stranger', 24, sha256('stranger'), false),
	('staff of another agency', 24, test.login('staff', 'UB09190'), false), ('a head of another agency', 24, test.login('head', 'UB09190'), false),
	('staff of the agency', 24, test.login('staff', 'UB09187'), true), ('the dispatcher', 24, test.login('dispatcher'), true),
	('the operator', 24, test.login('operator'), true), ('the supervisor', 24, test.login('supervisor', 'VPUB'), true),
	('the administrator', 24, test.login('admin'), false);
with made as (
	insert into pakn.credential (tenant_id, digest, kind, staff_id)
	select 25, sha256(('25 ' || r.role)::bytea), 's', pakn.staff_set('tinhkhac', 'ke.' || r.role, null, r.role, 'UB', 'x')
	from pakn.role r
	returning digest, staff_id)
insert into test.attacker
select s.role || ' of another province, ' || case t when 25 then 'at home' else 'in ours' end, t, m.digest
from made m join pakn.staff s on s.tenant_id = 25 and s.staff_id = m.staff_id, unnest('{24,25}'::int[]) t;

-- A value for each argument: by its name, else by its type.
create function test.argument(p_name text, p_type text, p_attacker test.attacker, p_action text) returns text
language plpgsql stable as $$
declare
	v test.victim;
	v_value text;
begin
	select * into v from test.victim;
	v_value := case
		when p_name = 'p_tenant' then p_attacker.tenant::text
		when p_name in ('p_digest', 'p_digests') then p_attacker.digest::text
		when p_name in ('p_code', 'p_codes') then v.code
		when p_name = 'p_action' then p_action
		when p_name = 'p_version' then '4'
		when p_name in ('p_descriptions', 'p_text', 'p_reason', 'p_outcome') then 'Vì muốn biết'
		when p_name = 'p_agency' then 'UB09190'
		when p_name in ('p_username', 'p_deputy') then 'staff.ub09187'
		when p_name in ('p_phone', 'p_phones') then '+84912345678'
		when p_name = 'p_from' then date_trunc('hour', now() - interval '1 day')::text
		when p_name in ('p_to', 'p_until') then date_trunc('hour', now() + interval '1 day')::text
		when p_name = 'p_attachments' then null
		when p_name like '%operation_id' or p_name like '%event_id%' then gen_random_uuid()::text
		when p_type like 'uuid%' then v.report_id::text
		when p_type like 'bytea%' then '\x0102'
		when p_type = 'integer' and p_name like '%limit%' then '50'
	end;
	return format('%s => %s::%s', p_name, case when p_type like '%[]' and p_name <> 'p_attachments' then 'array[' || quote_nullable(v_value) || ']'
		else quote_nullable(v_value) end, p_type);
end $$;

-- Every function that the daemon's role may call, once for each attacker (and each action).
create table test.call as
select a.name as attacker, a.sees, p.proname::text as function, format('select string_agg(f::text, %L) from pakn.%I(%s) f', ' ', p.proname,
	(select string_agg(test.argument(n, format_type(t, null), a, act.action), ', ' order by place)
		from unnest(p.proargnames[1:p.pronargs], p.proargtypes::oid[]) with ordinality x (n, t, place))) as statement,
	null::text as said
from test.attacker a, pg_proc p, lateral (select action from pakn.action where 'p_action' = any (p.proargnames)
	union all select null where not 'p_action' = any (coalesce(p.proargnames, '{}'))) act
where p.pronamespace = 'pakn'::regnamespace and has_function_privilege('pakn_app', p.oid, 'execute');

-- What must be refused outright.
create table test.trespass (what text, statement text);
insert into test.trespass
select what, format(statement, c.oid::regclass)
from pg_class c, (values ('reads', 'select * from %s limit 1'), ('changes', 'delete from %s'), ('locks', 'lock table %s'),
	('empties', 'truncate %s'), ('alters', 'alter table %s add x int'), ('drops', 'drop table %s')) t (what, statement)
where c.relnamespace = 'pakn'::regnamespace and c.relkind in ('r', 'p');
insert into test.trespass
select 'replaces', format('create or replace function %s returns %s language sql as %L', regexp_replace(p.oid::regprocedure::text, 'integer', 'int', 'g'),
	pg_get_function_result(p.oid), 'select null')
from pg_proc p where p.pronamespace = 'pakn'::regnamespace and p.proname in ('caller_find', 'may', 'refuse');
insert into test.trespass values
	('creates', 'create table pakn.x ()'), ('creates', 'create table public.x ()'), ('creates', 'create schema x'),
	('creates', 'create function pakn.x() returns int language sql as ''select 1'''), ('creates', 'create extension dblink'),
	('rises', 'set role pakn_owner'), ('rises', 'set role pakn_identity'), ('rises', 'create role x'), ('rises', 'alter role pakn_app superuser'),
	('rises', 'grant pakn_owner to pakn_app'), ('rises', 'set session_replication_role = replica'),
	('reads', 'select pg_read_file(''PG_VERSION'')'), ('reads', 'copy pakn.report to program ''cat'''), ('reads', 'select * from pg_authid'),
	('changes', 'delete from public.pakn_migration'), ('calls', 'select pakn.report_move(null, null, null, null, null, null, null, null, null)'),
	('calls', 'select pakn.staff_set(''bacninh'', ''x'', ''x'', ''admin'', ''TT1022'', ''x'')'), ('calls', 'select pakn.event_hash(null, 1, null)'),
	('calls', 'select pakn.partition_ensure(now(), now())'), ('calls', 'select pakn.api_key_set(24, ''\x01'', 1, ''x'', ''{}'', ''app'')');
create table test.before as
select md5(string_agg(s.seq || encode(s.hash, 'hex'), ',' order by s.seq)) as chain, max(s.seq) as seq, (select count(*) from pakn.report_event) as events
from pakn.event_seal s where s.tenant_id = 24;
-- stands: whether no seal and no event of before has changed or gone.
create function test.stands() returns boolean language sql security definer as $$
	select (select md5(string_agg(s.seq || encode(s.hash, 'hex'), ',' order by s.seq)) from pakn.event_seal s
			where s.tenant_id = 24 and s.seq <= b.seq) = b.chain
		and (select count(*) from pakn.report_event) >= b.events and pakn.event_verify(24) is null
	from test.before b
$$;

-- Who may do what with each table; a new one needs a line here.  The owner may all, the daemon and who runs
-- `pakn identity` nothing but through functions.  statistics: what pakn_read, for outside tools, may read of it.
create table test.wall (name text primary key, statistics text);
insert into test.wall select name, 'all' from unnest('{agency,answer_rule,outcome,area,area_boundary,area_former,area_part,area_successor,calendar,category,category_attribute,channel,deadline,
	holiday,office_hours,routing_rule,routing_version,sender_kind,working_block,stat_class,stat_delta,stat_rollup,stat_duration,stat_dimension,zone,zone_overlap,zone_part}'::text[]) name;
insert into test.wall select name, 'none' from unnest('{action,report_duplicate,admin_act,archive_wait,case_link,rating_level,reference_source,report_reference,agency_head,answer_template,promise,agency_succession,answer_sweep,assignment,attachment,deadline_rule,due_run,duty,duty_alert,erasure,erasure_asker,erasure_ground,report_cell,report_search,attachment_file,citizen_code,clock_span,consent_text,credential,delegation,doubt,event_content,event_head,
	event_seal,event_unsealed,file_stored,file_unused,flag,flag_item,flag_reason,identity_hold,identity_look,leave,lifecycle,login_attempt,login_limit,notice,notice_channel,notice_event,notice_head,notice_template,oidc_link,oidc_login,oidc_provider,operation,
	outbox,public_head,recovery_code,report,report_agency,report_code,report_event,report_publication,report_sender,report_spot,report_support,role,role_right,scope_right,second_factor,staff,subscription,subscription_secret,tenant_host,tenant_merge,tenant_merge_map,tenant_merge_person,
	work_item}'::text[]) name;
insert into test.wall select name, 'none' from unnest('{escalation,event_told,ladder,stats_snapshot,stats_target,urging,urging_case}'::text[]) name;
insert into test.wall values ('tenant', 'tenant_id, code, name, is_default, hotline, desk_id, office_calendar_id, counted_from');

-- allowed: whether a role gets a statement past the privileges; whatever it did is undone.
create function test.allowed(p_role text, p_statement text) returns boolean language plpgsql as $$
begin
	execute format('set local role %I', p_role);
	execute p_statement;
	raise exception using errcode = 'ZZZZZ';
exception
	when insufficient_privilege then return false;
	when others then return true;
end $$;

-- Each role, table (a part of one is as the whole) and verb: tried, and expected.  partly: it may read some columns; seen: which.  Nobody
-- but a superuser may become each of them.
\connect - postgres
set search_path = test, public;
create table test.passage as
select r as role, c.relname::text as name, v.verb, test.allowed(r, format(v.statement, c.oid::regclass, a.attname)) as tried,
	w.name is not null as known, r = 'pakn_owner' or r = 'pakn_read' and v.verb = 'select' and w.statistics = 'all' as expected,
	r = 'pakn_read' and v.verb = 'select' and w.statistics not in ('all', 'none')
		and test.allowed(r, format('select %s from %s', w.statistics, c.oid::regclass)) as partly,
	(select string_agg(x.attname, ', ' order by x.attnum) from pg_attribute x where x.attrelid = c.oid and x.attnum > 0
		and not x.attisdropped and has_column_privilege(r, c.oid, x.attnum, 'select')) as seen, w.statistics
from unnest('{pakn_owner,pakn_app,pakn_read,pakn_identity}'::text[]) r,
	pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum = 1
	left join pg_inherits i on i.inhrelid = c.oid left join pg_class p on p.oid = i.inhparent
	left join test.wall w on w.name = coalesce(p.relname, c.relname),
	(values ('select', 'select * from %1$s'), ('insert', 'insert into %1$s default values'),
		('update', 'update %1$s set %2$I = null where false'), ('delete', 'delete from %1$s where false')) v (verb, statement)
where c.relnamespace = 'pakn'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f');
alter table test.passage owner to pakn_owner;
\connect - pakn_owner
set search_path = test, public;
grant usage on schema test to pakn_app;
grant select on all tables in schema test to pakn_app;

-- said: what a statement answers, or its SQLSTATE; whatever it did is undone.
create function test.said(p_statement text) returns text language plpgsql as $$
declare
	v_said text;
begin
	begin
		execute p_statement into v_said;
		raise exception using errcode = 'ZZZZZ', message = coalesce(v_said, '');
	exception when others then
		return case when sqlstate = 'ZZZZZ' then sqlerrm else sqlstate || ' ' || sqlerrm || coalesce(' ' || (
			select string_agg(word, ' ') from test.canary where sqlerrm ~ word), '') end;
	end;
end $$;

-- 2. As the daemon's role.
\connect - pakn_app
set search_path = test, public;
set client_min_messages = warning;
select plan(16);
create temp table answer as select c.*, test.said(c.statement) as answer from test.call c;
select is(current_user::text, 'pakn_app', 'these are the daemon''s rights');
select cmp_ok((select count(distinct function) from answer), '>', 25::bigint, 'every function that it may call is tried');
select is_empty($$ select attacker, function, left(statement, 300), answer from answer, test.canary where answer ~ word and not (sees and what = 'words') $$,
	'nobody learns the words of a report that is not theirs, and nobody at all its sender');
select cmp_ok((select count(*) from answer where sees and answer ~ 'CHIMYENVIET'), '>', 5::bigint, 'whose it is does read the words');
select is_empty($$ select attacker, function, statement, answer from answer where answer ~ '^[0-9A-Z]{5} ' and answer !~ '^(PK[0-9]{3}|22...|23...) ' $$,
	'every refusal is one that was meant, or a value that is none');
select is_empty($$ select attacker, function, answer from answer where attacker ~ 'of another province, in ours|a stranger' and answer ~ '^\(20[0-9],' and function not in
	('report_show', 'consent_show', 'category_list', 'area_list', 'area_at', 'agency_list', 'route_show', 'session_end', 'oidc_provider_list', 'report_list', 'report_similar', 'open_stats', 'open_stats_csv', 'open_page') $$,
	'a credential of another province is none in ours, but where none is needed');
select is_empty($$ select what, statement, said from test.trespass, test.said(statement) said where said !~ '^42501 ' $$, 'the daemon''s role can read, change, make and become nothing');
create temp table report (report_id uuid, tenant_id int);
create function pg_temp.may(text, text) returns boolean language sql as 'select true';
select is_empty($$ select c.function from test.call c where c.attacker = 'staff of another agency' and c.function = 'case_show' and test.said(c.statement) !~ '^PK404' $$,
	'a table and a function of one''s own in front of the real ones change nothing');
select pakn.event_seal(1000), pakn.stat_fold(1000), pakn.stat_overdue(1000), pakn.sweep() \g /dev/null
select ok(test.stands(), 'whatever of it is called, the history of before stands as it stood');

-- 3. All roles, all tables.
select is_empty($$ select distinct name from test.passage where not known $$, 'of every table it is said here who may do what with it');
select is_empty($$ select w.name from test.wall w where not exists (select from test.passage p where p.name = w.name) $$, 'and every table that is named here exists');
select is_empty($$ select role, name, verb, tried from test.passage where tried <> expected $$, 'each role gets at each table as it should, and no further');
select is((select count(*) from test.passage where role = 'pakn_read' and partly), 1::bigint, 'of provinces, who reads figures sees those columns that are public');
select is_empty($$ select name, seen from test.passage where role = 'pakn_read' and statistics not in ('all', 'none') and seen <> statistics $$, 'and no others');
select is_empty($$ select r, p.oid::regprocedure from pg_proc p, unnest('{pakn_read,pakn_identity}'::text[]) r where p.pronamespace = 'pakn'::regnamespace
	and has_function_privilege(r, p.oid, 'execute') and not (r = 'pakn_identity' and p.proname ~ '^(identity_(count|stale|reseal|resealed|sample|keep)|consent_add|(factor|gateway|subscription_secret)_(stale|reseal))$') $$,
	'who reads figures may call nothing, and who runs `pakn identity` what that needs');
select is_empty($$ select p.oid::regprocedure from pg_proc p where p.pronamespace = 'pakn'::regnamespace
	and p.prosrc ~ '(update|delete from|truncate)( only)? +(pakn\.)?(admin_act|identity_look)\M' $$, 'no function changes or deletes an act, or a look');
select * from finish();
