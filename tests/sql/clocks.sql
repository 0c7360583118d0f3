-- What stops, moves and ends a report's clock: stages, pauses, extensions, changed calendars, people on call; and the words
-- for it.  How time is counted is the business of working_time.sql.
\ir lib/make.psql
select plan(79);

select pakn.api_key_set(24, sha256('importer'), 101, 'importer', null, 'app', 'importer', '2026-01-01 00:00+07') \g /dev/null

-- sent: stores a report of a field, and tells what was answered.
create function test.sent(p_code text, p_at timestamptz, p_category text default 'HTGT', p_kind text default 'site') returns jsonb
language sql as $$
	select s.body::jsonb from submit(jsonb_build_array(jsonb_build_object('code', p_code, 'digest', sha256('importer'), 'dated_at', p_at,
		'category', p_category, 'area_code', '09187', 'kind', p_kind))) s
$$;

-- act: what an importer says that somebody did then: the due instant afterwards, or the refusal.
create function test.act(p_code text, p_action text, p_at timestamptz, p_as text, p_until timestamptz default null, p_due_on date default null)
returns text language plpgsql as $$
declare
	v_detail text;
begin
	perform pakn.case_move(sha256('importer'), 24, uuid7(), '\x01', uuid7(), r.report_id, r.version::text, p_action, null, 'Lý do', 'Nội dung',
		'fixed', p_at, p_as, null, p_until, p_due_on)
	from pakn.report r where r.tenant_id = 24 and r.code = p_code;
	return (select to_char(r.due_at, 'YYYY-MM-DD HH24:MI') from pakn.report r where r.tenant_id = 24 and r.code = p_code);
exception when others then
	get stacked diagnostics v_detail = pg_exception_detail;
	return concat_ws(' ', sqlstate, sqlerrm, case when sqlstate = 'PK422' then v_detail::jsonb->'errors'->0->>'code' end);
end $$;

-- item: the stage's due of a report, and in which status it is.
create function test.item(p_code text) returns text language sql as $$
	select w.status || ' ' || coalesce(to_char(w.stage_due_at, 'YYYY-MM-DD HH24:MI'), 'none')
	from pakn.report r join pakn.work_item w using (tenant_id, report_id) where r.tenant_id = 24 and r.code = p_code and w.part = 'lead'
$$;

-- 1. Where the clock begins, and the stage that a report is in.
create table test.begin_case (code text, sent timestamptz, category text, starts text, due text, stage text);
insert into test.begin_case values
	('B1', '2026-10-05 09:00:30+07', 'HTGT', '2026-10-05 09:00', '2026-10-14 17:00', 'assigned 2026-10-06 17:00'),
	('B2', '2026-10-03 22:15+07', 'HTGT', '2026-10-05 07:30', '2026-10-14 17:00', 'assigned 2026-10-06 17:00'),
	('B3', '2026-10-05 11:30+07', 'HTGT', '2026-10-05 13:30', '2026-10-14 17:00', 'assigned 2026-10-06 17:00'),
	('B4', '2026-10-05 17:00+07', 'HTGT', '2026-10-06 07:30', '2026-10-15 17:00', 'assigned 2026-10-07 17:00'),
	('B5', '2026-09-02 08:00+07', 'HTGT', '2026-09-03 07:30', '2026-09-14 17:00', 'assigned 2026-09-04 17:00'),
	('B6', '2026-10-03 22:15+07', 'DIEN', '2026-10-03 22:15', '2026-10-04 22:15', 'assigned 2026-10-04 00:15'),
	('B7', '2026-10-05 09:00+07', null, '2026-10-05 09:00', '2026-10-14 17:00', 'received 2026-10-06 09:30');
