-- Files in the database: who gets which, which report has which, and when one may go.
\ir lib/make.psql
select plan(37);

-- given: a file of somebody, as attachment_add notes it; its content is the number.
create function test.given(p_content int, p_type text default 'image/jpeg', p_digest bytea default null) returns uuid language plpgsql as $$
declare
	v_id uuid := test.uuid7();
begin
	perform pakn.attachment_add(p_digest, 24, gen_random_uuid(), '\x01', v_id, p_type,
		array_agg(sha256(convert_to(p_content || '-' || i, 'UTF8')) order by i), array_agg((400 - 100 * i)::bigint order by i),
		array_agg(40 - 10 * i order by i), array_agg(4 - i order by i))
	from generate_series(1, case when p_type like 'image/%' then 3 else 1 end) i;
	return v_id;
end $$;
create function test.sent(p_code text, p_more jsonb default '{}') returns text language sql as $$
	select s.status || coalesce(' ' || s.problem || ' ' || (s.body::jsonb->'errors'->0->>'pointer') || ' ' || (s.body::jsonb->'errors'->0->>'code'), '')
	from test.submit(jsonb_build_array(jsonb_build_object('code', p_code, 'category', 'HTGT', 'area_code', '09187') || p_more)) s
$$;
create function test.report_of(p_code text) returns uuid language sql as $$
	select report_id from pakn.report_code where tenant_id = 24 and code = p_code $$;
create function test.files_of(p_code text) returns text[] language sql as $$
	select array_agg(a.part || ' ' || a.type order by a.attachment_id) from pakn.attachment a where a.report_id = test.report_of(p_code) $$;
create function test.list(variadic p_ids uuid[]) returns jsonb language sql as $$ select jsonb_build_object('attachments', p_ids::text) $$;
create function test.found(p_digest bytea, p_id uuid, p_size text default null) returns text language plpgsql as $$
begin
	return (select f.type || ' ' || f.bytes || ' ' || f.open from pakn.attachment_find(p_digest, 24, p_id, p_size) f);
exception when others then
	return sqlstate;
end $$;

create temp table f as select test.given(1) as photo, test.given(2) as second, test.given(1) as twin, test.given(3, 'video/mp4') as film,
	test.given(4) as late, test.given(5) as answer, test.given(6) as never;

select is(test.sent('A1', test.list(photo, film)), '201', 'a report takes the files that it names') from f;
select is(test.files_of('A1'), '{report image/jpeg,report video/mp4}', 'and they are its own');
select is(test.sent('A2', test.list(second, photo)), '422 invalid /attachments/1 unknown_attachment', 'another cannot have them') from f;
select is(test.sent('A3', test.list(second, second)), '422 invalid /attachments/1 unknown_attachment', 'a file is named once') from f;
select is(test.sent('A4', test.list(gen_random_uuid())), '422 invalid /attachments/0 unknown_attachment', 'what is not there cannot be had');
select is(test.sent('A5', test.list(photo, second) || '{"lenient": true}'), '201', 'who cannot be told is not refused') from f;
select is(test.files_of('A5'), '{report image/jpeg}', 'and gets what is free');
select is((select r.review->0->>'code' from pakn.report r where r.report_id = test.report_of('A5')), 'unknown_attachment', 'while the desk is told of the other');
select is(test.sent('A6'), '201', 'a report without files needs none');

update pakn.tenant set attachment_kinds = '{site}' where tenant_id = 24;
select is(test.sent('B1'), '422 invalid /attachments attachment_required', 'unless its kind does');
select is(test.sent('B2', '{"kind": "business"}'), '201', 'as others do not');
select is(test.sent('B3', '{"lenient": true}'), '201', 'nor what cannot be refused');
select is((select r.review->0->>'code' from pakn.report r where r.report_id = test.report_of('B3')), 'attachment_required', 'which the desk looks at');
select is(test.sent('B4', jsonb_build_object('digest', test.login('operator', 'TT1022'), 'channel', 'hotline')), '201', 'who calls has no photo at hand');
update pakn.tenant set attachment_kinds = '{}' where tenant_id = 24;

-- Who sees them.
select is((select array_agg(test.found(d, photo) order by n) from f, (values (1, null::bytea), (2, '\x00'),
		(3, test.login('staff', 'UB09190')), (4, test.login('admin', 'TT1022')), (5, test.login('staff', 'UB09187')),
		(6, test.login('operator', 'TT1022')), (7, (select secret_digest from pakn.report_code where code = 'A1')),
		(8, (select secret_digest from pakn.report_code where code = 'A5'))) who (n, d)),
	'{PK404,PK404,PK404,PK404,"image/jpeg 300 false","image/jpeg 300 false","image/jpeg 300 false",PK404}', 'who works on a case and who sent it see its files');
