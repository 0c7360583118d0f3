-- Whom open cases tell as their time goes by: ladders, their steps, moved deadlines, several chores at once; that nothing
-- overdue ever goes quiet, whatever has happened to it; who gets which notice; letters that urge.
\ir lib/make.psql
select plan(61);

select pakn.api_key_set(24, sha256('importer'), 101, 'importer', null, 'app', 'importer', '2026-01-01 00:00+07') \g /dev/null
select test.login('supervisor', 'VPUB'), test.login('head', 'UB09187'), test.login('staff', 'UB09187') \g /dev/null

-- sent: stores a report of a time; act: what an importer says that somebody did then; its refusal, if it is one.
create function test.sent(p_code text, p_at timestamptz, p_category text default 'HTGT') returns void language sql as $$
	select submit(jsonb_build_array(jsonb_build_object('code', p_code, 'digest', sha256('importer'), 'dated_at', p_at,
		'category', p_category, 'area_code', '09187')))
$$;
create function test.act(p_code text, p_action text, p_at timestamptz, p_as text, p_until timestamptz default null, p_due_on date default null,
	p_agency text default null)
returns text language plpgsql as $$
begin
	perform pakn.case_move(sha256('importer'), 24, uuid7(), '\x01', uuid7(), r.report_id, r.version::text, p_action, p_agency, 'Lý do', 'Nội dung',
		'fixed', p_at, p_as, null, p_until, p_due_on)
	from pakn.report r where r.tenant_id = 24 and r.code = p_code;
	return null;
exception when others then
	return sqlstate || ' ' || sqlerrm;
end $$;
-- chore: what the courier does at an instant; all is known here for long, so that nobody waits for more of the past.
create function test.chore(p_now timestamptz) returns int language plpgsql as $$
declare
	v_count int := 0;
	v_more int;
begin
	update pakn.work_item set given_at = p_now - interval '3 days' where given_at > p_now - interval '2 days';
	loop
		v_more := pakn.escalation_look(7, p_now) + pakn.escalation_step(5, p_now);
		v_count := v_count + v_more;
		exit when v_more = 0;
	end loop;
	return v_count;
end $$;
create function test.row_of(p_code text) returns pakn.escalation language sql as $$
	select e from pakn.report r join pakn.escalation e using (tenant_id, report_id) where r.tenant_id = 24 and r.code = p_code
$$;
create function test.steps(p_code text) returns bigint language sql as $$
	select count(*) from pakn.report r join pakn.report_event e using (tenant_id, report_id) where r.code = p_code and e.type in ('reminded', 'escalated')
$$;
create function test.words(p_code text) returns text language sql as $$
	select e.type || ' ' || t.text from pakn.report r join pakn.report_event e using (tenant_id, report_id) join pakn.event_content t using (tenant_id, event_id)
	where r.code = p_code and e.type in ('reminded', 'escalated') order by e.event_id desc limit 1
$$;

-- 1. Ladders.
select is(pakn.ladder_write(pakn.ladder_read(t)), t, 'a ladder is shown as it is written: ' || t)
from unnest('{"75% agency; 100% agency, head; +1d desk; +3d desk, supervisor; every 2d","100% duty; every 8h","+8h head; +2d desk; every 1h"}'::text[]) t;
select is_empty($$ select * from pakn.ladder l where pakn.ladder_read(pakn.ladder_write(l.steps)) is distinct from l.steps $$, 'so are those of the seed and of all provinces');
insert into pakn.ladder select 24, c.category_id, l.urgency, l.stage, pakn.ladder_read(l.steps)
from (values ('CX', '', '', '100% agency; every 1d'), ('CX', 'urgent', '', '100% agency; every 2d'), ('CX', '', 'accept', '100% agency; every 3d')) l (category, urgency, stage, steps)
	join pakn.category c on c.tenant_id = 24 and c.code = l.category;
select is(pakn.ladder_of(24, (select category_id from pakn.category where tenant_id = 24 and code = x.category), x.urgency, x.stage)->'every'->>'after', x.every,
	format('%s, %s, %s has the ladder that names most of it', x.category, x.urgency, x.stage))
