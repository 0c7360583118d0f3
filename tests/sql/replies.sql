-- What an answer must have, what comes of a report, parts of several agencies and when they are due, promises.
\ir lib/make.psql
select plan(46);

create function test.agency(p_code text) returns int language sql as $$ select agency_id from pakn.agency where tenant_id = 24 and code = p_code $$;
create function test.field(p_code text) returns int language sql as $$ select category_id from pakn.category where tenant_id = 24 and code = p_code $$;
create function test.report(p_code text) returns pakn.report language sql as $$ select r from pakn.report r where r.tenant_id = 24 and r.code = p_code $$;
-- act: an action on the version that there is, by the agency's own or by another's.
create function test.act(p_code text, p_role text, p_action text, p_of text default null, p_agency text default null, p_outcome text default null,
	p_planned date default null, p_due_on date default null, p_until timestamptz default null) returns jsonb language sql as $$
	select (pakn.case_move(login(p_role, coalesce(p_of, case when p_role = 'dispatcher' then 'TT1022' else a.code end)), 24, uuid7(), '\x01', uuid7(),
		r.report_id, r.version::text, p_action, p_agency, 'Lý do ' || p_action, 'Nội dung ' || p_action, p_outcome, p_due_on => p_due_on, p_until => p_until,
		p_planned_on => p_planned)).body::jsonb
	from report(p_code) r join pakn.agency a on a.tenant_id = 24 and a.agency_id = r.agency_id
$$;
create function test.work(p_code text) returns table (agency text, part text, due_at timestamptz) language sql as $$
	select a.code, w.part, w.due_at from report(p_code) r join pakn.work_item w using (tenant_id, report_id)
		join pakn.agency a on a.tenant_id = 24 and a.agency_id = w.agency_id
$$;
create function test.sent(p_codes text[], p_category text, p_received timestamptz default now()) returns void language sql as $$
	select count(*) from submit((select jsonb_agg(jsonb_build_object('code', c, 'category', p_category, 'area_code', '09187', 'received_at', p_received)) from unnest(p_codes) c))
$$;

-- 1. When a part is due: so long before the answer, no earlier than half of the time, never later.
create table test.term as select a + make_interval(mins => below(40000)) as due, a as asked
	from (select '2026-01-05'::timestamptz + make_interval(mins => below(400000)) as a from generate_series(1, 800)) x;
create view test.part as select t.*, pakn.part_due(24, 'normal', 1, asked, due, asked) as part,
	pakn.working_minutes(24, 1, asked, due) as minutes, pakn.day_minutes(24, 1, due) as day from test.term t;
select is_empty($$ select * from test.part where part > due $$, 'no part is due after the answer');
select is_empty($$ select * from test.part where pakn.working_minutes(24, 1, date_trunc('minute', part), date_trunc('minute', due)) <> least(day, minutes / 2) $$,
	'it is a working day before the answer, or half of the time that there was');
select is(pakn.part_due(24, 'normal', 1, '2026-01-05 08:00+07', '2026-01-14 17:00+07', '2026-01-05 08:00+07'), '2026-01-13 17:00+07'::timestamptz,
	'of an answer that is due on a Wednesday at five, on the Tuesday at five');
select is(pakn.part_due(24, 'urgent', 1, '2026-02-14 22:00+07', '2026-02-15 22:00+07', '2026-02-14 22:00+07'), '2026-02-15 16:00+07'::timestamptz,
	'of what is urgent six hours by the clock, day and night');
select is(pakn.part_due(24, 'none', 1, '2026-01-05 08:00+07', '2026-01-14 17:00+07', '2026-01-14 15:00+07'), '2026-01-14 16:00+07'::timestamptz,
	'who is asked two hours before has one; without a stage of the class it is a working day');
select is(pakn.part_due(24, 'normal', 1, '2026-01-05 08:00+07', '2026-01-14 17:00+07', '2026-01-20 08:00+07'), '2026-01-14 17:00+07'::timestamptz,
	'who is asked when it is over is late with the answer, and not before it');

-- 2. The item of a part is due then, moves with the answer, and goes when the part is in or is not waited for.
select sent('{P1,P2,P3}', 'HTGT') \g /dev/null
select act('P1', 'staff', 'accept'), act('P1', 'head', 'coordinate', p_agency => 'SXD'), act('P1', 'head', 'coordinate', p_agency => 'SYT') \g /dev/null
select results_eq($$ select agency, part, due_at from test.work('P1') order by 1 $$,
	$$ select a, p, case p when 'lead' then r.due_at else pakn.part_due_of(r, c.at) end from report('P1') r cross join (values ('SXD', 'coordinate'), ('SYT', 'coordinate'), ('UB09187', 'lead')) w (a, p)
		left join pakn.report_agency c on c.tenant_id = 24 and c.report_id = r.report_id and c.agency_id = agency(a) $$, 'each who works along has an item of its own, due before the lead''s');