create temp table begun as select b.*, sent(b.code, b.sent, b.category) as answer from begin_case b;
select is(concat_ws('; ', to_char((b.answer->>'clock_starts_at')::timestamptz, 'YYYY-MM-DD HH24:MI'), to_char((b.answer->>'due_at')::timestamptz, 'YYYY-MM-DD HH24:MI'), item(b.code)),
	concat_ws('; ', b.starts, b.due, b.stage), format('sent at %s, a report of %s counts from %s, its answer is due at %s, its stage %s',
	b.sent, coalesce(b.category, 'no field'), b.starts, b.due, b.stage))
from begun b order by b.code;
select is_empty($$ select b.code, b.answer::text, pakn.report_answer(24, r.report_id) from begun b join pakn.report r on r.tenant_id = 24 and r.code = b.code
	where b.answer is distinct from pakn.report_answer(24, r.report_id)::jsonb $$, 'an answer that was swept is rebuilt as it was');

-- 2. Steps, one after the other: what is done when, and when the answer is due then.
create table test.step (place int generated always as identity, code text, action text, at timestamptz, actor text, until timestamptz, due_on date, told text, stage text, said text);
insert into test.step (code, action, at, actor, until, due_on, told, stage, said) values
	('B1', 'accept', '2026-10-05 10:00+07', 'staff', null, null, '2026-10-14 17:00', 'in_progress 2026-10-14 17:00', 'whoever accepts has until the answer is due'),
	('B1', 'pause', '2026-10-06 09:00+07', 'staff', '2026-10-06 09:00+07', null, 'PK422 invalid in_the_past', null, 'a pause lasts'),
	('B1', 'pause', '2026-10-06 09:00+07', 'staff', '2026-10-09 08:00+07', null, '2026-10-19 16:00', 'paused 2026-10-09 08:00', 'a pause moves the due instant by the working minutes until it ends'),
	('B1', 'pause', '2026-10-06 10:00+07', 'staff', '2026-10-09 08:00+07', null, 'PK409 not_allowed_now', null, 'what stands still is not stopped again'),
	('B1', 'resume', '2026-10-07 10:00+07', 'staff', null, null, '2026-10-16 08:30', 'in_progress 2026-10-16 08:30', 'who goes on earlier has only the minutes that it stood still'),
	('B1', 'request-info', '2026-10-08 16:00+07', 'staff', null, null, '2026-10-23 09:30', 'info_requested 2026-10-15 17:00', 'who asks the sender waits as long as the class says'),
	('B1', 'resume', '2026-10-12 07:30+07', 'staff', null, null, '2026-10-19 09:30', 'in_progress 2026-10-19 09:30', 'minutes of a second stop are added'),
	('B2', 'accept', '2026-10-05 10:00+07', 'staff', null, null, '2026-10-14 17:00', 'in_progress 2026-10-14 17:00', 'another'),
	('B2', 'pause', '2026-10-14 17:00+07', 'staff', '2026-10-30 08:00+07', null, '2026-10-14 17:00', 'paused 2026-10-30 08:00', 'a pause at the due instant moves nothing'),
	('B2', 'resume', '2026-10-20 08:00+07', 'staff', null, null, '2026-10-14 17:00', 'in_progress 2026-10-14 17:00', 'nor does its end'),
	('B2', 'extend', '2026-10-20 09:00+07', 'staff', null, '2026-11-20', 'PK409 past_due', null, 'after due no more time is asked'),
	('B3', 'extend', '2026-10-05 15:00+07', 'staff', null, '2026-10-20', 'PK409 not_allowed_now', null, 'what nobody accepted is not extended'),
	('B3', 'accept', '2026-10-05 15:00+07', 'staff', null, null, '2026-10-14 17:00', null, 'a third'),
	('B3', 'grant', '2026-10-06 08:00+07', 'head', null, null, 'PK409 not_allowed_now', null, 'what nobody asked is not granted'),
	('B3', 'extend', '2026-10-06 08:00+07', 'staff', null, '2026-10-14', 'PK422 invalid not_after_due', null, 'the day of before is no extension'),
	('B3', 'extend', '2026-10-06 08:00+07', 'staff', null, '2026-10-17', '2026-10-14 17:00', 'in_progress 2026-10-14 17:00', 'who asks has nothing yet'),
	('B3', 'extend', '2026-10-06 09:00+07', 'staff', null, '2026-10-20', 'PK409 not_allowed_now', null, 'one asks once'),
	('B3', 'grant', '2026-10-06 09:00+07', 'staff', null, null, 'PK409 not_allowed_now', null, 'staff do not grant'),
	('B3', 'grant', '2026-10-06 09:00+07', 'dispatcher', null, null, 'PK409 not_allowed_now', null, 'nor does the desk, where the head does'),
	('B3', 'refuse', '2026-10-06 09:00+07', 'head', null, null, '2026-10-14 17:00', null, 'a head refuses'),
	('B3', 'extend', '2026-10-06 10:00+07', 'head', null, '2026-10-17', '2026-10-14 17:00', null, 'what was refused may be asked again'),
	('B3', 'grant', '2026-10-07 08:00+07', 'head', null, null, '2026-10-19 17:00', 'in_progress 2026-10-19 17:00', 'a Saturday is granted as the next working day'),
	('B3', 'extend', '2026-10-08 08:00+07', 'staff', null, '2026-10-30', 'PK409 extension_limit', null, 'once is the limit'),
	('B3', 'pause', '2026-10-19 07:30+07', 'staff', '2026-10-19 08:30+07', null, '2026-10-20 08:30', 'paused 2026-10-19 08:30', 'a pause after it moves what was granted'),
	('B3', 'resume', '2026-10-19 08:30+07', 'staff', null, null, '2026-10-20 08:30', null, 'to the minute'),
	('B4', 'accept', '2026-10-06 08:00+07', 'staff', null, null, '2026-10-15 17:00', null, 'a fourth'),
	('B4', 'pause', '2026-10-07 07:30+07', 'head', '2026-10-07 08:30+07', null, '2026-10-16 08:30', null, 'stopped before'),
	('B4', 'resume', '2026-10-07 08:30+07', 'head', null, null, '2026-10-16 08:30', null, 'it is asked for more'),
	('B4', 'extend', '2026-10-16 08:29:59+07', 'staff', null, '2026-10-23', '2026-10-16 08:30', null, 'asked a second before due'),
	('B4', 'grant', '2026-10-16 08:30+07', 'head', null, null, 'PK409 past_due', null, 'nothing is granted at due'),
	('B4', 'answer', '2026-10-16 10:00+07', 'staff', null, null, '2026-10-16 08:30', null, 'an answer ends what was asked'),
	('B6', 'accept', '2026-10-03 23:00+07', 'staff', null, null, '2026-10-04 22:15', null, 'something urgent'),
	('B6', 'pause', '2026-10-04 00:00+07', 'staff', '2026-10-04 01:30+07', null, '2026-10-04 23:45', null, 'day and night, a pause counts all minutes'),
	('B6', 'resume', '2026-10-04 00:20:40+07', 'staff', null, null, '2026-10-04 22:35', null, 'and full ones only'),
	('B7', 'request-info', '2026-10-05 10:00+07', 'dispatcher', null, null, '2026-10-22 14:30', 'info_requested 2026-10-12 17:00', 'the desk asks while it sorts'),
	('B7', 'resume', '2026-10-05 11:00+07', 'dispatcher', null, null, '2026-10-15 08:30', 'received 2026-10-06 10:30', 'and has an hour more to sort it');