from (values ('CX', 'normal', 'answer', '1'), ('CX', 'urgent', 'answer', '2'), ('CX', 'normal', 'accept', '3'), ('CX', 'urgent', 'accept', '2'),
	('YT', 'normal', 'accept', '1'), ('YT', 'normal', 'sort', '2'), ('YT', 'urgent', 'accept', '8')) x (category, urgency, stage, every);
select is(pakn.ladder_of(25, 1, 'normal', 'answer')->'every'->>'after', '2', 'a province without ladders has those of all');

-- 2. A case that nobody touches: each step at its time, one event each, then again and again.
select test.sent('B1', '2026-10-05 09:00+07') \g /dev/null
select is((select count(*) from pakn.escalation), 0::bigint, 'intake writes nothing');
update pakn.work_item set given_at = '2026-10-05 09:00+07';
select is(pakn.escalation_look(100, '2026-10-05 09:20+07'), 0, 'nor has what is young a row');
create table test.told (place int generated always as identity, at timestamptz, taken int, words text);
do $$
declare
	v_at timestamptz := '2026-10-05 11:00+07';
begin
	for n in 1..6 loop
		perform test.chore(v_at);
		insert into test.told (at, taken, words) values (v_at, (test.row_of('B1')).taken, test.words('B1'));
		v_at := (test.row_of('B1')).next_at;
	end loop;
end $$;
select is(to_char(t.at, 'MM-DD HH24:MI') || ' ' || t.taken || coalesce(' ' || t.words, ''), x, 'accept, step by step: ' || x)
from test.told t join (values (1, '10-05 11:00 0'),
	(2, '10-06 08:15 1 reminded Còn 6 giờ làm việc: hạn tiếp nhận trước 17 giờ thứ Ba, 06/10/2026. Đã báo: UBND P. Kinh Bắc.'),
	(3, '10-06 17:00 2 escalated Quá hạn: hạn tiếp nhận trước 17 giờ thứ Ba, 06/10/2026. Đã báo: UBND P. Kinh Bắc, lãnh đạo UBND P. Kinh Bắc.'),
	(4, '10-07 11:30 3 escalated Quá hạn 4 giờ làm việc: hạn tiếp nhận trước 17 giờ thứ Ba, 06/10/2026. Đã báo: Bàn tiếp nhận 1022.'),
	(5, '10-08 11:30 3 escalated Quá hạn 1 ngày làm việc: hạn tiếp nhận trước 17 giờ thứ Ba, 06/10/2026. Đã báo: Bàn tiếp nhận 1022.'),
	(6, '10-09 11:30 3 escalated Quá hạn 2 ngày làm việc: hạn tiếp nhận trước 17 giờ thứ Ba, 06/10/2026. Đã báo: Bàn tiếp nhận 1022.')) e (place, x) using (place);
select is(test.chore('2026-10-09 11:30+07'), 0, 'what was told is not told again');
select is((select w.escalated || ' ' || r.version from pakn.report r join pakn.work_item w using (tenant_id, report_id) where r.code = 'B1'), 'desk 1',
	'the queue knows how far up, and the version of the case is what it was');

-- 3. Another stage begins anew, and the rest of a ladder moves with the deadline.
select test.act('B1', 'accept', '2026-10-09 13:30+07', 'staff') \g /dev/null
select test.chore('2026-10-09 14:00+07') \g /dev/null
select is((select (e.stage, e.taken, to_char(e.next_at, 'MM-DD HH24:MI'), w.escalated)::text from test.row_of('B1') e join pakn.work_item w using (tenant_id, report_id)),
	'(answer,0,"10-13 07:53",)', 'three quarters of the answer''s time');
