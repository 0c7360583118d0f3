-- The ledger: who held the clock of a report, for how many working minutes, against which deadline; a case by hand, hundreds by
-- chance that are told again minute by minute, changed calendars, heads, sums.
\ir lib/make.psql
\ir lib/ledger.psql
\set reports `[ -n "$TESTS_LONG" ] && echo 250 || echo 50`
select plan(51);

select pakn.partition_ensure(now() - interval '3 months', now()), pakn.api_key_set(24, sha256('importer'), 101, 'importer', null, 'app', 'importer', '2026-01-01 00:00+07') \g /dev/null
create function test.id_of(p_code text) returns int language sql stable as $$ select agency_id from pakn.agency where tenant_id = 24 and code = p_code $$;
create function test.report(p_code text) returns pakn.report language sql stable as $$ select r from pakn.report r where r.tenant_id = 24 and r.code = p_code $$;

-- act: what an importer says that somebody did then; the SQLSTATE.
create function test.act(p_code text, p_action text, p_at timestamptz, p_as text, p_agency text default null, p_until timestamptz default null,
	p_due_on date default null) returns text language plpgsql as $$
begin
	return sqlstate_of(format('select pakn.case_move(sha256(%L), 24, test.uuid7(), %L, test.uuid7(), %L, %L, %L, %L, %L, %L, %L, %L, %L, null, %L, %L)', 'importer', '\x01',
		(test.report(p_code)).report_id, (test.report(p_code)).version, p_action, p_agency, 'Lý do', 'Nội dung', 'fixed', p_at, p_as, p_until, p_due_on));
end $$;

-- lines: the ledger of a report, a line each.
create function test.lines(p_code text) returns table (place bigint, line text) language sql as $$
	select row_number() over (order by l.starts_at), concat_ws(' ', to_char(l.starts_at, 'DD HH24:MI'), to_char(l.ends_at, 'DD HH24:MI'), a.code, l.part, l.minutes, l.minutes_late)
	from pakn.ledger_lines(test.report(p_code)) l join pakn.agency a on a.tenant_id = l.tenant_id and a.agency_id = l.agency_id
$$;

-- 1. By hand.  Office hours are 07:30 to 11:30 and 13:30 to 17:00; 5 October 2026 is a Monday.
select submit(jsonb_build_array(jsonb_build_object('code', 'TAY', 'digest', sha256('importer'), 'dated_at', '2026-10-05 09:00+07', 'area_code', '09187'))) \g /dev/null
create table test.step (place int generated always as identity, action text, at timestamptz, actor text, agency text, until timestamptz);
insert into test.step (action, at, actor, agency, until) values
	('assign', '2026-10-05 10:00+07', 'dispatcher', 'UB09187', null),
	('return', '2026-10-05 14:00+07', 'staff', null, null),
	('assign', '2026-10-06 07:30+07', 'dispatcher', 'SXD', null),
	('accept', '2026-10-06 08:00:40+07', 'staff', null, null),
	('note', '2026-10-06 08:30+07', 'staff', null, null),
	('pause', '2026-10-07 09:00+07', 'staff', null, '2026-10-09 08:00+07'),
	('resume', '2026-10-08 09:00+07', 'staff', null, null),
	('transfer', '2026-10-12 09:00+07', 'dispatcher', 'UB09187', null),
	('accept', '2026-10-12 10:00+07', 'staff', null, null),
	('pause', '2026-10-19 08:00+07', 'staff', null, '2026-10-20 08:00+07'),
	('resume', '2026-10-19 09:00+07', 'staff', null, null),
	('answer', '2026-10-19 11:00+07', 'staff', null, null),
	('approve', '2026-10-20 08:00+07', 'head', null, null),
	('send-back', '2026-10-21 08:00+07', 'dispatcher', null, null),
	('answer', '2026-10-21 09:00+07', 'staff', null, null),
	('approve', '2026-10-21 10:00+07', 'head', null, null);
select is(act('TAY', s.action, s.at, s.actor, s.agency, s.until), '00000', s.action || ' at ' || s.at) from test.step s order by s.place;