create temp table told as select s.*, null::text as got, null::text as item from step s;
do $$
declare
	s record;
begin
	for s in select * from told order by place loop
		update told t set got = test.act(s.code, s.action, s.at, s.actor, s.until, s.due_on) where t.place = s.place;
		update told t set item = test.item(s.code) where t.place = s.place;
	end loop;
end $$;
select is(got || coalesce('; ' || case when stage is not null then item end, ''), told || coalesce('; ' || stage, ''), code || ', ' || action || ': ' || said) from told order by place;
select is((select (r.asked_due, r.asked_of, r.extensions)::text from pakn.report r where r.code = 'B4'), '(,,)', 'an answer drops what was asked for');
select results_eq($$ select e.type, count(*) from pakn.report_event e join pakn.report r using (tenant_id, report_id) where r.code = 'B3' group by 1 order by 1 $$,
	$$ values ('accepted', 1::bigint), ('extended', 1), ('extension_asked', 2), ('extension_refused', 1), ('paused', 1), ('received', 1), ('resumed', 1) $$,
	'each step is on record');
select test.act('B2', 'answer', '2026-10-21 08:00+07', 'staff'), test.act('B2', 'approve', '2026-10-21 09:00+07', 'head'),
	test.act('B4', 'approve', '2026-10-21 09:00+07', 'head') \g /dev/null