create table test.before as select * from test.work('P1');
select act('P1', 'staff', 'extend', p_due_on => current_date + 40), act('P1', 'head', 'grant') \g /dev/null
select is_empty($$ select * from test.work('P1') w join test.before b using (agency) where w.due_at <= b.due_at or w.due_at > (report('P1')).due_at $$,
	'when the answer gets more time, so do the parts');
select is(act('P1', 'staff', 'contribute', 'SXD')->>'standing', 'coordinating', 'one gives its part');
select is(refusal_of($$ select act('P1', 'head', 'waive', p_agency => 'SXD') $$), 'PK422 invalid', 'what is in need not be waived');
select act('P1', 'head', 'waive', p_agency => 'SYT') \g /dev/null
select results_eq($$ select agency from test.work('P1') $$, $$ values ('UB09187') $$, 'the other is not waited for: the lead''s item alone is left');
select is((select string_agg(p->>'code' || coalesce(' ' || (p->>'text'), '') || coalesce(' ' || (p->>'waived_why'), ''), ', ' order by p->>'code') from jsonb_array_elements(pakn.parts_json(report('P1'))) p),
	'SXD Nội dung contribute, SYT Nội dung waive', 'what they wrote, and why one is not waited for, stands with them');
select act('P1', 'head', 'coordinate', p_agency => 'SYT') \g /dev/null
select is((select string_agg(agency, ',' order by agency) from work('P1')), 'SYT,UB09187', 'who is asked once more is waited for once more');
select is(refusal_of($$ select act('P1', 'staff', 'answer', p_outcome => 'fixed') $$), 'PK409 answer_incomplete', 'and the answer waits for it');
select is((act('P1', 'staff', 'contribute', 'SYT')->>'standing'), 'coordinating', 'until it has come');
select is((act('P1', 'staff', 'answer', p_outcome => 'fixed')->>'awaits_approval'), 'true', 'then the lead answers for all');
select is(pakn.contributors(report('P1'))::jsonb, jsonb_build_array(jsonb_build_object('code', 'SXD', 'name', (select name from pakn.agency where tenant_id = 24 and code = 'SXD')),
	jsonb_build_object('code', 'SYT', 'name', (select name from pakn.agency where tenant_id = 24 and code = 'SYT'))), 'the answer names those whose parts are in it');

-- 3. Whoever takes the lead works along no more, however it came to it.
select act('P2', 'head', 'coordinate', p_agency => 'SXD'), act('P2', 'head', 'transfer', p_agency => 'SXD'), act('P2', 'head', 'accept-transfer', 'SXD') \g /dev/null
select act('P3', 'head', 'coordinate', p_agency => 'SXD'), act('P3', 'dispatcher', 'transfer', p_agency => 'SXD') \g /dev/null
select sent('{P4}', 'HTGT') \g /dev/null
select act('P4', 'dispatcher', 'coordinate', p_agency => 'SXD'), act('P4', 'dispatcher', 'assign', p_agency => 'SXD'), act('P4', 'dispatcher', 'coordinate', p_agency => 'UB09187'),
	act('P4', 'dispatcher', 'assign', p_agency => 'UB09187') \g /dev/null
select is((select string_agg(r.code || ' ' || a.code || ' ' || (select count(*) from pakn.report_agency c where c.tenant_id = 24 and c.report_id = r.report_id)
			|| ' ' || (select string_agg(w.part, '+') from pakn.work_item w where w.tenant_id = 24 and w.report_id = r.report_id), ', ' order by r.code)
		from pakn.report r join pakn.agency a on a.tenant_id = 24 and a.agency_id = r.agency_id where r.code in ('P2', 'P3', 'P4')),
	'P2 SXD 0 lead, P3 SXD 0 lead, P4 UB09187 0 lead', 'offered, transferred by the desk, or assigned: the lead is named once, and has one item');
select is_empty($$ select * from pakn.lead_faults(24) $$, 'nothing contradicts that');

