-- What the schema keeps to so that it also runs distributed by tenant_id (Citus), and so that the daemon's
-- role can do nothing but call its functions.  No migration may break it.
\ir lib/make.psql
select plan(37);

-- 1. Small tables, which change when a province's structure does.  Every other table grows: a new one is under
-- the rules unless it is named here.
create table test.reference_table (name) as select unnest('{action,agency,agency_head,answer_rule,answer_template,outcome,agency_succession,area,area_boundary,area_part,area_successor,calendar,category,category_attribute,
	channel,consent_text,deadline,deadline_rule,delegation,doubt,due_run,duty,erasure_asker,erasure_ground,flag_reason,holiday,ladder,leave,lifecycle,login_limit,notice,notice_channel,notice_event,notice_template,oidc_provider,office_hours,rating_level,reference_source,role,role_right,routing_rule,routing_version,scope_right,sender_kind,staff,stat_class,stat_dimension,stats_target,subscription,subscription_secret,tenant,tenant_host,tenant_merge,tenant_merge_map,working_block,zone,zone_overlap,zone_part}'::text[]);
create view test.relation as
select c.oid, c.relname::text as name, c.relkind, c.relispartition as part,
	r.name is not null as reference
from pg_class c left join test.reference_table r on r.name = c.relname
where c.relnamespace = 'pakn'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f');
create view test.growing as select * from test.relation where not reference;

select is_empty('select name from test.reference_table except select name from test.relation', 'the reference tables that this test names exist');
select cmp_ok((select count(*) from test.growing where not part), '>=', 12::bigint, 'the growing tables are found');
select is_empty($$ select name from test.growing where relkind not in ('r', 'p') $$, 'what grows is a table: no view, no foreign table');
select is_empty($$ select g.name from test.growing g where not exists (select from pg_attribute a where a.attrelid = g.oid and a.attname = 'tenant_id' and a.attnotnull and a.atttypid = 'int'::regtype) $$,
	'every growing table has tenant_id, and it is not null');
select is_empty($$ select g.name from test.growing g where not exists (select from pg_index i where i.indrelid = g.oid and i.indisprimary) $$, 'every growing table has a primary key');
select is_empty($$ select g.name, i.indexrelid::regclass from test.growing g join pg_index i on i.indrelid = g.oid
	where (i.indisunique or i.indisexclusion) and i.indkey[0] is distinct from (select a.attnum from pg_attribute a where a.attrelid = g.oid and a.attname = 'tenant_id') $$,
	'tenant_id is first in the primary key and in every unique index of a growing table');
select is_empty($$ select g.name, i.indexrelid::regclass from test.growing g join pg_index i on i.indrelid = g.oid
	where i.indkey[0] is distinct from (select a.attnum from pg_attribute a where a.attrelid = g.oid and a.attname = 'tenant_id') $$,
	'so it is in every other index of a growing table');
select is_empty($$ select g.name, k.conname from test.growing g join pg_constraint k on k.conrelid = g.oid and k.contype = 'f'
	where not exists (select from pg_attribute a where a.attrelid = g.oid and a.attname = 'tenant_id' and a.attnum = k.conkey[1])
		and k.confrelid not in (select f.oid from test.relation f where f.reference and not exists (select from pg_attribute a where a.attrelid = f.oid and a.attname = 'tenant_id')) $$,
	'tenant_id is first in every foreign key of a growing table, but to what all provinces share');
select is_empty($$ select r.name, k.conname from test.relation r join pg_constraint k on k.conrelid = r.oid and k.contype = 'f'
	join test.growing g on g.oid = k.confrelid where r.reference $$, 'no reference table refers to a growing one');
select is_empty($$ select r.name, t.tgname from test.relation r join pg_trigger t on t.tgrelid = r.oid where not t.tgisinternal $$, 'there are no triggers');
select is_empty($$ select evtname from pg_event_trigger $$, 'there are no event triggers');
select is_empty($$ select r.name, w.rulename from test.relation r join pg_rewrite w on w.ev_class = r.oid $$, 'there are no rules and no views');
select is_empty($$ select r.name from test.relation r join pg_inherits i on i.inhrelid = r.oid where not r.part $$, 'nothing is inherited, but by partitions');
select is_empty($$ select r.name, a.attname from test.relation r join pg_attribute a on a.attrelid = r.oid where a.attidentity <> '' $$, 'there are no identity columns');
select is_empty($$ select g.name, a.attname from test.growing g join pg_attrdef d on d.adrelid = g.oid join pg_attribute a on a.attrelid = g.oid and a.attnum = d.adnum
	where pg_get_expr(d.adbin, d.adrelid) ~ 'nextval|random|uuid' $$, 'ids of growing tables come from the caller, not from a default');