select is((select string_agg(r.code || ' ' || c.name, ', ' order by r.code) from pakn.report r join pakn.stat_class c using (stat_class) where r.code in ('B2', 'B4')),
	'B2 late_fixed, B4 late_fixed', 'no pause and no question for more time makes a late answer one in time');
select is((select (sum(s.paused), sum(s.extended), sum(s.received))::text from stats_rows(24, '2026-10-01 00:00+07', '2026-11-01 00:00+07', null, 'category') s where s.is_total),
	'(7,1,6)', 'pauses and extensions are counted beside the figures');
select is((select jsonb_agg(s) from stats_rows(24, '2026-10-01 00:00+07', '2026-11-01 00:00+07', null, 'agency') s),
	(select jsonb_agg(s) from stats_rows(24, '2026-10-01 00:00+07', '2026-11-01 00:00+07', now(), 'agency') s), 'and recounted from the history alike');

-- 3. Waits end by themselves.
select test.act('B1', 'pause', '2026-10-12 09:00+07', 'staff', now() + interval '1 hour') \g /dev/null
select is(pakn.wait_end(10), 0, 'who still waits, waits');
update pakn.work_item w set stage_due_at = now() from pakn.report r where r.tenant_id = 24 and r.code = 'B1' and w.report_id = r.report_id;
update pakn.report set waits_until = now(), stopped = '{}' where code = 'B1';
select is(pakn.wait_end(10), 1, 'a wait that is over ends by itself');
select is((select (r.status, r.waits_until, e.actor_kind, t.text)::text from pakn.report r join pakn.report_event e using (tenant_id, report_id)
	join pakn.event_content t using (tenant_id, event_id) where r.code = 'B1' order by e.at desc limit 1),
	'(in_progress,,system,"Hết thời gian tạm dừng.")', 'and the history says so');

-- 4. Classes by field, kind and urgency; calendars of agencies.
select pakn.calendars_import(24, '{1}', '{chienthu}', '{"Có thứ Bảy"}'), pakn.office_hours_import(24, '{1}', '{chienthu}', array[null::date],
	'{08:00-12:00}', '{08:00-12:00}', '{08:00-12:00}', '{08:00-12:00}', '{08:00-12:00}', '{08:00-12:00}', array[null::text]) \g /dev/null
select is((select string_agg(distinct extract(year from b.first)::text, ' ') from (select min(starts_at) as first from pakn.working_block where tenant_id = 24 group by calendar_id) b),
	(select extract(year from min(starts_at))::text from pakn.working_block where tenant_id = 24 and calendar_id = 1), 'a calendar that is made later begins with the others: reports of those years may get their deadlines by it');
select pakn.deadlines_import(24, '{1,2}', '{coquan,coquan}', '{answer,accept}', '{working_hours,working_hours}', '{8,4}', '{agency,agency}',
	null, null, null, null, null) \g /dev/null
