-- report_submit: a batch of good, bad, repeated and colliding reports.
\ir lib/make.psql
select plan(44);

-- How many rows each table holds that a report may write to.
create function test.written() returns jsonb language sql as $$
	select jsonb_build_object('code', (select count(*) from pakn.report_code), 'report', (select count(*) from pakn.report),
		'event', (select count(*) from pakn.report_event), 'unsealed', (select count(*) from pakn.event_unsealed),
		'item', (select count(*) from pakn.work_item), 'delta', (select count(*) from pakn.stat_delta),
		'sender', (select count(*) from pakn.report_sender))
$$;

insert into pakn.credential (tenant_id, digest, kind, staff_id, expires_at, revoked_at)
select 24, sha256(v.name::bytea), 's', pakn.staff_set('bacninh', v.name, null, 'operator', 'TT1022', 'x'), v.expires_at, v.revoked_at
from (values ('expired', now() - interval '1 second', null), ('revoked', 'infinity', now())) v (name, expires_at, revoked_at);
select pakn.api_key_set(24, sha256('app'), 1, 'Ứng dụng thử', '{reports:write}', 'app') \g /dev/null
select pakn.api_key_set(24, sha256('reader'), 2, 'Ứng dụng chỉ đọc', '{}', 'app') \g /dev/null

-- 1. The first batch: one of every kind.
select submit(jsonb_build_array(
	jsonb_build_object('code', 'OLD1', 'key_digest', '\x01', 'body_hash', '\xaa', 'category', 'HTGT', 'lat', 21.2731, 'lon', 106.1946),
	jsonb_build_object('code', 'OLD2', 'key_digest', '\x02', 'body_hash', '\xbb'))) \g /dev/null
create temp table before as select written() as w;
create temp table batch (ordinal int generated always as identity, name text, row jsonb, status int, problem text);
insert into batch (name, row, status, problem)
select v.name, v.row || jsonb_build_object('description', 'Dòng ' || v.name), v.status, v.problem
from (values
	('new with contact', jsonb_build_object('code', 'NEW1', 'category', 'HTGT', 'area_code', '07210', 'name', 'Nguyễn Văn A', 'phone', '+84901234567', 'attributes', '{"a": 1}'), 201, null),
	('replay', jsonb_build_object('code', 'OLD1', 'key_digest', '\x01', 'body_hash', '\xaa'), 200, null),
	('same key, other body', jsonb_build_object('code', 'OLD1', 'key_digest', '\x01', 'body_hash', '\xcc'), 422, 'key_reused'),
	('other key on the code', jsonb_build_object('code', 'OLD2', 'key_digest', '\x03', 'body_hash', '\xbb'), 0, null),
	('first twin', jsonb_build_object('code', 'TWIN', 'key_digest', '\x04', 'body_hash', '\xdd'), 201, null),
	('second twin', jsonb_build_object('code', 'TWIN', 'key_digest', '\x04', 'body_hash', '\xdd'), 1, null),
	('no such field', jsonb_build_object('code', 'BAD1', 'category', 'XXX'), 422, 'invalid'),
	('no such area', jsonb_build_object('code', 'BAD2', 'area_code', '99999'), 422, 'invalid'),
	('the province for an area', jsonb_build_object('code', 'BAD3', 'area_code', '24'), 422, 'invalid'),
	('outside the province', jsonb_build_object('code', 'BAD4', 'lat', 10.77, 'lon', 106.7), 422, 'out_of_area'),
	('in the sea', jsonb_build_object('code', 'BAD5', 'lat', 0, 'lon', 0), 422, 'out_of_area'),
	('unknown credential', jsonb_build_object('code', 'BAD6', 'digest', '\x99'), 401, 'unauthenticated'),
	('expired session', jsonb_build_object('code', 'BAD7', 'digest', sha256('expired')), 401, 'unauthenticated'),
	('ended session', jsonb_build_object('code', 'BAD8', 'digest', sha256('revoked')), 401, 'unauthenticated'),
	('a role that may not', jsonb_build_object('code', 'BAD9', 'digest', login('staff', 'SXD')), 403, 'forbidden'),
	('channel named by anybody', jsonb_build_object('code', 'BADA', 'channel', 'hotline'), 403, 'forbidden'),
	('call named by an app', jsonb_build_object('code', 'BADB', 'digest', sha256('app'), 'call_id', '77'), 403, 'forbidden'),
	('on behalf, by anybody', jsonb_build_object('code', 'BADC', 'on_behalf_of', 'Ông B'), 403, 'forbidden'),
	('a key that may only read', jsonb_build_object('code', 'BADE', 'digest', sha256('reader')), 403, 'forbidden'),
	('operator on the telephone', jsonb_build_object('code', 'NEW2', 'digest', login('operator'), 'channel', 'hotline',
		'call_id', '78', 'on_behalf_of', 'Bà C', 'category', 'DIEN', 'area_code', '07210', 'email', 'c@example.vn'), 201, null),
	('application', jsonb_build_object('code', 'NEW3', 'digest', sha256('app'), 'category', 'CSCC', 'area_code', '07210'), 201, null),
	('out of scope', jsonb_build_object('code', 'NEW4', 'category', 'NGOAI', 'area_code', '07210', 'name', 'Chỉ có tên'), 201, null),
	('nothing but text', jsonb_build_object('code', 'NEW5'), 201, null)) as v (name, row, status, problem);
