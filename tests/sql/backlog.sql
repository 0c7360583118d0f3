-- What came in, went out and was left: each step follows from the one before, and agrees with a recount of what stood open then; what is
-- open now, by age and stage; time held, with reminders and urgings.
\ir lib/make.psql
select plan(16);

select pakn.partition_ensure(now() - interval '3 months', now() + interval '1 month') \g /dev/null
select login('supervisor'), login('operator'), login('dispatcher') \g /dev/null
select submit((select jsonb_agg(jsonb_build_object('code', 'B' || n, 'category', (array['HTGT', 'DIEN', 'NUOC', 'CX'])[1 + below(4)],
		'area_code', (array['07210', '09187', '07228'])[1 + below(3)], 'received_at', now() - random() * interval '40 days')) from generate_series(1, 90) n)) \g /dev/null
create function test.step(p_report uuid) returns void language plpgsql as $$
declare
	r pakn.report;
	a record;
begin
	select * into r from pakn.report x where x.tenant_id = 24 and x.report_id = p_report;
	select l.action, l.to_status into a
	from pakn.lifecycle l where l.from_status = r.status
		and l.action = any ('{accept,answer,approve,send-back,reopen,return,assign,transfer,reject}') and l.to_status is not null and l.to_status <> '='
	order by random() limit 1;
	perform pakn.report_move(r, uuid7(), a.action, a.to_status, 'staff', null, case when a.action in ('assign', 'transfer') then (select x.agency_id from pakn.agency x
			where x.tenant_id = 24 and x.level = 'commune' and x.agency_id <> r.agency_id order by random() limit 1) end, 'Lời', case a.action when 'answer' then 'fixed' end,
		least(now(), pakn.report_last_at(24, p_report) + random() * interval '9 days'))
	where a.action is not null;
end $$;
select step(report_id) from pakn.report, generate_series(1, 4) n where tenant_id = 24 \g /dev/null
-- One whose sender waited for an hour to begin: its id is of before.
select submit(jsonb_build_array(jsonb_build_object('code', 'B91', 'category', 'HTGT', 'area_code', '07210', 'received_at', now() - interval '25 days'))) \g /dev/null
select pakn.report_move(r, pakn.uuid_at(h.at - interval '1 second', 1), 'reject', 'rejected', 'staff', null, null, 'Lời', null, h.at + interval '1 millisecond')
from pakn.report r, date_trunc('hour', now() - interval '20 days') h (at) where r.tenant_id = 24 and r.code = 'B91' \g /dev/null

create table test.question as select pakn.stats_question(24, null, date_trunc('hour', now() - interval '20 days'), date_trunc('hour', now()) + interval '1 hour', p_group => g) as q, g
from unnest('{agency,level,category,area}'::text[]) g;
create table test.flow as select g, b, f.* from test.question, unnest('{day,week,month}'::text[]) b, pakn.backlog_flow(q, b) f;
select is_empty($$ select * from (select *, lag(open) over (partition by g, b, is_total, code, name order by step) as before from test.flow) x
	where open <> before + came - went $$, 'what is left is what was left before, and what came, without what went');
select is_empty($$ select x.g, x.b, x.step from (select g, b, step, sum(open) filter (where is_total) as t, sum(open) filter (where not is_total) as s,
		sum(came - went) filter (where is_total) as tn, sum(came - went) filter (where not is_total) as sn from test.flow group by 1, 2, 3) x where (t, tn) is distinct from (s, sn) $$,
	'the rows add up to the total in each step');
select cmp_ok((select count(*) from test.flow where g = 'agency' and not is_total and came > 0 and went > 0 and b = 'week'), '>', 2::bigint, 'there is enough going on');
-- An independent count of what stood open at the end of some steps.
select is_empty(format($$ select f.step, f.open, o.n from test.flow f join test.question q on q.g = f.g cross join lateral (select s.until from pakn.backlog_steps(q.q, f.b) s where s.step = f.step) s
		cross join lateral (select coalesce(sum(c.n), 0)::int as n from counts('agency', '2000-01-01', date_trunc('hour', now()) + interval '1 hour', s.until - interval '1 microsecond') c
			where c.what in ('in_time', 'overdue')) o
	where f.is_total and f.g = 'agency' and f.b = 'week' and s.until < now() and f.open <> o.n $$), 'and to a recount of what stood open then');
select is((select open from test.flow where is_total and g = 'agency' and b = 'day' order by step desc limit 1),
	(select count(*) from pakn.work_item w where w.tenant_id = 24 and w.part = 'lead' and w.stat_class <= 2), 'in the end it is what is open now');