select pakn.deadline_rules_import(24, '{1,2,3}', '{*,HTGT,HTGT}', '{procedure,*,business}', '{*,*,*}', '{long,normal,coquan}') \g /dev/null
update pakn.agency set calendar_id = (select calendar_id from pakn.calendar where code = 'chienthu') where tenant_id = 24 and code = 'UB09187';
create temp table classed as select k.*, sent(k.code, '2026-10-09 08:30+07', k.category, k.kind) as answer
from (values ('K1', 'HTGT', 'site', 'normal'), ('K2', 'HTGT', 'procedure', 'normal'), ('K3', 'CX', 'procedure', 'long'),
	('K4', 'HTGT', 'business', 'coquan'), ('K5', 'CX', 'site', 'normal')) k (code, category, kind, class);
select is((select string_agg(r.code || ' ' || r.deadline_class, ', ' order by r.code) from classed k join pakn.report r using (code)),
	(select string_agg(code || ' ' || class, ', ' order by code) from classed), 'who names the field goes before who names the kind, who names both before all');
select is((select to_char(r.due_at, 'YYYY-MM-DD HH24:MI') || ' ' || c.code || ' ' || item('K4') from pakn.report r join pakn.calendar c using (tenant_id, calendar_id) where r.code = 'K4'),
	'2026-10-12 08:30 chienthu assigned 2026-10-10 08:30', 'a class of the agency''s calendar works on its Saturdays');

-- 5. A calendar changes.  ngay: one day of a calendar that works every day; sent the day before yesterday, it is past due.
select pakn.calendars_import(24, '{1}', '{moingay}', '{"Mọi ngày"}'), pakn.office_hours_import(24, '{1}', '{moingay}', array[null::date],
	'{00:00-24:00}', '{00:00-24:00}', '{00:00-24:00}', '{00:00-24:00}', '{00:00-24:00}', '{00:00-24:00}', '{00:00-24:00}'),
	pakn.deadlines_import(24, '{1}', '{ngay}', '{answer}', '{working_days}', '{1}', '{moingay}', null, null, null, null, null) \g /dev/null
update pakn.category set deadline_class = 'ngay' where tenant_id = 24 and code in ('CX', 'TTXD');
update pakn.work_item set urgency = 'normal' where urgency = 'urgent';
create temp table day as select date_trunc('day', now()) as today;
select submit((select jsonb_agg(jsonb_build_object('code', 'D' || n, 'category', 'CX', 'area_code', '09187', 'phone', '+84900000001',
	'received_at', today - interval '2 days' + n * interval '1 hour')) from day, generate_series(1, 6) n)) \g /dev/null
select pakn.case_move(login('dispatcher'), 24, uuid7(), '\x01', uuid7(), r.report_id, '1', 'reject', null, 'Không thuộc', null, null) from pakn.report r where r.code = 'D6' \g /dev/null
select pakn.stat_overdue(100), pakn.stat_fold(1000) \g /dev/null
-- What has changed until here is looked at first, to its end.
update pakn.due_run set changed_at = changed_at - interval '2 minutes';
select pakn.due_recompute(1000) \g /dev/null
select is((select (count(*) filter (where r.due_at = today), count(*) filter (where r.stat_class = 2))::text from day, pakn.report r where r.code like 'D_'), '(6,5)',
	'five open reports are past due, one was refused');
create temp table before as select r.report_id, r.due_at, r.version from pakn.report r;
select pakn.holidays_import(24, '{1}', array[(today - interval '1 day')::date], '{off}', '{"Nghỉ đột xuất"}', '{announced}', null, '{moingay}') from day \g /dev/null
select is((select (runs, begun_at, after)::text from pakn.due_run where tenant_id = 24), '(0,,)', 'a holiday has open deadlines found again');
select is(pakn.due_recompute(3), 3, 'some at a time');
select isnt((select d.after from pakn.due_run d), null, 'and the next run goes on where the last one stopped');
do $$ begin while pakn.due_recompute(3) > 0 loop end loop; end $$;
select is((select (count(*) filter (where r.due_at = today + interval '1 day'), count(*) filter (where r.stat_class = 1))::text from day, pakn.report r where r.code like 'D_'), '(5,5)',
	'what was past due by the old calendar is in time by the new one');