select is((select array_agg(test.found(test.login('operator', 'TT1022'), x, s) order by n) from f, lateral (values (1, f.photo, 'small'), (2, f.photo, 'medium'),
	(3, f.film, 'small'), (4, f.never, 'full')) w (n, x, s)), '{"image/jpeg 100 false","image/jpeg 200 false","video/mp4 300 false",PK404}', 'in the size that they ask for');
update pakn.attachment set release = 'released' where attachment_id = (select photo from f);
select is(test.found(null, photo), 'PK404', 'a released photo of a report that is not published is not public') from f;
insert into pakn.report_publication (tenant_id, report_id, text_release, published_at, status, category_id, agency_id, area_id)
select 24, test.report_of('A1'), 'released', now(), 'assigned', 1, 1, 1 \g /dev/null
select is(test.found(null, photo), 'image/jpeg 300 true', 'of a published one it is') from f;
select throws_ok($$ update pakn.attachment set release = 'released' where type = 'video/mp4' $$, '23514', null, 'what is no picture can never be released');

-- When they may go.
create temp table gone as select count(*) from pakn.files_unused(1000);
select pakn.attachment_remove(24, photo) from f \g /dev/null
select is_empty('select * from pakn.files_unused(1000)', 'a file that another has, too, stays');
select is(test.found(test.login('operator', 'TT1022'), photo) || (select release from pakn.attachment where attachment_id = photo), 'PK404removed', 'for whoever had it, it is gone') from f;
select pakn.attachment_remove(24, twin) from f \g /dev/null
select set_eq('select * from pakn.files_unused(1000)', $$ select 24, encode(sha256(convert_to('1-' || i, 'UTF8')), 'hex') from generate_series(1, 3) i $$, 'with the last of them it may go');
update pakn.attachment set created_at = now() - interval '2 hours' where attachment_id in (select unnest(array[never, film]) from f);
select is(pakn.attachment_sweep(1, 10), 1, 'what no report has named in time is swept');
select results_eq($$ select named from pakn.files_named('{24,24,25}', array(select encode(sha256(convert_to(c, 'UTF8')), 'hex') from unnest('{3-1,6-1,3-1}'::text[]) c)) $$,
	'values (true), (false), (false)', 'and its files are named by nothing, in whichever province');

-- The store beside the folder.
create temp table swept as select * from pakn.files_unused(1000);
create function test.todo(p_hours int) returns text language sql as $$
	select string_agg(todo, ' ') from pakn.files_to_store('{24,24,25}', array(select encode(sha256(convert_to(c, 'UTF8')), 'hex')
		from unnest('{3-1,6-1,3-1}'::text[]) c), p_hours) $$;
create function test.stored(p_what text) returns text language sql as $$ select encode(sha256(convert_to(p_what, 'UTF8')), 'hex') $$;
select is(test.todo(1), 'copy keep keep', 'what something names is copied, and nothing else');
select is(test.todo(1), 'copy keep keep', 'until it is there');
select pakn.file_stored_note(24, test.stored('3-1')) \g /dev/null
select is(test.todo(1), 'keep keep keep', 'what the store has stays on disk, too');
select is(test.todo(0), 'leave keep keep', 'for so many hours');
insert into pakn.file_unused values (24, sha256('3-1')) \g /dev/null
select is_empty('select * from pakn.files_unused(1000) union all select * from pakn.files_to_unstore(0, 10)', 'what is named stays in the store');
create temp table names as select * from pakn.attachment_file where sha256 = sha256('3-1');
delete from pakn.attachment_file where sha256 = sha256('3-1');
insert into pakn.file_unused values (24, sha256('3-1')) \g /dev/null
select isnt_empty('select * from pakn.files_unused(1000)', 'what nothing names');
select is(test.todo(0), 'keep keep keep', 'is neither copied nor taken off the disk');
select is_empty('select * from pakn.files_to_unstore(60, 10)', 'and after a while');
select results_eq('select * from pakn.files_to_unstore(0, 10)', $$ select 24, test.stored('3-1') $$, 'is deleted in the store');
insert into pakn.attachment_file select * from names;
select is_empty('select * from pakn.files_to_unstore(0, 10)', 'what is named again meanwhile');
select pakn.file_stored_forget(24, test.stored('3-1')) \g /dev/null
select is(test.todo(0), 'copy keep keep', 'is copied again: nobody knows whether it still is there');
delete from pakn.attachment_file where sha256 = sha256('3-1');
select pakn.file_stored_note(24, test.stored('3-1')) \g /dev/null
select results_eq('select * from pakn.files_to_unstore(0, 10)', $$ select 24, test.stored('3-1') $$, 'what lost its name on its way there is deleted, too');
select pakn.file_stored_forget(24, test.stored('3-1')) \g /dev/null
select is_empty('select * from pakn.file_stored', 'and then forgotten');
select * from finish();
