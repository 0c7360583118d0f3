-- answers_sweep: old first answers go as far as they can be rebuilt, byte for byte, and no further.
\ir lib/make.psql
select plan(11);

-- Reports of so many days ago, half of them worked on since.
create temp table kept as
select s.body::jsonb->>'code' as code, (s.body::jsonb->>'id')::uuid as report_id, s.body, n, case when n % 4 = 0 then 5 else 40 end as days
from generate_series(1, 24) n, test.submit(jsonb_build_array(jsonb_build_object('category', case when n % 3 = 0 then 'KHAC' else 'HTGT' end,
	'code', 'KEPT' || n, 'key_digest', sha256(('key ' || n)::bytea), 'area_code', '09187',
	'received_at', now() - case when n % 4 = 0 then 5 else 40 end * interval '1 day' + n * interval '1 minute'))) s;
select pakn.case_move(test.login('dispatcher'), 24, gen_random_uuid(), '\x01', test.uuid7(), k.report_id, '1', 'assign', 'SXD', null, null, null) from kept k where n % 2 = 0 \g /dev/null
select pakn.case_move(test.login('staff', 'SXD'), 24, gen_random_uuid(), '\x01', test.uuid7(), k.report_id, '2', 'return', null, 'Không phải của Sở', null, null) from kept k where n % 4 = 2 \g /dev/null
create function test.answers() returns table (code text, answer text) language sql stable as $$
	select c.code, c.answer from pakn.report_code c where c.tenant_id = 24
$$;

select is_empty($$ select k.code, k.body, pakn.report_answer(24, k.report_id) from kept k where k.body <> pakn.report_answer(24, k.report_id) $$,
	'what was decided first is told again, whatever was decided since');
-- One whose answer cannot be told again: the commune has another name since.
update pakn.report_code set answer = replace(answer, 'Kinh Bắc', 'Kinh Bắc cũ') where tenant_id = 24 and code = 'KEPT1';
select is(pakn.answers_sweep(10), 10, 'as many are looked at as may be in one run');
select is(pakn.answers_sweep(10), 8, 'the next one goes on where it ended');
select is(pakn.answers_sweep(10), 0, 'and then there is nothing more to do');
select results_eq($$ select count(*)::int, count(a.answer)::int from answers() a join kept k using (code) where k.days > 30 $$, $$ values (18, 1) $$,
	'old answers are gone, but the one that could not be told again');
select is((select a.answer ~ 'Kinh Bắc cũ' from answers() a where a.code = 'KEPT1'), true, 'that one is as it was');
select is((select count(a.answer)::int from answers() a join kept k using (code) where k.days < 30), 6, 'those of late stay');
select is_empty($$ select k.code from kept k, lateral test.submit(jsonb_build_array(jsonb_build_object('code', k.code,
		'key_digest', sha256(('key ' || k.n)::bytea)))) s where k.n > 1 and (s.status <> 200 or s.body <> k.body) $$, 'a retry does not notice');
update pakn.tenant set answers_kept = '4 days' where tenant_id = 24;
select is(pakn.answers_sweep(10), 6, 'a province may keep them for a shorter time');
select is((select count(*)::int from answers() a join kept k using (code) where a.answer is not null), 1, 'and does');
select is((select count(*)::int from pakn.answer_sweep), 1, 'how far it came is one row of a province');
select * from finish();