-- 4. What rules of answers say: who names more decides.
insert into pakn.answer_rule select 24, field(c), o, p, a from (values ('HTGT', '', 'photo', false), ('HTGT', 'planned', 'none', true), ('DIEN', '', 'either', true)) v (c, o, p, a);
insert into pakn.answer_rule values (24, 0, 'not_ours', 'signed', false);
select is((select string_agg(concat_ws(' ', c, coalesce(o, '-'), coalesce((pakn.answer_rule_of(24, field(c), o)).proof, '-')), ', ') from (values
		('HTGT', 'fixed'), ('HTGT', null), ('HTGT', 'planned'), ('HTGT', 'not_ours'), ('NUOC', 'not_ours'), ('NUOC', 'fixed'), ('DIEN', 'not_ours')) v (c, o)),
	'HTGT fixed photo, HTGT - photo, HTGT planned none, HTGT not_ours photo, NUOC not_ours signed, NUOC fixed -, DIEN not_ours either', 'the field before the outcome, and both before one');
create table test.file (name text, id uuid default gen_random_uuid(), type text, signed boolean);
insert into test.file (name, type, signed) values ('photo', 'image/jpeg', null), ('pdf', 'application/pdf', false), ('signed', 'application/pdf', true);
insert into pakn.attachment (tenant_id, attachment_id, type, created_at, signed) select 24, id, type, now(), signed from test.file;
select sent('{A1}', 'HTGT') \g /dev/null
create function test.lacks(p_field text, p_outcome text, p_files text[]) returns text language sql as $$
	select coalesce(string_agg(m->>'proof', ','), 'nothing') from (select jsonb_populate_record(report('A1'), jsonb_build_object('category_id', field(p_field))) as r) x,
		jsonb_array_elements(coalesce(pakn.answer_lacks(r, p_outcome, array(select id from test.file where name = any (p_files))), '[]')) m
$$;
select is((select string_agg(coalesce(test.lacks(f, o, a), ''), ' ' order by n) from (values (1, 'HTGT', 'fixed', '{}'::text[]), (2, 'HTGT', 'fixed', '{pdf,signed}'), (3, 'HTGT', 'fixed', '{photo}'), (4, 'HTGT', 'planned', '{}'),
		(5, 'NUOC', 'not_ours', '{photo,pdf}'), (6, 'NUOC', 'not_ours', '{signed}'), (7, 'DIEN', 'fixed', '{pdf}'), (8, 'DIEN', 'fixed', '{photo}'), (9, 'DIEN', 'fixed', '{signed}')) v (n, f, o, a)),
	'photo photo nothing nothing signed nothing either nothing nothing', 'a photo is no signed document, nor a document without a signature one with');
select is(pakn.answer_held(jsonb_populate_record(r, jsonb_build_object('agency_id', agency(a), 'category_id', field(f))), o, past), wanted, format('%s of %s at %s%s', o, f, a, case when past then ', of an older system' else '' end))
from report('A1') r, (values ('PCBN', 'HTGT', 'fixed', false, false), ('PCBN', 'HTGT', 'planned', false, true), ('PCBN', 'HTGT', 'planned', true, false), ('UB09187', 'HTGT', 'fixed', false, true),
	('UB09187', 'HTGT', 'fixed', true, true), ('TT1022', 'DIEN', 'fixed', false, false)) v (a, f, o, past, wanted);

-- 5. What came of it counts, and what is promised is watched.
delete from pakn.answer_rule where tenant_id = 24;
select sent('{O1,O2,O3,O4}', 'DIEN') \g /dev/null
select act(c, 'staff', 'accept', 'PCBN') from unnest('{O1,O2,O3,O4}'::text[]) c \g /dev/null
select is(refusal_of($$ select act('O1', 'staff', 'answer', p_outcome => 'planned') $$), 'PK422 invalid', 'what is planned has a day');
select is(refusal_of($$ select act('O1', 'staff', 'answer', p_outcome => 'planned', p_planned => current_date - 1) $$), 'PK422 invalid', 'that is not over');
select is(refusal_of($$ select act('O1', 'staff', 'answer', p_outcome => 'fixed', p_planned => current_date) $$), 'PK422 invalid', 'and nothing else has one');
select act('O1', 'staff', 'answer', p_outcome => 'planned', p_planned => current_date), act('O2', 'staff', 'answer', p_outcome => 'not_founded'), act('O3', 'staff', 'answer') \g /dev/null
create function test.outcomes() returns text language sql as $$
	select string_agg(key || ' ' || value, ', ' order by key) from stats_rows(24, date_trunc('hour', now()) - interval '1 hour', date_trunc('hour', now()) + interval '2 hours', null, 'agency') s,
		jsonb_each_text(s.outcomes) where s.code = 'PCBN'
