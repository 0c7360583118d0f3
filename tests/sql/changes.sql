-- Which queues are told of a change, once each, who can be given a case, and how much the chores take at once.
\ir lib/make.psql
select plan(24);

create table test.sent as select (body::jsonb->>'id')::uuid as id, body::jsonb->'agency'->>'code' as agency
from submit('[{"code": "CHANGE1", "category": "CX", "area_code": "09187"}]');

-- move: one action on the report, as somebody of an agency.
create function test.move(p_role text, p_agency text, p_action text, p_to text default null) returns int
language sql as $$
	select (pakn.case_move(login(p_role, p_agency), 24, uuid7(), '\x01', uuid7(), s.id, r.version::text, p_action, p_to,
		'Lý do', 'Nội dung', null)).status
	from test.sent s join pakn.report r on r.tenant_id = 24 and r.report_id = s.id
$$;

-- told: the agencies whose queues changed in the last hour, but for what is forgotten.
create function test.told() returns text
language sql as $$
	select coalesce(string_agg(a.code, ' ' order by a.code), '')
	from pakn.queue_changed(3600, null) c join pakn.agency a on c.topic = pakn.queue_topic(24, a.agency_id) and a.tenant_id = 24
$$;

-- forget: has what happened until now sealed.
create function test.forget() returns void
language sql as $$
	select pakn.event_seal(1000)
$$;

-- asked: what the daemon asks one time after the other: each answer says how far it was.
create table test.asked (turn serial, topic text, mark text, next text);
create function test.ask() returns void
language sql as $$
	with turn as (select coalesce(max(turn), 0) + 1 as turn, (select a.mark from test.asked a where a.topic = '' order by a.turn desc limit 1) as mark
		from test.asked)
	insert into test.asked select t.turn, c.* from turn t, pakn.queue_changed(8, t.mark) c
$$;

-- news: the topics of which the last answer says other than the one before has said it would if nothing came.
create function test.news() returns text
language sql as $$
	select coalesce(string_agg(regexp_replace(n.topic, ' \d+$', ''), ' ' order by n.topic), '')
	from test.asked n left join test.asked b on b.topic = n.topic and b.turn = n.turn - 1
	where n.turn = (select max(turn) from test.asked) and n.topic <> '' and n.mark is distinct from b.next
$$;

select is(told(), (select agency from sent), 'a new report changes the queue of the agency that gets it, and no other');
select forget() \g /dev/null
select move('staff', agency, 'accept') from sent \g /dev/null
select is(told(), (select agency from sent), 'what an agency does before it answers is no news to the desk');
select forget() \g /dev/null
select move('staff', agency, 'answer') from sent \g /dev/null
select is(told(), (select agency || ' TT1022' from sent), 'an answer that needs no approval is news to the desk, which reviews it');
select forget() \g /dev/null
select move('dispatcher', 'TT1022', 'send-back') \g /dev/null
select is(told(), (select agency || ' TT1022' from sent), 'an answer that is sent back changes both queues');
select forget() \g /dev/null
select move('head', agency, 'transfer', 'UB09187') from sent \g /dev/null
select is(told(), (select agency || ' UB09187' from sent), 'a transfer changes the queues of both agencies');

update pakn.agency set valid_from = current_date + 1 where tenant_id = 24 and code = 'SXD';
select is(refusal_of($$ select move('dispatcher', 'TT1022', 'assign', 'SXD') $$), 'PK422 invalid',
	'no case is given to an agency that does not exist yet');
update pakn.agency set valid_from = '-infinity', valid_to = current_date where tenant_id = 24 and code = 'SXD';
select is(refusal_of($$ select move('dispatcher', 'TT1022', 'assign', 'SXD') $$), 'PK422 invalid',
	'nor to one that exists no more');

-- What the daemon asks, four times a second: each thing is news once for a queue, and once for a feed.
select forget() \g /dev/null
select ask() \g /dev/null
select ask() \g /dev/null
select is(news(), '', 'nothing is news where nothing has happened');
select submit('[{"code": "NEWS1", "category": "HTGT", "area_code": "09187"}]') \g /dev/null
select ask() \g /dev/null
select is(news(), 'queue 24', 'a report is news for a queue before it is sealed');
select ask() \g /dev/null
select is(news(), '', 'once, as long as it is not sealed');
select forget() \g /dev/null
select ask() \g /dev/null
select is(news(), 'changes 24 changes 24', 'then it is news for the feeds of its agency and of all, and no more for the queue');
select ask() \g /dev/null
select is(news(), '', 'once, too');
select submit('[{"code": "NEWS2", "category": "HTGT", "area_code": "09187"}]') \g /dev/null
select forget() \g /dev/null
select ask() \g /dev/null
select is(news(), 'changes 24 changes 24 queue 24', 'what was sealed before anybody asked is news for all of them');
with old as (select e.event_id from pakn.report_event e where e.tenant_id = 24 order by 1 desc limit 1), late as (
	update pakn.report_event e set event_id = uuid7(now() - interval '1 minute') from old
	where e.tenant_id = 24 and e.event_id = old.event_id returning e.event_id)
insert into pakn.event_unsealed select 24, l.event_id from late l;
select ask() \g /dev/null
select is(news(), '', 'of events that wait to be sealed for long, as after an import, none is read');
select forget() \g /dev/null
select ask() \g /dev/null
select is(news(), 'changes 24 changes 24 queue 24', 'but each when it has been sealed');

create function test.claim(p_release boolean) returns void
language sql as $$
	update pakn.work_item w set claimed_by = case when not p_release then 1 end,
		lease_until = case when p_release then clock_timestamp() - interval '1 millisecond' else now() + interval '1 hour' end
	where w.tenant_id = 24 and w.report_id = (select r.report_id from pakn.report r where r.tenant_id = 24 and r.code = 'NEWS1')
$$;
select claim(false) \g /dev/null
select ask() \g /dev/null
select is(news(), '', 'a claim is no news');
select claim(true) \g /dev/null
select ask() \g /dev/null
select is(news(), 'queue 24', 'its end is');
select claim(false) \g /dev/null
select claim(true) \g /dev/null
select ask() \g /dev/null
select is(news(), 'queue 24', 'and the end of the next one, though the item is the same and nobody asked between');
select ask() \g /dev/null
select is(news(), '', 'once');

select submit((select jsonb_agg(jsonb_build_object('code', 'MANY' || n)) from generate_series(1, 50) n)) \g /dev/null
truncate pakn.event_unsealed;
insert into pakn.event_unsealed select e.tenant_id, e.event_id from pakn.report_event e where e.type = 'received' and e.tenant_id = 24;
select results_eq($$ select pakn.event_seal(20) from generate_series(1, 4) $$, array[20, 20, 13, 0],
	'the sealer takes as many events as it is told, until none is left');
select ok(pakn.stat_fold(20) between 20 and 21, 'figures are folded piece by piece too, a move as a whole');
select pakn.stat_fold(1000) \g /dev/null
select is_empty('select delta_id from pakn.stat_delta', 'until no change waits');

-- Statistics of what has rows.
select ok(pakn.analyze_first(1000) > 0 and not exists (select from pg_class c where c.relnamespace = 'pakn'::regnamespace
		and c.relname = 'report' || to_char(now() at time zone 'Asia/Ho_Chi_Minh', '_YYYYMM') and c.reltuples < 0),
	'tables that have rows get statistics');
select is(pakn.analyze_first(1000), 0, 'once');
select * from finish();
