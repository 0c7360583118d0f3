-- Agencies that end: what goes over to the successor, when, exactly once; chains, circles, taking back.
\ir lib/make.psql
\ir lib/ledger.psql
select plan(63);

-- succeed: records a succession in so many days, at the command line; due: does what is due, in steps of so many cases.
create function test.succeed(p_old text, p_new text, p_days int default 0, p_head text default null) returns pakn.agency_succession
language sql as $$ select pakn.agency_succeed(24, p_old, p_new, current_date + p_days, p_head, null) $$;
create procedure test.due(p_step int default 7) language plpgsql as $$
begin
	loop
		exit when pakn.agency_succession_step(24, p_step) < p_step;
		commit;
	end loop;
end $$;
create function test.id_of(p_code text) returns int language sql stable as $$ select agency_id from pakn.agency where tenant_id = 24 and code = p_code $$;
create function test.code_of(p_agency int) returns text language sql stable as $$ select code from pakn.agency where tenant_id = 24 and agency_id = p_agency $$;
-- act: one action on a case by somebody of a role at an agency, on its version.
create function test.act(p_report uuid, p_action text, p_role text, p_agency text, p_to text default null) returns text language plpgsql as $$
begin
	return sqlstate_of(format('select pakn.case_move(%L, 24, gen_random_uuid(), %L, test.uuid7(), %L, %L, %L, %L, %L, %L, null)',
		login(p_role, p_agency), '\x01', p_report, (select version from pakn.report where tenant_id = 24 and report_id = p_report), p_action, p_to, 'Lý do', 'Nội dung'));
end $$;
-- figures_fault: where the figures differ from counting the reports one by one, or from counting the events.
create function test.figures_fault() returns text language sql as $$
	with bounds as (select date_trunc('hour', now() - interval '2 days') as first, date_trunc('hour', now() + interval '2 hours') as last),
	read as (select c.* from bounds, test.counts('agency', first, last) c),
	recounted as (select c.* from bounds, test.counts('agency', first, last, clock_timestamp()) c),
	-- What is counted beside what became of reports (paused, extended) is counted by events alone.
	placed as (select x.key, x.what, x.n from read x where x.what = any (array['refused', 'on_time', 'late', 'in_time', 'overdue', 'rejected', 'unsatisfied']) or x.what like 'class %'),
	direct as (select x.key, w, sum(x.n)::bigint
		from (select pakn.stat_row(r.stat_class, r.agency_id, r.late_agency_id) as key, r.stat_class, r.stat_bucket, count(*) as n from pakn.report r where r.tenant_id = 24 group by 1, 2, 3) x,
			test.worth(x.stat_class, x.stat_bucket) w
		where w = any (array['refused', 'on_time', 'late', 'in_time', 'overdue', 'rejected', 'unsatisfied']) or w like 'class %'
		group by 1, 2)
	select string_agg(f, '; ') from (
		select 'direct ' || x::text as f from ((select * from placed except select * from direct) union all (select * from direct except select * from placed)) x
		union all
		select 'recounted ' || x::text from ((select * from read except select * from recounted) union all (select * from recounted except select * from read)) x) y
$$;

-- 1. Cases of MTDT in every state, one of them claimed; some closed.
select login('staff', 'MTDT'), login('head', 'MTDT'), login('staff', 'TNBN'), login('head', 'TNBN'), login('head', 'NSBN'), login('admin'), login('staff', 'NSBN') \g /dev/null
select submit((select jsonb_agg(jsonb_build_object('code', 'M' || n, 'category', case n % 2 when 0 then 'CX' else 'VSMT' end, 'area_code', '09187',
	'phone', case when n = 1 then '+84912000111' end)) from generate_series(1, 20) n)) \g /dev/null