select test.act('B1', 'pause', '2026-10-12 07:30+07', 'staff', '2026-10-14 07:30+07') \g /dev/null
select test.chore('2026-10-12 08:00+07') \g /dev/null
select is(to_char((test.row_of('B1')).next_at, 'MM-DD HH24:MI'), '10-15 07:53', 'a pause moves what was not taken');
select test.act('B1', 'resume', '2026-10-13 07:30+07', 'staff') \g /dev/null
select test.chore('2026-10-13 08:00+07') \g /dev/null
select is(to_char((test.row_of('B1')).next_at, 'MM-DD HH24:MI'), '10-14 07:53', 'who goes on earlier is reminded earlier');
select test.chore('2026-10-14 08:00+07'), test.act('B1', 'extend', '2026-10-14 09:00+07', 'staff', null, '2026-10-20'), test.act('B1', 'grant', '2026-10-14 10:00+07', 'head') \g /dev/null
select test.chore('2026-10-14 10:30+07') \g /dev/null
select is((select e.taken || ' ' || to_char(e.next_at, 'MM-DD HH24:MI') from test.row_of('B1') e), '1 10-20 17:00', 'an extension moves the rest; who was reminded is not again');
select test.act('B1', 'answer', '2026-10-20 16:00+07', 'staff') \g /dev/null
select test.chore('2026-10-26 17:00+07') \g /dev/null
select is((select e.taken || ' ' || e.stage || ' ' || test.steps('B1') || ' ' || w.escalated from test.row_of('B1') e join pakn.work_item w using (tenant_id, report_id)), '4 answer 7 supervisor',
	'an answer that the head keeps waits as the case did; what was missed is made up for in one step');
select test.act('B1', 'approve', '2026-10-27 08:00+07', 'head') \g /dev/null
select test.chore('2026-10-27 09:00+07') \g /dev/null
select is((select count(*) from pakn.escalation), 0::bigint, 'what is closed has no row');

-- 4. Urgent: day and night, and who is on call, beside the alert of when it came.
insert into pakn.duty select 24, s.agency_id, s.staff_id, '2026-10-03 17:00+07', '2026-10-05 07:30+07'
from pakn.staff s where s.tenant_id = 24 and s.username = 'staff.ub09187';
update pakn.category set urgency = 'urgent', deadline_class = 'urgent' where tenant_id = 24 and code = 'TO';
select test.sent('U1', '2026-10-03 22:15+07', 'TO'), test.act('U1', 'accept', '2026-10-03 22:30+07', 'staff') \g /dev/null
select test.chore('2026-10-04 10:15+07') \g /dev/null
select is(test.words('U1'), (select 'reminded Còn 12 giờ: hạn trả lời trước 22 giờ 15 Chủ nhật, 04/10/2026. Đã báo: ' || string_agg(n, ', ' order by n) || '.'
	from (select case g when 1 then a.short_name else 'người trực ' || s.name end as n from pakn.report r join pakn.agency a using (tenant_id, agency_id)
		join pakn.staff s on s.tenant_id = 24 and s.username = 'staff.ub09187', generate_series(1, 2) g where r.code = 'U1') x),
	'at half of the time, on a Sunday, the agency and who is on call');
select is((select count(*) from pakn.duty_alert d join pakn.report_event e using (tenant_id, event_id) where e.type = 'reminded'), 1::bigint, 'the person is on record with the event');

-- 5. What somebody enters who tells of the past.
select test.sent('I1', '2026-10-01 09:00+07') \g /dev/null
update pakn.work_item w set given_at = '2026-10-20 09:00+07' from pakn.report r where r.code = 'I1' and w.report_id = r.report_id;
select pakn.escalation_look(100, '2026-10-20 11:00+07'), pakn.escalation_step(100, '2026-10-20 11:00+07') \g /dev/null
select is((select to_char(e.next_at, 'MM-DD HH24:MI') || ' ' || test.steps('I1') from test.row_of('I1') e), '10-21 09:00 0', 'is left alone for a day: more of it may follow');
select pakn.escalation_step(100, '2026-10-21 09:00+07') \g /dev/null
select is((select e.taken || ' ' || test.steps('I1') from test.row_of('I1') e), '3 1', 'then it tells all at once');

-- 6. Whom it tells: mailboxes and systems of the agencies that are told, once each.
insert into pakn.subscription (tenant_id, subscription_id, channel, name, address, agency_id, events)
select 24, nextval('pakn.subscription_id_seq'), x.channel, x.name, x.name || '@example.vn', a.agency_id, x.events::text[]
from (values ('email', 'all', 'UB09187', '{}'), ('email', 'head', 'UB09187', '{overdue_head}'), ('email', 'desk', 'TT1022', '{overdue_desk}'),
	('email', 'office', 'VPUB', '{}'), ('webhook', 'system', 'TT1022', '{}'), ('email', 'other', 'SXD', '{}')) x (channel, name, agency, events)
	join pakn.agency a on a.tenant_id = 24 and a.code = x.agency;