select is(l.line, w.line, 'the ' || w.place || '. line of its ledger')
from (values (1, '05 09:00 05 10:00 TT1022 sort 60 0'), (2, '05 10:00 05 14:00 UB09187 accept 120 0'), (3, '05 14:00 06 07:30 TT1022 sort 180 0'),
	(4, '06 07:30 06 08:00 SXD accept 30 0'), (5, '06 08:00 07 09:00 SXD answer 510 0'), (6, '07 09:00 08 09:00 SXD wait 450'),
	(7, '08 09:00 12 09:00 SXD answer 900 0'), (8, '12 09:00 12 10:00 UB09187 accept 60 0'), (9, '12 10:00 19 08:00 UB09187 answer 2130 480'),
	(10, '19 08:00 19 09:00 UB09187 answer 60 60'), (11, '19 09:00 19 11:00 UB09187 answer 120 120'), (12, '19 11:00 20 08:00 UB09187 approve 270 270'),
	(13, '21 08:00 21 09:00 UB09187 answer 60 60'), (14, '21 09:00 21 10:00 UB09187 approve 60 60'), (15, null)) w (place, line)
	left join test.lines('TAY') l using (place) order by place;
select is(pakn.ledger_json(report('TAY'), null, 'vi')::jsonb - '{id,code,received_at,spans}'::text[],
	'{"minutes": 4560, "minutes_late": 1050, "minutes_stopped": 450, "agencies": [{"code": "TT1022", "name": "Trung tâm Phục vụ hành chính công tỉnh – Bàn tiếp nhận 1022", "minutes": 240, "minutes_late": 0},
		{"code": "UB09187", "name": "UBND Phường Kinh Bắc", "minutes": 2880, "minutes_late": 1050}, {"code": "SXD", "name": "Sở Xây dựng tỉnh Bắc Ninh", "minutes": 1440, "minutes_late": 0}]}',
	'it adds up to all working minutes but those of the pause and those while it was closed; a pause after due stops nothing');

-- 2. Who was in charge: two heads of the ward one after the other, and then nobody.
insert into pakn.agency_head
select 24, id_of('UB09187'), pakn.staff_set('bacninh', h.name, null, 'head', 'UB09187', 'x'), h.valid_from, h.valid_to
from (values ('truoc', '2026-10-01 00:00+07'::timestamptz, '2026-10-14 10:00+07'::timestamptz), ('sau', '2026-10-14 10:00+07', '2026-10-19 10:30+07')) h (name, valid_from, valid_to);
create function test.sums(p_from text, p_to text, p_group text, p_agency text default null) returns table (line text) language sql as $$
	select concat_ws(' ', a.code, s.username, x.reports, x.minutes, x.minutes_late, x.fell_due)
	from pakn.ledger_sums(24, p_from::timestamptz, p_to::timestamptz, p_group, case when p_agency is not null then array[id_of(p_agency)] end) x
		left join pakn.agency a on a.tenant_id = 24 and a.agency_id = x.agency_id
		left join pakn.staff s on s.tenant_id = 24 and s.staff_id = x.staff_id
	order by x.is_total, a.code, s.username
$$;
select is((select string_agg(line, '; ') from test.sums(f, u, g, a)), w, said)
from (values
	('2026-10-01 00:00+07', '2026-11-01 00:00+07', 'agency', null, 'SXD 1 1440 0 0; TT1022 1 240 0 0; UB09187 1 2880 1050 1; 1 4560 1050 1', 'a month by agency'),
	('2026-10-07 08:00+07', '2026-10-12 09:30+07', 'agency', null, 'SXD 1 960 0 0; UB09187 1 30 0 0; 1 990 0 0', 'a period cuts what was held before and after it'),
	('2026-10-01 00:00+07', '2026-11-01 00:00+07', 'head', 'UB09187', 'UB09187 sau 1 1380 630 1; UB09187 truoc 1 1080 0 0; UB09187 1 420 420 0; 1 2880 1050 1', 'a month by who was in charge, and the time when nobody was'),
	('2026-10-15 16:59+07', '2026-10-15 17:00+07', 'agency', null, 'UB09187 1 1 0 0; 1 1 0 0', 'until the due instant nothing is late'),
	('2026-10-15 17:00+07', '2026-10-16 07:31+07', 'agency', null, 'UB09187 1 1 1 1; 1 1 1 1', 'from it on all is'),
	('2026-10-03 00:00+07', '2026-10-04 00:00+07', 'agency', null, '0 0 0 0', 'on a weekend nobody held anything')) v (f, u, g, a, w, said);
