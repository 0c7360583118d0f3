-- History that an importer brings in: who may date what, how far back, and that its figures are those of then.
\ir lib/make.psql
select plan(34);

insert into pakn.routing_rule (tenant_id, rule_id, category_id, place, area_id, agency_id, reason, valid_from, valid_to)
select 24, 900 + v.no, c.category_id, 3, a.area_id, g.agency_id, 'Thử', v.valid_from, v.valid_to
from (values (1, 'SXD', '-infinity'::timestamptz, '2026-03-01 00:00+07'::timestamptz), (2, 'SCT', '2026-03-01 00:00+07', 'infinity'))
	v (no, agency, valid_from, valid_to),
	pakn.category c, pakn.area a, pakn.agency g
where c.tenant_id = 24 and c.code = 'CX' and a.tenant_id = 24 and a.code = '07246' and g.tenant_id = 24 and g.code = v.agency;

select login('supervisor') \g /dev/null

-- 1. Keys.
select is(refusal_of(format('select pakn.api_key_set(24, sha256(%1$L), %2$s, %1$L, %3$L, %4$L, %5$L, %6$L)', v.name, 100 + v.place, null, 'app', v.role, v.dates_from)),
	v.refusal, 'a key: ' || v.name)
from (values
	(1, 'importer', 'importer', '2026-01-15 00:00+07', null),
	(2, 'app', 'citizen_app', null, null),
	(3, 'importer without dates', 'importer', null, 'PK422 importers_alone_have_dates'),
	(4, 'app with dates', 'citizen_app', '2026-01-01 00:00+07', 'PK422 importers_alone_have_dates'),
	(5, 'dates in the future', 'importer', '2999-01-01 00:00+07', 'PK422 dates_from_out_of_bounds'),
	(6, 'dates long ago', 'importer', '1999-01-01 00:00+07', 'PK422 dates_from_out_of_bounds'),
	(7, 'dates without end', 'importer', '-infinity', 'PK422 dates_from_out_of_bounds'),
	(8, 'staff', 'staff', null, 'PK422 no_role_of_keys')) v (place, name, role, dates_from, refusal) order by place;
select ok(not exists (select from generate_series('2026-01-01'::date, current_date, '1 month') m, unnest('{report,report_event}'::text[]) t
	where to_regclass('pakn.' || t || to_char(m, '_YYYYMM')) is null), 'with an importer''s key come the parts of every month from its first');

-- 2. Reports.
create temp table batch (ordinal int generated always as identity, name text, digest bytea, dated_at timestamptz, status int, problem text, error text);
insert into batch (name, digest, dated_at, status, problem, error) values
	('by anybody', null, '2026-02-10 08:00+07', 403, 'forbidden', '/received_at importer_only'),
	('by an app', sha256('app'), '2026-02-10 08:00+07', 403, 'forbidden', '/received_at importer_only'),
	('by an operator', login('operator'), '2026-02-10 08:00+07', 403, 'forbidden', '/received_at importer_only'),
	('by an importer with a session, not a key', login('importer'), '2026-02-10 08:00+07', 422, 'invalid', '/received_at before_dates_from'),
	('too long ago', sha256('importer'), '2026-01-14 23:59:59.999+07', 422, 'invalid', '/received_at before_dates_from'),
	('in the future', sha256('importer'), now() + interval '1 minute', 422, 'invalid', '/received_at in_future'),
	('at the first instant', sha256('importer'), '2026-01-15 00:00+07', 201, null, null),
	('in February', sha256('importer'), '2026-02-10 08:00+07', 201, null, null),
	('in April', sha256('importer'), '2026-04-14 21:30+07', 201, null, null),
	('of today', sha256('importer'), null, 201, null, null);
create temp table answered as
select b.name, s.status, s.problem, s.body::jsonb as body
from submit((select jsonb_agg(jsonb_build_object('code', 'D' || ordinal, 'digest', digest, 'dated_at', dated_at, 'category', 'CX',
	'area_code', '07246', 'phone', '+84900000001', 'email', 'a@example.vn', 'description', name) order by ordinal) from batch)) s join batch b using (ordinal);