-- told: who is told of what is sealed since.
create function test.told_now() returns text language plpgsql as $$
declare
	v_told text;
begin
	perform pakn.event_seal(10000);
	perform pakn.notice_follow(true, 10000);
	select string_agg(w.name || ' ' || o.notice, ', ' order by w.name, o.notice) into v_told
	from pakn.outbox o join pakn.subscription w using (tenant_id, subscription_id) where o.state = 'pending';
	update pakn.outbox set state = 'sent';
	return v_told;
end $$;
select test.told_now() \g /dev/null
select test.sent('N1', '2026-10-05 09:00+07'), test.act('N1', 'accept', '2026-10-05 10:00+07', 'staff') \g /dev/null
create table test.notice_case (at timestamptz, told text);
insert into test.notice_case values ('2026-10-13 08:00+07', 'all nearing_due'), ('2026-10-14 17:00+07', 'all overdue_head, head overdue_head'),
	('2026-10-15 17:00+07', 'all overdue_head, desk overdue_desk, head overdue_head, system report.escalated'),
	('2026-10-19 17:00+07', 'desk overdue_desk, office overdue_supervisor, system report.escalated');
create table test.notice_told (at timestamptz, told text);
do $$
declare
	c test.notice_case;
begin
	for c in select * from test.notice_case order by at loop
		perform test.chore(c.at);
		insert into test.notice_told values (c.at, test.told_now());
	end loop;
end $$;
select is(t.told, c.told, to_char(c.at, 'MM-DD HH24:MI') || ' tells ' || c.told) from test.notice_case c join test.notice_told t using (at) order by at;
select is((select pakn.notice_fill(t.subject || ': ' || t.body, pakn.notice_values(24, e.event_id, 'vi', '')) from pakn.notice_template t, pakn.report_event e
		join pakn.report r using (tenant_id, report_id) where r.code = 'N1' and e.type = 'reminded' and t.tenant_id = 0 and t.notice = 'nearing_due' and t.lang = 'vi'),
	E'Hồ sơ N1 sắp đến hạn: Còn 1 ngày làm việc: hạn trả lời trước 17 giờ thứ Tư, 14/10/2026. Đã báo: UBND P. Kinh Bắc.\n\nMã: N1\nLĩnh vực: Hạ tầng giao thông\nĐịa bàn: Phường Kinh Bắc\nĐơn vị: UBND Phường Kinh Bắc',
	'in words');

-- 7. Letters.
create temp table urged as select (pakn.urging_make(test.login('supervisor', 'VPUB'), 24, uuid7(), '\x01', null, null, current_date + 7, 'Cần <gấp> & "đúng"')).body::jsonb as body;
select is((select (body->>'cases') || ' ' || (select string_agg(u->'agency'->>'code' || ' ' || (u->>'cases'), ', ' order by u->'agency'->>'code') from jsonb_array_elements(body->'urgings') u) from urged),
	(select count(*) || ' ' || (select string_agg(code || ' ' || n, ', ' order by code) from (select a.code, count(*) as n from pakn.report r join pakn.agency a using (tenant_id, agency_id)
		where r.tenant_id = 24 and r.stat_class <= 2 and r.due_at <= now() group by 1) x) from pakn.report r where r.tenant_id = 24 and r.stat_class <= 2 and r.due_at <= now()),
	'all that are overdue are urged, in one letter to each agency');
select is(test.told_now(), 'all urged', 'of which the agency hears once');
select is((select (u->>'state') || ' ' || (u->>'text') from urged, jsonb_array_elements(body->'urgings') u where u->'agency'->>'code' = 'UB09187'), 'waiting Cần <gấp> & "đúng"', 'the letter waits for a reply');
create temp table letter as select (pakn.urging_letter(test.login('staff', 'UB09187'), 24, (u->>'id')::uuid)).body as html, (u->>'id')::uuid as id
from urged, jsonb_array_elements(body->'urgings') u where u->'agency'->>'code' = 'UB09187';
select ok(html like '%Cần &lt;gấp&gt; &amp; &quot;đúng&quot;%' and html not like '%<gấp>%' and html like '%Tỉnh Bắc Ninh%' and html like '%<th scope="row">N1</th>%' and html like '%UBND Phường Kinh Bắc%'
	and html like '%CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM%' and html like '%' || pakn.due_words(pakn.day_end(24, 1, current_date + 7)) || '%', 'it can be printed, and is escaped') from letter;