create table test.case as select row_number() over (order by report_id) as n, r.* from pakn.report r where tenant_id = 24;
select is((select string_agg(distinct code_of(agency_id), ',') from test.case), 'MTDT', 'twenty cases are of one agency');
select act(report_id, 'accept', 'staff', 'MTDT') from test.case where n > 4 \g /dev/null
select act(report_id, 'request-info', 'staff', 'MTDT') from test.case where n in (5, 6) \g /dev/null
select act(report_id, 'answer', 'staff', 'MTDT') from test.case where n > 10 \g /dev/null
select act(report_id, 'approve', 'dispatcher', 'TT1022') from test.case where n > 15 \g /dev/null
update pakn.report set due_at = now() - interval '1 hour' where tenant_id = 24 and report_id = (select report_id from test.case where n = 3);
update pakn.work_item set due_at = now() - interval '1 hour' where tenant_id = 24 and report_id = (select report_id from test.case where n = 3);
update pakn.report_event set due_at = now() - interval '1 hour' where tenant_id = 24 and report_id = (select report_id from test.case where n = 3);
update pakn.work_item set claimed_by = (select staff_id from pakn.staff where tenant_id = 24 and username = 'staff.mtdt'), lease_until = now() + interval '1 hour'
where tenant_id = 24 and report_id = (select report_id from test.case where n = 1);
-- What MTDT coordinates: of a case of TNBN, and of one that its heir coordinates, too.
select submit('[{"code": "T1", "category": "TN", "area_code": "09187"}, {"code": "D1", "category": "DIEN", "area_code": "09187"}]') \g /dev/null
insert into pakn.work_item (tenant_id, report_id, agency_id, part, status, category_id, area_id, channel_id, urgency, received_at, due_at, stat_class)
select 24, w.report_id, a.agency_id, 'coordinate', w.status, w.category_id, w.area_id, w.channel_id, w.urgency, w.received_at, w.due_at, w.stat_class
from pakn.work_item w join pakn.report r using (tenant_id, report_id), unnest(array[test.id_of('MTDT'), test.id_of('TNBN')]) a (agency_id)
where r.code in ('T1', 'D1') and w.agency_id <> a.agency_id;

-- 2. What is refused, and what a try tells.
select is(refusal_of(format('select pakn.agency_succeed(24, %L, %L, %L, %L, null)', o, n, current_date + d, h)), 'PK422 ' || c, said)
from (values ('XX', 'TNBN', 0, null, 'unknown_agency', 'an agency that is not there'), ('MTDT', 'XX', 0, null, 'invalid', 'a successor that is not there'),
	('MTDT', 'MTDT', 0, null, 'invalid', 'an agency does not succeed itself'), ('MTDT', 'TNBN', 0, 'staff.tnbn', 'invalid', 'who is in charge is a head'),
	('MTDT', 'TNBN', 0, 'head.nsbn', 'invalid', 'of one of the two')) v (o, n, d, h, c, said);
select is(pakn.agency_succeed(24, 'MTDT', 'TNBN', current_date, null, null, true), null, 'a try records nothing');
select is_empty('select * from pakn.agency_succession', 'nor does what is refused');
select is(pakn.agency_succession_counts(24, test.id_of('MTDT'), current_date), '{"cases": 15, "claimed": 1, "coordinated": 2, "rules": 8, "accounts": 2, "heads": 1, "below": 0}',
	'what would go over is counted');