select pakn.event_seal(1000), pakn.notice_follow(true, 1000) \g /dev/null
select is(concat_ws(' ', a.status, a.problem, a.body->'errors'->0->>'pointer', a.body->'errors'->0->>'code'),
	concat_ws(' ', b.status, b.problem, b.error), 'a dated report: ' || b.name)
from batch b join answered a using (name) order by b.ordinal;
select results_eq($$ select r.description, e.imported, r.received_at, e.at, ch.code, g.code, d.due_at = r.due_at,
		exists (select from pakn.outbox o where o.report_id = r.report_id)
	from pakn.report r join pakn.report_event e using (tenant_id, report_id) join pakn.agency g on g.tenant_id = 24 and g.agency_id = r.agency_id
		join pakn.channel ch using (channel_id), pakn.answer_due(24, 'normal', r.received_at, 1) d
	where r.description in ('in February', 'in April') order by r.received_at $$,
	$$ values ('in February', true, '2026-02-10 08:00+07'::timestamptz, '2026-02-10 08:00+07'::timestamptz, 'app', 'SXD', true, false),
		('in April', true, '2026-04-14 21:30+07', '2026-04-14 21:30+07', 'app', 'SCT', true, false) $$,
	'a dated report has its own day''s rule and deadline, its event is marked, and nobody gets a notice');
select results_eq($$ select e.imported, exists (select from pakn.outbox o where o.report_id = r.report_id) from pakn.report r
	join pakn.report_event e using (tenant_id, report_id) where r.description = 'of today' $$, $$ values (false, true) $$,
	'without a date an importer''s report is like any other');

-- 3. Actions.
create temp table step (place int generated always as identity, name text, digest bytea, report text, action text, at timestamptz, actor text, refusal text);
insert into step (name, digest, report, action, at, actor, refusal) values
	('staff may not date', login('staff', 'SXD'), 'in February', 'accept', '2026-02-11 08:00+07', null, 'PK403 forbidden'),
	('a head may not act as staff', login('head', 'SXD'), 'in February', 'accept', null, 'staff', 'PK403 forbidden'),
	('an app may do nothing', sha256('app'), 'in February', 'accept', '2026-02-11 08:00+07', 'staff', 'PK403 forbidden'),
	('an instant is wanted', sha256('importer'), 'in February', 'accept', null, 'staff', 'PK422 /at required'),
	('a role is wanted', sha256('importer'), 'in February', 'accept', '2026-02-11 08:00+07', null, 'PK422 /as required'),
	('not in the future', sha256('importer'), 'in February', 'accept', now() + interval '1 second', 'staff', 'PK422 /at in_future'),
	('not before the key''s dates', sha256('importer'), 'in February', 'accept', '2026-01-14 00:00+07', 'staff', 'PK422 /at before_dates_from'),
	('not before receipt', sha256('importer'), 'in February', 'accept', '2026-02-10 07:59:59.999+07', 'staff', 'PK422 /at before_last_event'),
	('not what the role may not', sha256('importer'), 'in February', 'accept', '2026-02-11 08:00+07', 'dispatcher', 'PK409 not_allowed_now'),
	('accepted on time', sha256('importer'), 'in February', 'accept', '2026-02-11 08:00+07', 'staff', null),
	('answered late', sha256('importer'), 'in February', 'answer', '2026-03-20 09:00+07', 'staff', null),
	('not before the answer', sha256('importer'), 'in February', 'approve', '2026-03-20 08:59+07', 'head', 'PK422 /at before_last_event'),
	('released at the same instant', sha256('importer'), 'in February', 'approve', '2026-03-20 09:00+07', 'head', null),
	('given back', sha256('importer'), 'at the first instant', 'return', '2026-01-16 08:00+07', 'staff', null),
	('assigned anew by the desk', sha256('importer'), 'at the first instant', 'assign', '2026-01-16 09:00+07', 'dispatcher', null),
	('answered on time', sha256('importer'), 'at the first instant', 'accept', '2026-01-16 10:00+07', 'head', null);

-- act: does a step; what it raises in one line, with the field that it names.
create function test.act(p_step step) returns text language plpgsql as $$
declare
	v_detail text;