create temp table answered as
select b.name, b.row, b.status as expected_status, b.problem as expected_problem, s.*
from submit((select jsonb_agg(row order by ordinal) from batch)) s join batch b using (ordinal);

select is((select count(*) from answered), (select count(*) from batch), 'every row of a mixed batch gets one answer');
select is(status || coalesce(' ' || problem, ''), expected_status || coalesce(' ' || expected_problem, ''),
	'a row is answered by itself: ' || name) from answered order by ordinal;
select is((select count(*) from pakn.report_code where code ~ '^BAD'), 0::bigint, 'no code is kept for a refused row');
select is(written(), (select jsonb_build_object('code', (w->>'code')::int + 6, 'report', (w->>'report')::int + 6,
	'event', (w->>'event')::int + 6, 'unsealed', (w->>'unsealed')::int + 6, 'item', (w->>'item')::int + 6,
	'delta', (w->>'delta')::int + 6, 'sender', (w->>'sender')::int + 3) from before),
	'good rows are written once to every table, a sender where one is named, and refused rows nowhere');
select results_eq(
	$$ select c.code from pakn.report_code c
		join pakn.report r on r.tenant_id = 24 and r.report_id = c.report_id and r.code = c.code and r.version = 1
		join pakn.report_event e on e.tenant_id = 24 and e.report_id = r.report_id and e.type = 'received' and e.to_status = r.status
			and e.agency_id = r.agency_id and e.due_at = r.due_at and e.at = r.received_at
			and e.content_digest = sha256(r.text_salt || convert_to(r.description, 'UTF8'))
		join pakn.event_unsealed u on u.tenant_id = 24 and u.event_id = e.event_id
		join pakn.work_item w on w.tenant_id = 24 and w.report_id = r.report_id and w.part = 'lead' and w.agency_id = r.agency_id
			and w.due_at = r.due_at and w.status = r.status
		join pakn.stat_delta d on d.tenant_id = 24 and d.delta_id = e.event_id and d.n = 1 and d.agency_id = r.agency_id
			and d.stat_class = 1 and d.received_hour = date_trunc('hour', r.received_at)
		where c.code ~ '^(NEW|TWIN)' order by 1 $$,
	$$ values ('NEW1'), ('NEW2'), ('NEW3'), ('NEW4'), ('NEW5'), ('TWIN') $$,
	'code, report, first event, its seal to be, work item and figure of a report say the same');

-- 2. What the answers say.
select is((select body::jsonb->'errors'->0->>'pointer' from answered where name = 'channel named by anybody'), '/channel',
	'a refused row names the field that staff alone may fill in');
select matches((select body::jsonb->>'hotline' from answered where name = 'in the sea'), '^[0-9]+$',
	'who reports from outside the province reads whom to call');
select is((select body from answered where name = 'replay'), (select answer from pakn.report_code where code = 'OLD1'),
	'a replay answers what was answered first, byte for byte');
update pakn.report_code set answer = null where code ~ '^(OLD|NEW|TWIN)';
select is((select string_agg(pakn.report_answer(24, c.report_id), E'\n' order by a.ordinal)
		from answered a join pakn.report_code c on c.tenant_id = 24 and c.code = a.row->>'code' where a.status = 201),
	(select string_agg(body, E'\n' order by ordinal) from answered where status = 201),
	'an answer that was swept is rebuilt byte for byte');
select is((select status from submit('[{"code": "OLD1", "key_digest": "\\x01", "body_hash": "\\xaa"}]')), 200,
	'a replay after the sweep is still a replay');
