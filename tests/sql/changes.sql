-- Which queues are told of a change, who can be given a case, and how much the chores take at once.
\ir lib/make.psql
select plan(10);

create table test.sent as select (body::jsonb->>'id')::uuid as id, body::jsonb->'agency'->>'code' as agency
from submit('[{"code": "CHANGE1", "category": "CX", "area_code": "09187"}]');

-- move: one action on the report, as somebody of an agency.
create function test.move(p_role text, p_agency text, p_action text, p_to text default null) returns int
language sql as $$
	select (pakn.case_move(login(p_role, p_agency), 24, uuid7(), '\x01', uuid7(), s.id, r.version::text, p_action, p_to,
		'Lý do', 'Nội dung', null)).status
	from test.sent s join pakn.report r on r.tenant_id = 24 and r.report_id = s.id
$$;

-- told: the agencies whose queues changed in the last hour, but for what went before.
create function test.told() returns text
language sql as $$
	select coalesce(string_agg(a.code, ' ' order by a.code), '')
	from pakn.queue_changed(3600) c join pakn.agency a on c.topic = pakn.queue_topic(24, a.agency_id) and a.tenant_id = 24
$$;

-- forget: makes what happened until now older than that.
create function test.forget() returns void
language sql as $$
	update pakn.report_event e set event_id = uuid7(now() - interval '2 hours') where e.tenant_id = 24
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

select submit((select jsonb_agg(jsonb_build_object('code', 'MANY' || n)) from generate_series(1, 50) n)) \g /dev/null
truncate pakn.event_unsealed;
insert into pakn.event_unsealed select e.tenant_id, e.event_id from pakn.report_event e where e.type = 'received' and e.tenant_id = 24;
select results_eq($$ select pakn.event_seal(20) from generate_series(1, 4) $$, array[20, 20, 11, 0],
	'the sealer takes as many events as it is told, until none is left');
select ok(pakn.stat_fold(20) between 20 and 21, 'figures are folded piece by piece too, a move as a whole');
select pakn.stat_fold(1000) \g /dev/null
select is_empty('select delta_id from pakn.stat_delta', 'until no change waits');
select * from finish();