select is((select parts from pakn.ledger_sums(24, '2026-10-01 00:00+07', '2026-11-01 00:00+07', 'agency') where is_total),
	'{"sort": 240, "accept": 210, "answer": 3780, "approve": 330}', 'and what for');

-- 3. Hundreds by chance: whoever does whatever, dated within the last weeks; then minute by minute.
create table test.kind as select '{accept,return,assign,transfer,pause,resume,request-info,extend,grant,answer,approve,send-back,reject}'::text[] as kinds;
create procedure test.walk(p_code text, p_at timestamptz) language plpgsql as $$
declare
	r pakn.report;
	v_at timestamptz := p_at;
	v_role text;
	v_action text;
begin
	for i in 1 .. 12 loop
		v_at := v_at + case below(5) when 0 then interval '0' when 1 then random() * interval '20 minutes' else random() ^ 3 * interval '9 days' end;
		exit when v_at >= now();
		r := report(p_code);
		v_role := (array['staff', 'head', 'dispatcher'])[1 + below(3)];
		select l.action into v_action
		from pakn.lifecycle_allowed(r, array[v_role, 'importer'], case v_role when 'dispatcher' then id_of('TT1022') else r.agency_id end) l
		where l.action = any ((select kinds from test.kind)::text[]) or l.action in ('note', 'coordinate')
		order by random() * case when l.action in ('note', 'coordinate') then 0.4 when l.action = 'reject' then 0.6 when l.action in ('approve', 'accept', 'pause', 'send-back', 'extend') then 2 when l.action = 'grant' then 9 else 1 end desc
		limit 1;
		insert into test.did select v_action, act(p_code, v_action, v_at, v_role, case when v_action in ('assign', 'transfer', 'coordinate') then
			(array['SXD', 'UB09187', 'TT1022', 'PCBN', 'SYT'])[1 + below(5)] end, v_at + random() ^ 2 * interval '8 days', v_at::date + 5 + below(20)) where v_action is not null;
		commit;
	end loop;
end $$;
create table test.did (action text, outcome text);
create table test.chance as select 'N' || n as code, date_trunc('milliseconds', now() - interval '3 hours' - random() * interval '25 days') as received_at,
	(array['HTGT', 'DIEN', 'CX', 'KHAC', null])[1 + below(5)] as category from generate_series(1, :reports) n;
select submit((select jsonb_agg(jsonb_build_object('code', c.code, 'digest', sha256('importer'), 'dated_at', c.received_at, 'category', c.category, 'area_code', '09187')) from test.chance c)) \g /dev/null
create procedure test.walks() language plpgsql as $$
declare
	c record;
begin
	for c in select * from test.chance loop
		call test.walk(c.code, c.received_at);
	end loop;
end $$;
call test.walks();
select cmp_ok((select count(*) from test.did where outcome = '00000'), '>', 3 * :reports::bigint, 'hundreds of steps are done');
select cmp_ok((select count(distinct d.action) from test.did d, test.kind k where d.action = any (k.kinds) and d.outcome = '00000'), '>=', 11::bigint, 'of nearly every kind');
select is(test.spans_fault(), null, 'the ledger tells the same holders, from the same instants to the same instants, as the history');
call test.minutes_list(least(now() - interval '80 days', '2026-10-01')); -- since the first of all, of October
select is(test.minutes_fault(), null, 'and the same minutes, of each agency for each part, in time and late, as a count minute by minute');
-- over: working_over of a report's calendar.
create function test.over(r pakn.report, p_at timestamptz) returns int language sql stable as $$ select minutes from pakn.working_over(24, r.calendar_id, p_at) $$;
select is_empty($$ select r.code from pakn.report r where test.over(r, coalesce(r.closed_at, now())) - test.over(r, r.received_at)
	<> (select sum(l.minutes) from pakn.ledger_lines(r) l)
		+ (select coalesce(sum(test.over(r, s.ends_at) - test.over(r, s.starts_at)), 0) from pakn.clock_span s where s.report_id = r.report_id and s.part = 'closed') $$,
	'all that has passed since receipt is somebody''s, a pause''s, or of when it was closed');