begin
	perform pakn.case_move(p_step.digest, 24, uuid7(), '\x01', uuid7(), r.report_id, r.version::text, p_step.action,
		case p_step.action when 'assign' then 'SNNMT' end, 'Lý do', 'Nội dung', null, p_step.at, p_step.actor)
	from pakn.report r where r.description = p_step.report;
	return null;
exception when others then
	get stacked diagnostics v_detail = pg_exception_detail;
	return sqlstate || ' ' || case when sqlstate = 'PK422' then concat_ws(' ', v_detail::jsonb->'errors'->0->>'pointer',
		v_detail::jsonb->'errors'->0->>'code') else sqlerrm end;
end $$;
select is((select string_agg(name || ': ' || told, E'\n') from (select s.name, coalesce(act(s), 'done') as told, coalesce(s.refusal, 'done') as expected
	from step s order by place) x where told <> expected), null, 'an action is dated by an importer only, and within its bounds');
select is((select array_agg(distinct (e.actor_kind, e.actor_id is null, e.imported)::text) from pakn.report_event e join pakn.report r using (tenant_id, report_id)
	where r.description in ('in February', 'at the first instant') and e.type <> 'received'), array['(staff,t,t)'], 'its events are of staff without a name, and marked');
select pakn.event_seal(1000), pakn.notice_follow(true, 1000) \g /dev/null
select is((select count(*) from pakn.outbox o join pakn.report r using (tenant_id, report_id) where r.description <> 'of today'), 0::bigint, 'no citizen gets a message about history');
select results_eq($$ select (r.accepted_at, r.released_at, r.closed_at)::text, r.stat_class::int from pakn.report r where description = 'in February' $$,
	$$ values ('("2026-02-11 08:00:00+07","2026-03-20 09:00:00+07","2026-03-20 09:00:00+07")', 4) $$, 'what was released after its due instant counts as late at once');
select is((select (pakn.case_show(login('supervisor'), 24, r.report_id)).body::jsonb->'history'->0->>'imported' from pakn.report r where description = 'in February'), 'true',
	'the history of a case says what was imported');

-- 4. The figures.
create function test.figures(p_as_of timestamptz) returns text language sql as $$
	select (received, on_time, late, in_progress, overdue_open)::text from stats_rows(24, '2026-01-01', '2026-05-01', p_as_of, 'agency') where is_total
$$;
select is(figures(null), '(3,0,1,2,2)', 'open and past its due instant counts as overdue at once');
select is(figures(now()), figures(null), 'and so it does counted again from the events');
select is(array[figures('2026-02-10 08:00+07'), figures('2026-03-20 08:59+07'), figures('2026-03-20 09:00+07')],
	'{"(2,0,0,2,1)","(2,0,0,2,2)","(2,0,1,1,1)"}', 'at instants of the past the figures are those of then');
select pakn.stat_overdue(100), pakn.stat_fold(1000) \g /dev/null
select is(figures(null), '(3,0,1,2,2)', 'the chores change none of it');
select act(s) from jsonb_populate_record(null::step, jsonb_build_object('digest', sha256('importer'), 'report', 'at the first instant', 'action', 'answer',
	'at', '2026-01-20 10:00+07', 'actor', 'staff')) s \g /dev/null
select act(s) from jsonb_populate_record(null::step, jsonb_build_object('digest', sha256('importer'), 'report', 'at the first instant', 'action', 'approve',
	'at', '2026-01-20 11:00+07', 'actor', 'head')) s \g /dev/null
select is(array[figures(null), figures(now())], '{"(3,1,1,1,1)","(3,1,1,1,1)"}', 'what was released in time counts so, though its overdue had been recorded');

-- 5. The chain.
select pakn.event_seal(1000) \g /dev/null
select is(pakn.event_verify(24), null, 'imported events are in the chain');
update pakn.report_event set imported = false where imported and type = 'approved';
select isnt(pakn.event_verify(24), null, 'and that they are imported cannot be denied afterwards');
select is_empty('select * from pakn.stat_rebuild(24, true)', 'how long reports took is as their events tell it, those that were dated too');
select * from finish();