-- 3. Planned: rules name the successor from the day on; until then nothing else changes, and it can be taken back.
create view test.rule as select rule_id, category_id, area_id, zone_id, agency_id, reason, valid_from, valid_to, coordinating from pakn.routing_rule where tenant_id = 24 and version_to = 2147483647;
create table test.rule_before as select * from test.rule;
select is((test.succeed('MTDT', 'TNBN', 10)).at, current_date + 10, 'a succession can be planned');
select is((select array_agg(pakn.agency_succession_json(s)->>'state') from pakn.agency_succession s), '{planned}', 'and says so');
select is((pakn.route_show(null, 24, 'CX', null, null, '09187', now() + d, null)).body::jsonb #>> '{agency,code}', a, 'in ' || d || ' a report would go to ' || a)
from (values (interval '9 days', 'MTDT'), (interval '10 days', 'TNBN'), (interval '20 days', 'TNBN')) v (d, a);
select matches((pakn.route_show(null, 24, 'CX', null, null, '09187', now() + interval '20 days', null)).body::jsonb ->> 'reason', 'Thoát nước Bắc Ninh kế thừa Môi trường đô thị Bắc Ninh', 'and the rule says why');
select is(pakn.agency_succession_step(24, 100), 0, 'before its day nothing is due');
select is((test.succeed('MTDT', 'TNBN', 10)).agency_id, test.id_of('MTDT'), 'the same again is no fault');
select is(refusal_of(format('select test.succeed(%L, %L, %L)', 'MTDT', n, d)), 'PK409 succeeded_already', said)
from (values ('NSBN', 10, 'another successor is one'), ('TNBN', 11, 'so is another day')) v (n, d, said);
select is(refusal_of($$ select test.succeed('TNBN', 'MTDT', 20) $$), 'PK422 invalid', 'two do not succeed each other');
select (test.succeed('TNBN', 'NSBN', 30)).at \g /dev/null
select is(refusal_of($$ select test.succeed('NSBN', 'MTDT', 40) $$), 'PK422 invalid', 'nor three in a circle');
select is(refusal_of($$ select test.succeed('VNPT', 'TNBN', 30) $$), 'PK422 invalid', 'what has ended by then succeeds nobody');
select is(pakn.agency_succession_cancel(24, 'TNBN', null), true, 'a plan is taken back');
select is(pakn.agency_succession_cancel(24, 'MTDT', null), true, 'and the one before');
select is(pakn.agency_succession_cancel(24, 'MTDT', null), false, 'once');
select is_empty($$ (table test.rule_before except table test.rule) union all (table test.rule except table test.rule_before) $$,
	'then the rules are what they were');

-- 4. The day comes: TNBN takes over from MTDT, in steps that end anywhere.
insert into pakn.delegation select 24, gen_random_uuid(), test.id_of('MTDT'), h.staff_id, s.staff_id, now() - interval '1 day', now() + interval '1 day'
from pakn.staff h, pakn.staff s where h.tenant_id = 24 and h.username = 'head.mtdt' and s.tenant_id = 24 and s.username = 'staff.mtdt';
create table test.due_before as select report_id, due_at from pakn.report where tenant_id = 24;
select (test.succeed('MTDT', 'TNBN', 1)).at \g /dev/null
update pakn.routing_rule set reason = 'Quy tắc viết sau' where tenant_id = 24 and rule_id = 7;
update pakn.agency_succession set at = current_date where tenant_id = 24;
select pakn.agency_succession_step(24, 4) \g /dev/null
select is((select count(*) from pakn.work_item where tenant_id = 24 and agency_id = test.id_of('MTDT')) between 1 and 13, true, 'after a step some cases have gone, others wait');
select is(figures_fault(), null, 'the figures are right meanwhile');
select is(refusal_of($$ select pakn.agency_succession_cancel(24, 'MTDT', null) $$), 'PK409 succession_begun', 'what has begun cannot be taken back');
call test.due(4);
select is(figures_fault(), null, 'and afterwards');
select is((select array_agg(pakn.agency_succession_json(s)->>'state') from pakn.agency_succession s), '{done}', 'the succession is done');
select is((select moved from pakn.agency_succession), 15, 'fifteen cases went');
select is((select string_agg(code_of(agency_id) || ' ' || n, ', ' order by code_of(agency_id)) from (select r.agency_id, count(*) as n from pakn.report r where report_id in (select report_id from test.case) group by 1) x),
	'MTDT 5, TNBN 15', 'open ones; what was closed stays');
select is_empty($$ select w.report_id from pakn.work_item w where agency_id = test.id_of('MTDT') $$, 'nothing is left to do there');
select is_empty($$ select r.report_id from pakn.report r left join pakn.work_item w on w.tenant_id = 24 and w.report_id = r.report_id and w.part = 'lead' where r.tenant_id = 24
	group by 1, r.closed_at having count(w.report_id) <> (r.closed_at is null)::int $$, 'each open report has one lead');
select is_empty($$ select c.n from test.case c join pakn.report r using (tenant_id, report_id) join pakn.report_event e using (tenant_id, report_id) where e.type = 'succeeded'
		and (e.actor_kind, e.from_status, e.to_status, code_of(e.from_agency_id), code_of(e.agency_id)) is distinct from ('system', r.status, r.status, 'MTDT', 'TNBN')
	union all select c.n from test.case c left join pakn.report_event e on e.tenant_id = 24 and e.report_id = c.report_id and e.type = 'succeeded' group by 1 having count(e.event_id) <> (c.n <= 15)::int $$,
	'each that went has one event that says from where to where, of the system, and no other');
select is_empty($$ select c.n from test.case c join pakn.report r using (tenant_id, report_id) join due_before d using (report_id) where (c.received_at, d.due_at = r.due_at, r.accepted_at is not null) is distinct from (r.received_at, true, c.n > 4) $$,
	'received, due and accepted stay');
select is((select s.username || ' ' || (w.lease_until > now()) from pakn.work_item w join pakn.staff s on s.tenant_id = 24 and s.staff_id = w.claimed_by where w.tenant_id = 24 and w.report_id = (select report_id from test.case where n = 1)),
	'staff.mtdt true', 'who had claimed a case has it still');
select is((select count(*) from pakn.work_item w where w.tenant_id = 24 and w.status = 'answered' and code_of(w.agency_id) = 'TT1022'), 5::bigint, 'what the desk reviews stays with the desk');
select is((select string_agg(r.code || ' ' || code_of(w.agency_id) || ' ' || w.part, ', ' order by r.code, w.part) from pakn.work_item w join pakn.report r using (tenant_id, report_id) where r.code in ('T1', 'D1')),
	'D1 TNBN coordinate, D1 PCBN lead, T1 TNBN lead', 'who leads does not coordinate beside it, and nobody does so twice');
select is((select string_agg(s.username || ' ' || code_of(s.agency_id), ', ' order by s.username) from pakn.staff s where s.tenant_id = 24 and s.username like '%mtdt'), 'head.mtdt TNBN, staff.mtdt TNBN', 'the accounts are the successor''s');
select is((select count(*) from pakn.credential c join pakn.staff s using (tenant_id, staff_id) where s.username like '%mtdt' and c.revoked_at is null), 2::bigint, 'and stay signed in');
select is((select string_agg(s.username, ', ') from pakn.agency_head h join pakn.staff s using (tenant_id, staff_id) where h.tenant_id = 24 and h.agency_id in (test.id_of('MTDT'), test.id_of('TNBN')) and h.valid_to = 'infinity'),
	'head.tnbn', 'the successor''s own head stays in charge, and nobody else is');
select is(pakn.roles_now(24, (select staff_id from pakn.staff where tenant_id = 24 and username = 'staff.mtdt'), 'staff', test.id_of('TNBN')), '{staff,deputy}', 'a delegation goes on there');
select is((select valid_to from pakn.agency where tenant_id = 24 and code = 'MTDT'), current_date, 'the agency ends');
select is_empty($$ select rule_id from test.rule where agency_id = test.id_of('MTDT') and valid_to > now() $$, 'no rule names it any more');
select is((select count(*) from pakn.outbox o join pakn.report_event e using (tenant_id, event_id) where o.tenant_id = 24 and e.type = 'succeeded'), 0::bigint, 'nobody is written to about it')
from (select pakn.event_seal(1000)) sealed, lateral (select pakn.notice_follow(true, 1000)) followed;
select is(pakn.event_verify(24), null, 'the history holds') from (select pakn.event_seal(1000)) x;
select is((select array_agg(a.action order by a.act_id) from pakn.admin_act a where a.tenant_id = 24 and a.noun = 'successions' and a.key = 'MTDT'), '{add,delete,add,begin}', 'all of it is on record');

-- 5. What comes to it afterwards follows.
select is(act((select report_id from test.case where n = 20), 'send-back', 'dispatcher', 'TT1022'), '00000', 'the desk sends back what was closed');
select is(code_of(agency_id), 'MTDT', 'it is where it was') from pakn.report where report_id = (select report_id from test.case where n = 20);
call test.due();
select is(code_of(r.agency_id) || ' ' || r.status, 'TNBN in_progress', 'until it follows') from pakn.report r where report_id = (select report_id from test.case where n = 20);
select is(figures_fault(), null, 'with its figures');
select is((pakn.case_show(login('staff', 'TNBN'), 24, (select report_id from test.case where n = 19))).status, 200, 'what was closed before can be read by who took over');
select is(refusal_of(format('select pakn.case_show(%L, 24, %L)', login('staff', 'NSBN'), (select report_id from test.case where n = 19))), 'PK404 unknown_case', 'and by nobody else');
select is(test.spans_fault(), null, 'no succession resets a clock: the ledger has the holders that the history tells');

-- 6. A chain, many to one, the agencies below, a committee, the desk.
select (test.succeed('TNBN', 'NSBN')).at, (test.succeed('SXD', 'TTHT')).at, (test.succeed('UB09190', 'UB09187')).at, (test.succeed('TT1022', 'VPUB', 0, null)).at \g /dev/null
call test.due();
select is((select string_agg(a.code || ' ' || code_of(a.heir_id), ', ' order by a.code) from pakn.agency a where a.tenant_id = 24 and a.heir_id is not null),
	'MTDT NSBN, SXD TTHT, TNBN NSBN, TT1022 VPUB, UB09190 UB09187', 'of a chain all know the last');
select is((select string_agg(s.code || ' ' || s.received, ', ') from stats_rows(24, date_trunc('day', now()) - interval '1 day', date_trunc('hour', now()) + interval '1 hour', null, 'successor') s where s.code in ('MTDT', 'TNBN', 'NSBN')),
	'NSBN 21', 'figures can be asked along it');
select is((select string_agg(code_of(a.parent_id), ', ' order by a.code) from pakn.agency a where a.tenant_id = 24 and a.code in ('TTHT')), 'UBT', 'an agency that takes the place of the one above it stands there');
select is((pakn.route_show(null, 24, 'HTGT', null, null, '09190', now(), null)).body::jsonb #>> '{agency,code}', 'UB09187', 'what is the committee''s goes to who succeeds the committee');
select is((select string_agg(h.code, ', ' order by h.first) from (select a.code, min(l.starts_at) as first from pakn.report r, pakn.ledger_lines(r) l
	join pakn.agency a on a.tenant_id = l.tenant_id and a.agency_id = l.agency_id where r.report_id = (select report_id from test.case where n = 7) group by 1) h),
	'MTDT, TNBN, NSBN', 'each heir goes on with what its predecessor held');
select is(code_of(desk_id), 'VPUB', 'the desk may be succeeded, too') from pakn.tenant where tenant_id = 24;
select is(figures_fault(), null, 'and all of the figures are right');
select * from finish();