select is((select (r.due_at = today, r.stat_class)::text from day, pakn.report r where r.code = 'D6'), '(t,10)', 'what was closed keeps its deadline');
select is_empty($$ select r.code from pakn.report r join before b using (report_id) where (r.due_at = b.due_at) <> (r.version = b.version) $$,
	'a report whose deadline stays is not touched');
select is((select count(*) from pakn.report_event e join pakn.report r using (tenant_id, report_id) join pakn.event_content t using (tenant_id, event_id) where r.code like 'D_' and e.type = 'due_moved'
	and e.actor_kind = 'system' and e.due_at = r.due_at and e.public and t.text = format('Lịch làm việc hoặc thời hạn được điều chỉnh: hạn trả lời %s chuyển thành %s.',
		pakn.due_words((select today from day)), pakn.due_words(r.due_at))), 5::bigint, 'the history of each says it, in words');
select is_empty($$ select w.report_id from pakn.work_item w join pakn.report r using (tenant_id, report_id) where (w.due_at, w.stat_class) <> (r.due_at, r.stat_class) $$, 'the queue has the same instants');
select is((select jsonb_agg(s) from day, stats_rows(24, today - interval '60 days', today + interval '1 day', null, 'category') s),
	(select jsonb_agg(s) from day, stats_rows(24, today - interval '60 days', today + interval '1 day', now(), 'category') s), 'the figures follow, read or recounted');
-- A batch that was under way stores what it found by the calendar of before.
update pakn.report r set due_at = today from day where r.code = 'D1';
select is(pakn.due_recompute(1000), 0, 'nothing is looked at twice at once');
update pakn.due_run set changed_at = now() - interval '1 minute';
select cmp_ok(pakn.due_recompute(1000), '>', 0, 'but a minute later, once');
select is((select (r.due_at = today + interval '1 day')::text || exists (select from pakn.due_run) from day, pakn.report r where r.code = 'D1'), 'truefalse',
	'what a batch under way had missed is found, and the run is over');
select test.act('B5', 'accept', '2026-09-03 08:00+07', 'staff') \g /dev/null
select pakn.office_hours_import(24, '{1}', '{office}', '{2026-09-01}', '{08:00-12:00}', '{08:00-12:00}', '{08:00-12:00}', '{08:00-12:00}', '{08:00-12:00}', array[null::text], array[null::text]),
	pakn.due_recompute(1000) \g /dev/null
select is((select to_char(r.due_at, 'YYYY-MM-DD HH24:MI') || ', ' || item('B5') from pakn.report r where r.code = 'B5'), '2026-09-14 12:00, in_progress 2026-09-14 12:00', 'other hours move deadlines, too');

-- 6. Who is on call.
select login('staff', 'PCBN'), login('head', 'PCBN'), login('operator') \g /dev/null
insert into pakn.duty
select 24, a.agency_id, s.staff_id, now() - d.since, now() + d.upto
from (values ('PCBN', 'staff.pcbn', interval '1 hour', interval '1 hour'), ('PCBN', 'head.pcbn', '9 hours', '-1 hours'), ('TT1022', 'operator.tt1022', '1 hour', '1 hour'))
	d (agency, username, since, upto)
	join pakn.agency a on a.tenant_id = 24 and a.code = d.agency join pakn.staff s on s.tenant_id = 24 and s.username = d.username;
select is((select string_agg(agency || ' ' || coalesce((select string_agg(s.username, ' ') from pakn.staff s where s.staff_id = any (pakn.duty_on(24, a.agency_id, now() + later))), 'nobody'), ', ' order by place)
	from (values (1, 'PCBN', interval '0'), (2, 'NSBN', '0'), (3, 'PCBN', '3 hours'), (4, 'NSBN', '3 hours')) d (place, agency, later) join pakn.agency a on a.tenant_id = 24 and a.code = d.agency),
	'PCBN staff.pcbn, NSBN operator.tt1022, PCBN head.pcbn, NSBN nobody', 'on call is who is on call there, else at the desk, else who is in charge');
