-- Between agencies, where a clock is looked at: how long ago an agency was given a report, in working time; what rules name is
-- in the queues from the first; what intake and the chore cost that nobody uses.
\ir lib/make.psql
select plan(9);

-- 1. working_before is the inverse of working_minutes, at any instant of three years.
create table test.moment as select date_trunc('second', '2025-01-01'::timestamptz + random() * interval '3 years') as at, 1 + below(2000) as minutes
	from generate_series(1, 1500);
create table test.edge as select b.starts_at as at, m as minutes from pakn.working_block b, unnest('{1,210,240,450,900}'::int[]) m
	where b.tenant_id = 24 and b.calendar_id = 1 and b.starts_at between '2026-01-01' and '2026-03-01'
	union all select b.ends_at, m from pakn.working_block b, unnest('{1,210,240,450,900}'::int[]) m
	where b.tenant_id = 24 and b.calendar_id = 1 and b.starts_at between '2026-01-01' and '2026-03-01';
create view test.inverse as select m.*, pakn.working_before(24, 1, m.at, m.minutes) as before
	from (table test.moment union all table test.edge) m;
select is_empty($$ select * from test.inverse where pakn.working_minutes(24, 1, before, at) < minutes $$,
	'as many working minutes have passed since the instant that is found');
select is_empty($$ select * from test.inverse where pakn.working_minutes(24, 1, before + interval '1 minute', at) >= minutes $$,
	'and a minute later they had not');
select is(pakn.working_before(24, 1, '1999-01-01', 1), null, 'before the calendar begins nothing has waited');
select is(pakn.working_before(24, 1, '2026-03-09 08:00+07', 450), '2026-03-06 08:00+07'::timestamptz,
	'what an agency was given on a Friday at eight has waited for a working day on the Monday at eight');

-- 2. What the rules name.
update pakn.routing_rule set coordinating = array[(select agency_id from pakn.agency where tenant_id = 24 and code = 'SXD')]
	where tenant_id = 24 and category_id = (select category_id from pakn.category where tenant_id = 24 and code = 'HTGT');
select submit((select jsonb_agg(jsonb_build_object('code', 'H' || n, 'category', 'HTGT', 'area_code', '09187')) from generate_series(1, 3) n)) \g /dev/null
create function test.work(p_code text) returns text language sql as $$
	select string_agg(a.code || ' ' || w.part || ' ' || w.status, ', ' order by w.part desc, a.code)
	from pakn.report r join pakn.work_item w using (tenant_id, report_id) join pakn.agency a on a.tenant_id = 24 and a.agency_id = w.agency_id
	where r.tenant_id = 24 and r.code = p_code
$$;
select is(work('H1'), 'UB09187 lead assigned, SXD coordinate assigned', 'an agency that a rule names has the report in its queue from the first');
select ok(exists (select from pakn.queue_changed(3600, null) c, pakn.agency a where a.tenant_id = 24 and a.code = 'SXD' and c.topic = pakn.queue_topic(24, a.agency_id)),
	'and its queue is told of it');
select pakn.case_move(login('staff', 'UB09187'), 24, uuid7(), '\x01', uuid7(), report_id, '1', 'accept', null, null, null, null) from pakn.report where code = 'H1' \g /dev/null
select is(work('H1'), 'UB09187 lead in_progress, SXD coordinate in_progress', 'its item follows each step');

-- 3. The chore takes as many as it is told, and the rest at its next run.
update pakn.work_item set given_at = now() - interval '30 days';
select is((select array_agg(pakn.unaccepted_chore(1)) from generate_series(1, 3)), '{1,1,0}', 'the chore takes as many as it is told, until none is left');
select is((select string_agg(work(c), '; ') from unnest('{H1,H2,H3}'::text[]) c),
	'UB09187 lead in_progress, SXD coordinate in_progress; TT1022 lead received, SXD coordinate received; TT1022 lead received, SXD coordinate received',
	'what was accepted stays, who coordinates goes on');
select * from finish();