select is((select count(*) from test.question, pakn.backlog_steps(q, 'day') where g = 'agency'), 21::bigint, 'a period of twenty days that begins within one has twenty-one steps');

select is_empty(format($$ select f.step, f.came, f.went, o.n from test.flow f join test.question q on q.g = f.g cross join lateral (select s.until from pakn.backlog_steps(q.q, f.b) s where s.step = f.step) s
		cross join lateral (select coalesce(sum(x.sign * c.n), 0)::int as n from (values (s.until, 1), ((q.q).first, -1)) x (at, sign)
			cross join lateral counts('agency', '2000-01-01', date_trunc('hour', now()) + interval '1 hour', x.at - interval '1 microsecond') c where c.what in ('in_time', 'overdue')) o
	where f.is_total and f.g = 'agency' and f.b = 'day' and f.step = (select min(x.step) from test.flow x where x.b = 'day') and f.came - f.went <> o.n $$), 'and the first step begins where the recount of the instant before ends');

create table test.answer as select (pakn.stats_backlog(login('supervisor'), 24, null, (q).first, null, 'week', g, 'vi')).body::jsonb as body, g from test.question;
select is_empty($$ select g, key from test.answer, jsonb_each(body->'total'->'now'->'stages') s
	where value::int <> (select count(*) from pakn.work_item w where w.tenant_id = 24 and w.part = 'lead' and w.stat_class <= 2
		and w.status = (jsonb_build_object('unsorted', 'received', 'unaccepted', 'assigned', 'working', 'in_progress', 'awaiting_approval', 'answered', 'paused', 'paused'))->>key) $$, 'what is open is told by stage');
select is_empty($$ select g from test.answer where (body->'total'->'now'->>'open')::int <> (select sum((r->'now'->>'open')::int) from jsonb_array_elements(body->'rows') r)
	or (body->'total'->'now'->>'open')::int <> (select sum((c->>'reports')::int) from jsonb_array_elements(body->'total'->'now'->'days') c)
	or (body->'total'->'now'->>'open')::int <> (select sum((c->>'reports')::int) from jsonb_array_elements(body->'total'->'now'->'working_days') c) $$, 'rows and ages add up');
select is(pakn.backlog_ages('{0,1,2,3,6,7,30,99}', '{0,1,3,7,14,30}'), '[{"from": 0, "below": 1, "reports": 1}, {"from": 1, "below": 3, "reports": 2}, {"from": 3, "below": 7, "reports": 2},
	{"from": 7, "below": 14, "reports": 1}, {"from": 14, "below": 30, "reports": 0}, {"from": 30, "below": null, "reports": 2}]', 'each age is in one class');
select is((body->'total'->'now'->'oldest'->>'id')::uuid, (select w.report_id from pakn.work_item w where w.tenant_id = 24 and w.part = 'lead' and w.stat_class <= 2 order by w.received_at limit 1),
	'the oldest is named') from test.answer where g = 'agency';
select is(refusal_of(format('select pakn.stats_backlog(%L, 24, null, ''2020-01-01'', null, ''day'', null, null)', login('supervisor'))), 'PK422 invalid', 'six years are too many days');

-- Time held, and escalations.
create table test.held as select (pakn.stats_held(login('supervisor'), 24, null, (q).first, null, null, 'vi')).body::jsonb as body from test.question where g = 'agency';
select is((body->'total'->>'minutes_late')::bigint, (select s.minutes_late from test.question, pakn.ledger_sums(24, (q).first, now(), 'agency') s where g = 'agency' and s.is_total), 'time held late is that of the ledger') from test.held;
select is((select sum((r->>'minutes')::bigint) from jsonb_array_elements(body->'rows') r), (body->'total'->>'minutes')::numeric, 'the rows add up to the total') from test.held;
select pakn.escalation_look(1000), pakn.escalation_step(1000) \g /dev/null
select is((h->'total'->>'escalated')::bigint, (select count(*) from pakn.report_event e where e.tenant_id = 24 and e.type = 'escalated' and e.at >= now() - interval '1 hour'), 'escalations are counted, by whom they told')
from (select (pakn.stats_held(login('supervisor'), 24, null, date_trunc('hour', now()), null, null, 'vi')).body::jsonb->'escalations' as h) x;
select is(refusal_of(format('select pakn.stats_held(%L, 24, null, null, null, ''person'', null)', login('dispatcher'))), 'PK403 forbidden', 'people are for those who may read of them');
select * from finish();