$$;
select is(test.outcomes(), 'fixed 0, information_given 0, not_founded 1, not_ours 0, other 1, planned 1', 'each answer counts by what came of it');
select is((select k.name from pakn.stat_class k join pakn.report r using (stat_class) where r.code = 'O1'), 'on_time_planned', 'and as in time or late all the same');
select is((select count(*) from pakn.promise), 0::bigint, 'while the desk reviews an answer nothing is promised');
select act('O1', 'dispatcher', 'approve') \g /dev/null
select is((select (p.agency_id = agency('PCBN'), p.planned_on = current_date, p.remind_on = current_date + 1)::text from pakn.promise p), '(t,t,t)', 'once it stands, something is');
select is(pakn.report_status_name(report('O1')), 'Đã trả lời: Đã lên kế hoạch, xong trước hết ngày ' || to_char(current_date, 'DD/MM/YYYY'), 'closed, but not called resolved');
select is(pakn.promise_chore(10), 0, 'nobody is reminded on the day itself');
update pakn.promise set planned_on = current_date - 1, remind_on = current_date;
select is(array[pakn.promise_chore(10), pakn.promise_chore(10)], '{1,0}', 'the day after they are, once');
select is((select (p.remind_on = current_date + 7 and (select count(*) from pakn.report_event e where e.type = 'plan_due' and e.report_id = p.report_id) = 1
	and (report('O1')).version = (select count(*) from pakn.report_event e where e.report_id = p.report_id and e.type <> 'plan_due'))::text from pakn.promise p), 'true', 'a line in the history says so, which leaves the version as it is; the next is due in a week');
select act('O1', 'head', 'replan', 'PCBN', p_planned => current_date + 9) \g /dev/null
select is((select (p.planned_on = current_date + 9, p.remind_on = current_date + 10)::text from pakn.promise p), '(t,t)', 'another day is watched in its place');
select act('O1', 'staff', 'fulfil', 'PCBN') \g /dev/null
select is((select (report('O1')).outcome || (select count(*) from pakn.promise) || pakn.report_status_name(report('O1'), 'en')), 'fixed0Resolved', 'what is done is not watched any more, and the report is resolved');
select is(test.outcomes(), 'fixed 1, information_given 0, not_founded 1, not_ours 0, other 1, planned 0', 'it counts as fixed from then on');

-- 6. Words to begin with.
select bag_eq($$ select jsonb_object_keys(pakn.answer_values(report('O1'), 'planned', current_date)) $$, 'select unnest(pakn.answer_names())', 'templates may name what there is, and nothing else');

-- 7. Who is told.
insert into pakn.subscription (tenant_id, subscription_id, channel, name, address, agency_id)
select 24, nextval('pakn.subscription_id_seq'), 'email', a, a || '@example.vn', agency(a) from unnest('{UB09187,SXD,SYT,PCBN}'::text[]) a;
select pakn.event_seal(1000000) \g /dev/null
select set_eq($$ select w.name, n.notice from pakn.notices_of(24, 0, 1000000, true) n join pakn.subscription w on w.tenant_id = 24 and w.subscription_id = n.subscription_id
		join pakn.report r on r.tenant_id = 24 and r.report_id = n.report_id where r.code = 'P1' and n.notice <> 'new_case' $$,
	$$ values ('SXD', 'coordination_asked'), ('SYT', 'coordination_asked'), ('SYT', 'part_over'), ('UB09187', 'part_in'), ('UB09187', 'answer_to_approve') $$,
	'who is asked hears that, and that it is over; the lead, that a part is in; the head, that an answer waits');
select is((select count(*) from pakn.notices_of(24, 0, 1000000, true) n where n.notice = 'answer_to_approve' and n.report_id in (select report_id from pakn.report where code in ('O1', 'O2'))), 0::bigint,
	'an answer that its agency lets out by itself waits for nobody');
update pakn.routing_rule set coordinating = array[agency('SYT')] where tenant_id = 24 and category_id = field('HTGT');
select sent('{R1}', 'HTGT'), pakn.event_seal(1000000) \g /dev/null
select set_eq($$ select w.name, n.notice from pakn.notices_of(24, 0, 1000000, true) n join pakn.subscription w on w.tenant_id = 24 and w.subscription_id = n.subscription_id
		where n.report_id = (report('R1')).report_id $$, $$ values ('SYT', 'coordination_asked'), ('UB09187', 'new_case') $$, 'whom a rule names hears of it, too');
select is((select string_agg(agency || ' ' || (due_at = case part when 'lead' then (report('R1')).due_at else pakn.part_due_of(report('R1'), (report('R1')).received_at) end), ', ' order by agency) from test.work('R1')),
	'SYT true, UB09187 true', 'and its item is due before the lead''s from the first');
select * from finish();