select results_eq(
	$$ select a.row->>'code', a.body::jsonb->'agency'->>'code', a.body::jsonb->>'status', coalesce(r.rule_id > 0, false)
		from answered a join pakn.report r on r.code = a.row->>'code' where a.status = 201 and r.code ~ 'NEW' order by 1 $$,
	$$ values ('NEW1', 'UB07210', 'assigned', true), ('NEW2', 'PCBN', 'assigned', true), ('NEW3', 'TTHT', 'assigned', true),
		('NEW4', 'TT1022', 'received', false), ('NEW5', 'TT1022', 'received', false) $$,
	'a report that a rule decides is assigned; any other is received at the desk');
select results_eq(
	$$ select r.code, ch.code, r.created_by is not null, r.origin->>'call_id' from pakn.report r join pakn.channel ch using (channel_id)
		where r.code ~ 'NEW' order by 1 $$,
	$$ values ('NEW1', 'web', false, null), ('NEW2', 'hotline', true, '78'), ('NEW3', 'app', false, null),
		('NEW4', 'web', false, null), ('NEW5', 'web', false, null) $$,
	'the channel is the key''s, the operator''s word, or the web; who typed it in is kept');

-- 3. The same batch again, and batches of nothing but trouble.
create temp table again as select written() as w;
select results_eq(
	$$ select ordinal, status from submit((select jsonb_agg(row order by ordinal) from batch)) order by 1 $$,
	$$ select ordinal, case when status = 201 or status = 1 then 200 else status end from batch order by 1 $$,
	'a batch sent again answers replays, and the same refusals');
select is(written(), (select w from again), 'a batch sent again writes nothing');
select lives_ok($$ select submit((select jsonb_agg(jsonb_build_object('code', 'E' || n, 'digest', '\x99')) from generate_series(1, 100) n)) $$,
	'a batch of refused rows does not raise');
select is(written(), (select w from again), 'a batch of refused rows writes nothing');
select results_eq($$ select status, count(*)::int from submit((select jsonb_agg(jsonb_build_object('code', 'SAME', 'key_digest', '\x07')) from generate_series(1, 50))) group by 1 order by 1 $$,
	$$ values (1, 49), (201, 1) $$, 'of fifty equal rows in a batch one is stored and the others are asked to come again');
select is_empty($$ select code from pakn.report_code group by tenant_id, code having count(*) > 1 $$, 'no code is stored twice');

-- 4. Numbers.
select submit((select jsonb_agg(jsonb_build_object('code', 'M' || n, 'category', c.code, 'area_code', a.code,
		'lat', case when n % 3 = 0 then a.lat end, 'lon', case when n % 3 = 0 then a.lon end,
		'received_at', now() - n * interval '1 minute'))
	from generate_series(1, 1000) n
		join lateral (select code from pakn.category where tenant_id = 24 and category_id = 1 + n % 27) c on true
		join lateral (select code, lat, lon from pakn.area where tenant_id = 24 and level = 'commune' order by code offset n % 99 limit 1) a on true)) \g /dev/null
select is((select count(*) from pakn.report where code ~ '^M[0-9]'), 1000::bigint, 'a batch of a thousand is stored whole');
select is_empty($$ select r.code from pakn.report r
		join pakn.category c on c.tenant_id = 24 and c.category_id = r.category_id
		cross join lateral (select pakn.route_show(null, 24, c.code, r.lat, r.lon,
			(select a.code from pakn.area a where a.tenant_id = 24 and a.area_id = r.area_id), r.received_at, null) as shown) s
		cross join lateral (select (shown).body::jsonb as b offset 0) b
		join pakn.agency g on g.tenant_id = 24 and g.agency_id = r.agency_id
	where r.code ~ '^M[0-9]' and (b->'agency'->>'code', (b->>'rule')::int, b->>'reason', (b->>'due_at')::timestamptz)
		is distinct from (g.code, r.rule_id, r.route_reason, r.due_at) $$,
	'a report goes where, why and by when route_show says');
select is_empty($$ select r.code from pakn.report r where r.tableoid = 'pakn.report_rest'::regclass and r.received_at > now() - interval '1 month' $$,
	'reports of these months lie in their monthly parts');
select is((select status || ' ' || (body::jsonb->'agency'->>'code') || ' ' || (body::jsonb->>'status') from submit(jsonb_build_array(
	jsonb_build_object('code', 'FAR1', 'digest', login('operator'), 'channel', 'hotline', 'category', 'ATGT', 'lat', 10.77, 'lon', 106.7)))),
	'201 TT1022 received', 'an operator may take what lies outside the province: it stays at the desk');
select * from finish();