select is_empty($$ select r.name from test.relation r where exists (select from pg_class c where c.oid = r.oid and (c.relrowsecurity or c.relpersistence <> 'p')) $$,
	'every table is logged, and none is guarded by row security, which needs care on Citus');

-- 2. The hot tables.
create view test.report_index as select g.name, i.indexrelid::regclass as index, array(select a.attname::text from pg_attribute a where a.attrelid = g.oid and a.attnum = any (i.indkey)) as columns
from test.growing g join pg_index i on i.indrelid = g.oid where g.name ~ '^report(_[0-9]+|_rest)?$';
select is_empty($$ select * from test.report_index where columns && '{status,version,stat_class,stat_bucket,agency_id,category_id,due_at,accepted_at,released_at,closed_at,late_round,resume_to,rule_id,answer}' $$,
	'no index on report holds what changes: the work item carries it');
select is((select array_agg(t order by t) from unnest('{work_item,outbox,stat_rollup,stat_duration}'::text[]) t, pg_class c where c.oid = ('pakn.' || t)::regclass and c.reloptions @> '{fillfactor=70}'),
	'{outbox,stat_duration,stat_rollup,work_item}', 'tables whose rows change much leave room in their pages');
select results_eq($$ select c.relname::text collate "default", pg_get_partkeydef(c.oid) from pg_class c where c.relnamespace = 'pakn'::regnamespace and c.relkind = 'p' order by 1 $$,
	$$ values ('report', 'RANGE (report_id)'), ('report_event', 'RANGE (event_id)') $$, 'report and report_event are cut by their ids, which begin with their time');
select is_empty($$ select m from generate_series(date_trunc('month', now()), now() + interval '1 month', interval '1 month') m, unnest('{report,report_event}'::text[]) t
	where to_regclass('pakn.' || t || to_char(m, '_YYYYMM')) is null $$, 'the parts of this month and the next are there');

-- 3. Privileges.
select is_empty($$ select p.oid::regprocedure from pg_proc p where p.pronamespace = 'pakn'::regnamespace and p.prosecdef
	and not coalesce((select s ~ ', ?pg_temp$' and s !~ '\$user' from unnest(p.proconfig) s where s ~ '^search_path='), false) $$,
	'every function that runs with its owner''s rights has a fixed search_path that ends in pg_temp');
select is_empty($$ select p.oid::regprocedure from pg_proc p where p.pronamespace = 'pakn'::regnamespace and has_function_privilege('pakn_app', p.oid, 'execute') and not p.prosecdef $$,
	'what the daemon may call runs with its owner''s rights');
select is_empty($$ select r.name from test.relation r where has_table_privilege('pakn_app', r.oid, 'select, insert, update, delete, truncate, references, trigger')
		or has_any_column_privilege('pakn_app', r.oid, 'select, insert, update, references')
	union all
	select c.relname from pg_class c where c.relnamespace = 'pakn'::regnamespace and case when c.relkind = 'S' then has_sequence_privilege('pakn_app', c.oid, 'usage, select, update') end $$,
	'the daemon''s role may touch no table and no sequence');
select is((select (has_schema_privilege('pakn_app', 'pakn', 'create'), has_database_privilege('pakn_app', current_database(), 'create'), r.rolsuper, r.rolcreaterole, r.rolcreatedb, r.rolbypassrls)::text
	from pg_roles r where r.rolname = 'pakn_app'), '(f,f,f,f,f,f)', 'the daemon''s role may create nothing');
select is_empty($$ select p.oid::regprocedure from pg_proc p where p.pronamespace = 'pakn'::regnamespace
	and exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x where x.grantee = 0) $$, 'nothing in the schema may be called by everybody');
select is_empty($$ select r.name, x.privilege_type from test.relation r join pg_class c on c.oid = r.oid, aclexplode(c.relacl) x
	where x.grantee not in (c.relowner, 'pakn_read'::regrole) $$,
	'nobody beside the owner and who reads figures may read a table (walls.sql), not even who seals contacts again');