select is_empty($$ select at from generate_series(now() - interval '40 days', now() + interval '20 years', interval '61 hours 17 minutes 3 seconds') at, unnest('{1,2}'::int[]) c,
		lateral pakn.working_over(24, c, at) o where o.minutes <> floor(pakn.working_seconds(24, c, at) / 60) $$, 'minutes that are over are full minutes of the working time that is');

-- 4. What has been waited for too long goes on late; a day off that is found out about later counts for everybody.
select pakn.wait_end(1000) \g /dev/null
select is(test.spans_fault(), null, 'a pause stands still for as long as was said, not until somebody notices');
create table test.before as select r.code, (select sum(l.minutes) from pakn.ledger_lines(r) l) as minutes from pakn.report r;
select pakn.holidays_import(24, '{1}', array[d.day], '{off}', '{"Nghỉ bão"}', '{announced}', null, '{office}')
from (select b.starts_at::date as day from pakn.working_block b where b.tenant_id = 24 and b.calendar_id = 1 and b.starts_at < now() - interval '4 days' order by b.starts_at desc limit 1) d \g /dev/null
do $$ begin while pakn.due_recompute(500) > 0 loop end loop; end $$;
call test.minutes_list(least(now() - interval '80 days', '2026-10-01')); -- since the first of all, of October
select is(test.minutes_fault(), null, 'after a change of the calendar the minutes are those of the new one');
select cmp_ok((select count(*) from test.before b join pakn.report r using (code) where b.minutes <> (select sum(l.minutes) from pakn.ledger_lines(r) l)), '>', 10::bigint, 'which are others');
select is(test.spans_fault(), null, 'and the holders are the same, though deadlines moved');

-- 5. Sums are the ledgers' lines added up, however a time is cut into periods.
create table test.cut as select row_number() over (order by at) as n, at from (select least(now() - interval '60 days', '2026-10-01') as at union all select now() - random() * interval '26 days' from generate_series(1, 9)
	union all select now() + interval '1 day') c;
create view test.summed as
select c.g, s.agency_id, sum(s.minutes) as minutes, sum(s.minutes_late) as late, sum(s.fell_due) as due
from test.cut a join test.cut b on b.n = a.n + 1, unnest('{agency,head,person}'::text[]) c (g), lateral pakn.ledger_sums(24, a.at, least(b.at, now()), c.g) s
where not s.is_total group by 1, 2;
select is_empty($$ with added as (select l.agency_id, sum(l.minutes) as minutes, sum(l.minutes_late) as late
		from pakn.report r, pakn.ledger_lines(r) l where l.part <> 'wait' group by 1)
	select s.* from test.summed s full join added d using (agency_id)
	where (s.minutes, s.late) is distinct from (d.minutes, coalesce(d.late, 0)) $$, 'by agency, head and person, in ten periods, the ledgers of all cases add up');
select results_eq($$ select s.agency_id, s.fell_due from pakn.ledger_sums(24, '2026-10-01', now(), 'agency') s where not s.is_total and s.fell_due > 0 order by 1 $$,
	$$ select t.agency_id, count(distinct t.report_id) from test.told_span t where t.part not in ('wait', 'review') and t.starts_at <= t.due_at and t.due_at < t.ends_at
	group by 1 order by 1 $$, 'what fell due did so in the hands of who held it at that instant');
select * from finish();