select sent('U0', '2026-10-10 23:00+07', 'DIEN'), submit('[{"code": "U1", "category": "DIEN", "area_code": "09187"}, {"code": "U2", "category": "HTGT", "area_code": "09187"}]') \g /dev/null
select is(pakn.duty_alert(10), 1, 'what is urgent is told at once; what an older system brought is not');
select is(pakn.duty_alert(10), 0, 'once');
select is((select (e.type, e.actor_kind, e.public, t.text, r.version, array_agg(s.username))::text from pakn.report r join pakn.report_event e using (tenant_id, report_id)
	join pakn.event_content t using (tenant_id, event_id) join pakn.duty_alert d using (tenant_id, event_id) join pakn.staff s on s.tenant_id = 24 and s.staff_id = d.staff_id
	where r.code = 'U1' group by e.type, e.actor_kind, e.public, t.text, r.version), '(alerted,system,f,"Báo người trực: staff.pcbn.",1,{staff.pcbn})',
	'the history names whom, and whoever opened the case may still go on with it');
select pakn.case_move(login('dispatcher'), 24, uuid7(), '\x01', uuid7(), r.report_id, '1', 'assign', 'NSBN', null, null, null) from pakn.report r where r.code = 'U1' \g /dev/null
select is((select pakn.duty_alert(10) || ' ' || string_agg(s.username, ' ' order by e.at) from pakn.duty_alert d join pakn.report_event e using (tenant_id, event_id) join pakn.staff s on s.tenant_id = 24 and s.staff_id = d.staff_id), '1 staff.pcbn',
	'another agency is told anew');
select is(pakn.event_verify(24), null, 'the chain of all this verifies') from pakn.event_seal(100000);

-- 7. In words.
create table test.word (calendar int, due timestamptz, at timestamptz, vi text, en text);
insert into test.word values
	(1, '2026-01-23 17:00+07', '2026-01-23 13:50+07', 'còn 3 giờ làm việc', '3 working hours left'),
	(1, '2026-01-23 17:00+07', '2026-01-23 16:59+07', 'còn 1 phút làm việc', '1 working minute left'),
	(1, '2026-01-23 17:00+07', '2026-01-23 16:59:30+07', 'đến hạn', 'due now'),
	(1, '2026-01-23 17:00+07', '2026-01-24 09:00+07', 'quá hạn', 'overdue'),
	(1, '2026-01-27 17:00+07', '2026-01-29 17:00+07', 'quá hạn 2 ngày làm việc', '2 working days overdue'),
	(2, '2026-11-27 17:00+07', '2026-11-26 15:00+07', 'còn 26 giờ', '26 hours left'),
	(2, '2026-11-27 17:00+07', '2026-11-29 18:00+07', 'quá hạn 2 ngày', '2 days overdue');
select is((select string_agg(format('%s at %s: %s, %s', due, at, pakn.left_words(24, calendar, due, at), pakn.left_words(24, calendar, due, at, 'en')), E'\n') from word
	where (pakn.left_words(24, calendar, due, at), pakn.left_words(24, calendar, due, at, 'en')) is distinct from (vi, en)), null, 'what is left is told in words');
select is(pakn.due_words(d), vi) from (values ('2026-11-27 17:00+07'::timestamptz, 'trước 17 giờ thứ Sáu, 27/11/2026'), ('2026-11-29 16:05+07', 'trước 16 giờ 5 Chủ nhật, 29/11/2026')) w (d, vi);
select is(pakn.due_words('2026-11-27 07:05+07', 'en'), 'before 07:05 on Friday, 27 November 2026');
select * from finish();