select ok(xmlexists('//table/tbody/tr/td' passing (regexp_replace(regexp_replace(html, '<!DOCTYPE html>', ''), '<(meta[^>]*|br)>', '<\1/>', 'g')::xml)), 'its elements are closed') from letter;
select is(test.refusal_of(format('select pakn.urging_reply(%L, 24, %L, %L, %L, %L)', d, uuid7(), '\x01', (select id from letter), 'Xong')), refusal, refusal)
from (values (test.login('staff', 'UB09190'), 'PK404 not_there'), (test.login('supervisor', 'VPUB'), 'PK403 forbidden'), (test.login('operator'), 'PK403 forbidden')) x (d, refusal);
select is((pakn.urging_reply(test.login('head', 'UB09187'), 24, uuid7(), '\x01', (select id from letter), 'Xong trong tuần')).body::jsonb->'reply'->>'text', 'Xong trong tuần', 'the agency replies');
select is(test.told_now(), 'office urge_replied', 'and whoever urged hears');
select is(test.refusal_of(format('select pakn.urging_reply(%L, 24, %L, %L, %L, %L)', test.login('head', 'UB09187'), uuid7(), '\x01', (select id from letter), 'Xong')), 'PK409 replied_already', 'once');
select is((select (x->'agency'->>'code') || (x->>'urgings') || (x->>'replied') || (x->>'waiting') from jsonb_array_elements((pakn.urging_counts(test.login('supervisor', 'VPUB'), 24, now() - interval '1 day', now() + interval '1 day')).body::jsonb->'rows') x
	where x->'agency'->>'code' = 'UB09187'), 'UB09187110', 'it counts');

select pakn.notice_digest(true, '2026-11-23 08:00+07') \g /dev/null
select is((select string_agg(w.name || ' ' || o.notice, ', ' order by w.name, o.notice) from pakn.outbox o join pakn.subscription w using (tenant_id, subscription_id) where o.notice in ('digest', 'overview')),
	'all digest, office overview', 'a morning tells agencies of their work, and the supervisors'' office of all');
select ok(pakn.notice_fill(t.body, pakn.overview_values(24)) ~ E'Đang xử lý: 3\nQuá hạn: 3\nĐã báo giám sát: \\d\nĐôn đốc chưa trả lời: 0\n\nQuá hạn theo đơn vị:\nUBND Phường Kinh Bắc: 3', 'and which agencies have most of what is overdue')
from pakn.notice_template t where t.tenant_id = 0 and t.notice = 'overview' and t.lang = 'vi';

-- 8. Whatever happens to cases, whoever does it and when: what is open and past due has a next step at a time that comes, and each
-- of those that come is taken once.
create function test.some(variadic p text[]) returns text language sql volatile as $$ select p[1 + below(cardinality(p))] $$;
create table test.fault (at timestamptz, code text, what text);
create function test.live(p_rounds int, p_reports int, p_from timestamptz) returns int language plpgsql as $$
declare
	v_at timestamptz := p_from;
	v_acts int := 0;
	v_code text;
	v_action text;
	v_role text;