-- 4. The files of sql/.
create temp table line (file text, place bigint generated always as identity, text text);
\copy line (file, text) from program 'grep -H "" sql/functions/*.sql sql/functions/*/*.sql sql/queries/*.sql | sed -e "s/\\\\/\\\\\\\\/g" -e "s/\t/ /g" -e "s/:/\t/"'
create temp table source as
select split_part(file, '/', 2) as folder, regexp_replace(file, '^.*/|[.]sql$', '', 'g') as name, string_agg(text, E'\n' order by place) as text,
	string_agg(text, E'\n' order by place) filter (where text !~ '^ *--') as code, (array_agg(text order by place))[1] as head
from line group by file;
select cmp_ok((select count(*) from source where folder = 'functions'), '>', 60::bigint, 'the files of functions are found');
select is_empty($$ select name, head from source where name !~ '^zz_' and head !~ ('^-- ' || name || ': [^ ]') $$, 'every function and query begins with a line that says its name and what it does');
select is_empty($$ select name from source where folder = 'functions' and name !~ '^zz_'
		and (select array_agg(distinct m[1]) from regexp_matches(text, 'create or replace (?:function|aggregate) ([a-z_.0-9]+)', 'g') m) is distinct from array['pakn.' || name]
	union all
	select p.proname from pg_proc p where p.pronamespace = 'pakn'::regnamespace and p.proname not in (select name from source where folder = 'functions')
		and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e') $$,
	'one file, one function, of the same name; and no function without a file');
select is_empty($$ select name from source where folder = 'functions' and name !~ '^zz_' and text !~ '\n-- Writes: '
	and code ~* '\m(insert into|update|delete from) +(pakn\.)?[a-z_]+\M' $$, 'a function that writes says where, in its head');
select is_empty($$ select name from source where folder = 'functions' and (code ~* '\mmerge into\M' or regexp_replace(code, '\m(nullif|coalesce|histogram_add)\(', '(', 'g') ~* 'do update set[^;]*?= *[a-z_.]+\(' or code ~* '\mpg_notify\M') $$,
	'no MERGE, no NOTIFY, no function in ON CONFLICT DO UPDATE');

-- prepared: what PostgreSQL says against a query whose :names have become $1, $2 ...; null where nothing.
create function test.prepared(p_name text, p_text text) returns text language plpgsql as $$
declare
	v_text text := p_text;
	v_names text[] := (select array_agg(n order by first) from (select m[1] as n, min(o) as first
		from regexp_matches(p_text, '(?<![:a-z0-9_]):([a-z][a-z_0-9]*)', 'g') with ordinality x (m, o) group by 1) y);
begin
	for i in 1 .. coalesce(cardinality(v_names), 0) loop
		v_text := regexp_replace(v_text, '(?<![:a-z0-9_]):' || v_names[i] || '(?![a-z_0-9])', '$' || i, 'g');
	end loop;
	execute format('prepare %I as %s', 'q_' || p_name, v_text);
	return null;
exception when others then
	return sqlerrm;
end $$;
select matches(prepared('broken', 'select pakn.sweep(:limit)'), 'does not exist', 'a query that calls what is not there does not prepare');
select is((select string_agg(name || ': ' || p, E'\n') from source, test.prepared(name, code) p where folder = 'queries' and p is not null), null, 'every query prepares');
select is_empty($$ select p.oid::regprocedure from pg_proc p where p.pronamespace = 'pakn'::regnamespace
		and has_function_privilege('pakn_app', p.oid, 'execute') <> exists (select from source s where s.folder = 'queries' and s.code ~ ('pakn\.' || p.proname || '\(')) $$,
	'the daemon may call what its queries call, and nothing else');
create temp table route_table (text text);
\copy route_table from program 'cat server/routes_*.c | tr "\n\t\\\\" "   "'
create temp table named_right as
select m[1] as right_name, m[2] as query from route_table, regexp_matches(text, 'STAFF, "([a-z_:]+)",[^{}]*&q_([a-z_]+)', 'g') m;
select cmp_ok((select count(*) from named_right), '>', 40::bigint, 'the routes of staff are found');
select is_empty($$ select n.* from named_right n join source q on q.folder = 'queries' and q.name = n.query
	where not exists (select from regexp_matches(q.code, 'pakn\.([a-z_]+)\(', 'g') f join source s on s.folder = 'functions' and s.name = f[1]
		where s.code ~ ('(caller|case_take)\(p_digest, p_tenant,\s*''' || n.right_name || '''') or n.right_name = 'session:end' and s.code ~ 'session_owner\(') $$,
	'each route names the right that its function asks for');
select is_empty($$ select name from source where folder = 'functions' and code ~ 'report_move\([^,]+, (pakn\.)?gen_random_uuid' $$,
	'an event has an id of its time, by which its month and what is new are found');
select * from finish();