begin
	for n in 1..p_rounds loop
		if n <= p_reports then
			perform test.sent('L' || n, v_at - below(3000) * interval '1 minute', test.some('HTGT', 'TO', 'CX', null, 'DD'));
		end if;
		for v_code, v_action, v_role in
			select distinct on (r.code) r.code, l.action, l.role
			from pakn.report r join pakn.lifecycle l on l.from_status = r.status and l.role in ('staff', 'head', 'dispatcher')
				and l.action not in ('note', 'message', 'publish', 'unpublish', 'classify', 'duplicate', 'separate')
			where r.code like 'L%' and r.received_at < v_at and random() < 0.4
			order by r.code, random()
		loop
			v_acts := v_acts + (test.act(v_code, v_action, v_at, v_role, v_at + below(9000) * interval '1 minute', (v_at + below(20) * interval '1 day')::date,
				test.some('UB09187', 'UB09190', 'SXD')) is null)::int;
		end loop;
		perform test.chore(v_at);
		insert into test.fault
		select v_at, r.code, coalesce('next at ' || e.next_at, 'quiet')
		from pakn.report r join pakn.work_item w using (tenant_id, report_id) left join pakn.escalation e using (tenant_id, report_id)
		where r.code like 'L%' and w.part = 'lead' and least(w.due_at, case when w.status not in ('info_requested', 'paused') then w.stage_due_at end) <= v_at
			and (e.next_at > v_at and e.next_at <= v_at + interval '20 days') is not true;
		if test.chore(v_at) > 0 then
			insert into test.fault values (v_at, null, 'the same twice');
		end if;
		v_at := v_at + (30 + below(3000)) * interval '1 minute';
	end loop;
	return v_acts;
end $$;
\set rounds 24
\set reports 16
\set start 2026-09-07
\getenv long TESTS_LONG
\if :{?long}
\set rounds 240
\set reports 120
\set start 2026-01-12
\endif
select cmp_ok(test.live(:rounds, :reports, :'start'), '>', 60, 'histories of random acts');
select is_empty('select * from test.fault', 'none of them is ever quiet past due, and nothing is told twice');
select is_empty($$ select r.code, e.at from pakn.report r join pakn.report_event e using (tenant_id, report_id) where r.code like 'L%' and e.type in ('reminded', 'escalated') group by 1, 2 having count(*) > 1 $$,
	'no case has two steps at an instant');
select cmp_ok((select count(*) from pakn.report r join pakn.report_event e using (tenant_id, report_id) where r.code like 'L%' and e.type = 'escalated'), '>', 20::bigint,
	'and there were many');
-- alone: cases that nobody touches any more: each time that one is said to have a step, it has one.
create function test.alone(p_times int) returns bigint language plpgsql as $$
declare
	v_at timestamptz;
	v_told bigint := 0;
	v_before bigint;
	v_after bigint;
begin
	for n in 1..p_times loop
		select min(e.next_at) into v_at from pakn.escalation e;
		select count(*) into v_before from pakn.report_event e where e.type in ('reminded', 'escalated');
		perform test.chore(v_at);
		select count(*) into v_after from pakn.report_event e where e.type in ('reminded', 'escalated');
		v_told := v_told + (v_after > v_before)::int;
	end loop;
	return v_told;
end $$;
select test.chore('2027-03-01 08:00+07') \g /dev/null
select is(test.alone(40), 40::bigint, 'what nobody touches tells somebody each time that it says it will');
select is((select min(e.next_at) from pakn.escalation e) > '2027-03-01 08:00+07', true, 'and goes on');
select is_empty($$ select w.report_id from pakn.work_item w where w.part = 'lead' and not exists (select from pakn.escalation e where e.report_id = w.report_id) $$, 'nothing that is open is left out');

-- 9. Beyond the calendar, without a class, without supervisors and heads: still never quiet.
update pakn.report set deadline_class = null, calendar_id = null where code = 'L1';
delete from pakn.working_block where tenant_id = 24 and ends_at > '2027-06-01';
update pakn.staff set active = false where tenant_id = 24;
select test.chore('2030-01-01 08:00+07') \g /dev/null
select is_empty($$ select * from pakn.escalation e where (e.next_at > '2030-01-01' and e.next_at < '2030-02-01') is not true $$, 'beyond the years of its calendar a case goes by the wall clock');
select pakn.fact_delete(24, 'ladders', f.fact) from pakn.facts(24, 'ladders') f \g /dev/null
select test.chore('2030-02-01 08:00+07') \g /dev/null
select is_empty($$ select * from pakn.escalation e where (e.next_at > '2030-02-01') is not true $$, 'and without ladders of its own by those of all provinces');
select is(pakn.event_verify(24), null, 'the history verifies') from pakn.event_seal(100000);
select * from finish();
