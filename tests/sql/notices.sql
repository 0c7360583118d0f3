-- Notices: who is told of which event, once; what is taken, in which order, and what becomes of it.
\ir lib/make.psql
select plan(47);

-- Some subscriptions of two agencies, and one of an app.
insert into pakn.credential (tenant_id, digest, kind, api_key_id, name, role, scopes, channel)
values (24, sha256('app'), 'k', 71, 'ứng dụng', 'citizen_app', '{reports:write}', 'app');
create function test.agency(p_code text) returns int language sql as $$ select agency_id from pakn.agency where tenant_id = 24 and code = p_code $$;
insert into pakn.subscription (tenant_id, subscription_id, channel, name, address, agency_id, api_key_id, events, ended_at, ended_why) values
	(24, 11, 'webhook', 'phường', 'https://a.example.vn/', agency('UB09187'), null, '{}', null, null),
	(24, 12, 'webhook', 'sở', 'https://b.example.vn/', agency('SXD'), null, '{}', null, null),
	(24, 13, 'webhook', 'ngừng', 'https://c.example.vn/', agency('UB09187'), null, '{}', now(), 'disabled'),
	(24, 14, 'webhook', 'chọn', 'https://d.example.vn/', agency('UB09187'), null, '{report.accepted}', null, null),
	(24, 15, 'webhook', 'ứng dụng', 'https://e.example.vn/', null, 71, '{}', null, null),
	(24, 16, 'email', 'hộp thư', 'a@example.vn', agency('UB09187'), null, '{}', null, null),
	(24, 17, 'email', 'hộp thư sở', 'b@example.vn', agency('SXD'), null, '{}', null, null);
insert into pakn.subscription (tenant_id, subscription_id, channel, name) values (24, 0, 'email', 'Người gửi');

-- told: what there is for whom of a report, in its order.
create function test.told(p_code text) returns text language sql as $$
	select string_agg(o.subscription_id || ' ' || o.notice, ', ' order by o.seq, o.subscription_id, o.notice)
	from pakn.outbox o join pakn.report r using (tenant_id, report_id) where r.code = p_code
$$;
create function test.follow() returns int language sql as $$ select f from (select pakn.event_seal(1000)) s, pakn.notice_follow(true, 1000) f $$;
create function test.moved(p_code text, p_role text, p_agency text, p_action text, p_text text default null, p_to text default null) returns int language sql as $$
	select (pakn.case_move(test.login(p_role, p_agency), 24, gen_random_uuid(), '\x01', test.uuid7(), r.report_id, r.version::text, p_action, p_to, p_text, p_text, null)).status
	from pakn.report r where r.code = p_code
$$;

-- 1. Who is told.
select submit($$[{"code": "MAIL", "category": "HTGT", "area_code": "09187", "email": "dan@example.vn", "name": "Ai"},
	{"code": "PHONE", "category": "HTGT", "area_code": "09187", "phone": "+84903123456"},
	{"code": "APP", "category": "HTGT", "area_code": "09187"}]$$) \g /dev/null
update pakn.report set api_key_id = 71 where code = 'APP';
select is(test.follow(), 3, 'each event is looked at');
select is(told('MAIL'), '0 received, 11 report.received, 16 new_case', 'a sender with a mailbox, the agency''s system and its mailbox are told');
select is(told('PHONE'), '11 report.received, 16 new_case', 'a sender without one is not');
select is(told('APP'), '11 report.received, 15 report.received, 16 new_case', 'an app is told of what came by its key');
select is(test.follow(), 0, 'nothing is looked at twice');
update pakn.notice_head set seq = 0;
select is(test.follow(), 3, 'and where it is all the same');
select is((select count(*) from pakn.outbox), 8::bigint, 'no notice is made twice');
select is(array_agg(moved('MAIL', 'staff', 'UB09187', a)), '{200}', 'an agency accepts') from unnest('{accept}'::text[]) a;
select is(moved('MAIL', 'staff', 'UB09187', 'note', 'Nội bộ'), 200, 'and notes something');
select is(moved('MAIL', 'head', 'UB09187', 'transfer', 'Đường tỉnh', 'SXD'), 200, 'and passes it on');
select is(moved('MAIL', 'head', 'SXD', 'accept-transfer'), 200, 'to who takes it over');
select test.follow() \g /dev/null
select is(told('MAIL'), '0 received, 11 report.received, 16 new_case, 11 report.accepted, 14 report.accepted, 11 report.noted, '
	'11 report.transfer_offered, 12 report.transfer_offered, 0 forwarded, 11 report.transferred, 12 report.transferred, 17 new_case',
	'the agency that loses a case hears it too, the one that gets it has a new one, only the sender''s own steps are the sender''s');
select is(moved('APP', 'staff', 'UB09187', 'note', 'Nội bộ'), 200, 'what is not public');
select test.follow() \g /dev/null
select is(told('APP'), '11 report.received, 15 report.received, 16 new_case, 11 report.noted', 'no app hears of');
select submit($$[{"code": "QUIET", "category": "HTGT", "area_code": "09187", "email": "khac@example.vn"}]$$) \g /dev/null
insert into pakn.report_agency select 24, report_id, agency('SXD'), now(), false from pakn.report where code = 'QUIET';
select pakn.event_seal(1000), pakn.notice_follow(false, 1000) \g /dev/null
select is(told('QUIET'), '11 report.received, 12 report.received', 'who works along is told, too; where no e-mail is sent, none is made');
insert into pakn.report_support select 24, report_id, '\x0102030405060708090a0b0c0d0e0f10', now(), 71 from pakn.report where code = 'QUIET';
select is(array_agg(moved('QUIET', r, g, a, t)), '{200,200,200,200}', 'a report that an app''s user joined is answered')
from (values ('staff', 'UB09187', 'accept', null), ('staff', 'SXD', 'contribute', 'Phần của Sở'), ('staff', 'UB09187', 'answer', 'Đã xong việc'), ('head', 'UB09187', 'approve', null)) v (r, g, a, t);
select test.follow() \g /dev/null
select is((select string_agg(notice, ' ') from pakn.outbox where subscription_id = 15 and report_id = (select report_id from pakn.report where code = 'QUIET')),
	'report.approved', 'the app hears of the answer alone');

-- 2. What is said.
select is(pakn.notice_fill(E'Mã {code}.\nHạn: {due}\n\n\n{words} {code}\nHết', '{"code": "A{due}", "words": "x"}'), E'Mã A{due}.\n\nx A{due}\nHết',
	'a value is no template, and a line of which something is not known is left out');
select is_empty($$ select t.notice, t.lang, m[1] from pakn.notice_template t, regexp_matches(t.subject || t.body, '\{([^}]*)\}', 'g') m
	where not pakn.template_sample('vi') ? m[1] $$, 'every name in a template stands for something');
select is_empty($$ select notice, lang from pakn.notice cross join unnest('{vi,en}'::text[]) lang except select notice, lang from pakn.notice_template where tenant_id = 0 $$,
	'every notice has words in both languages');
select ok(not pakn.notice_payload(o)::text ~ 'Ai|dan@|Nội bộ|Đường tỉnh', 'a webhook is told no words and nobody''s name') from pakn.outbox o where o.notice = 'report.transferred' and subscription_id = 12;
select is(pakn.notice_payload(o)::jsonb->'data'->'agency'->>'code', 'UB09187', 'what it says is as things stood then') from pakn.outbox o
	join pakn.report r using (tenant_id, report_id) where r.code = 'MAIL' and o.subscription_id = 11 and o.notice = 'report.received';
select ok(v->>'words' is null and v->>'answer' is null and v->>'link' = 'https://x.example.vn/MAIL', 'of a report that comes in neither the words nor an answer are told')
from pakn.outbox o, pakn.notice_values(24, o.event_id, 'vi', 'https://x.example.vn/') v where o.notice = 'received';

-- 3. What is taken.
delete from pakn.outbox;
create function test.put(p_subscription int, p_report int, p_seq int) returns void language sql as $$
	insert into pakn.outbox (tenant_id, outbox_id, subscription_id, report_id, seq, notice, created_at, next_at)
	values (24, md5(p_subscription || ' ' || p_report || ' ' || p_seq)::uuid, p_subscription, md5(p_report::text)::uuid, p_seq, 'test', now(), now() - interval '1 second')
$$;
-- taken: which are claimed: subscription, report, number.
create function test.taken(p_lease bigint, p_limit int default 10, p_share int default 5) returns text language sql as $$
	select string_agg(o.subscription_id || ':' || o.seq, ' ' order by o.subscription_id, o.seq)
	from pakn.outbox_claim(p_lease, 60000, p_limit, p_share, true, 'vi', '', '') c join pakn.outbox o using (tenant_id, outbox_id)
$$;
create function test.recorded(p_lease bigint, p_seq int, p_outcome text, p_fault boolean default false, p_subscription int default 11) returns int language sql as $$
	select pakn.outbox_record(p_lease, array[24], array[(select outbox_id from pakn.outbox where seq = p_seq and subscription_id = p_subscription)], array[p_outcome],
		'{0}', '{500}', '{refused}', array[p_fault], 3, 60000)
$$;
create function test.forgotten() returns void language sql as $$ update pakn.outbox set next_at = clock_timestamp() - interval '1 second' where state = 'pending' $$;
select put(11, 1, 1), put(11, 1, 2), put(11, 2, 3), put(12, 1, 4), put(13, 1, 5) \g /dev/null
select is(taken(1), '11:1 11:3 12:4', 'of each report the first to each subscription that has not ended');
select is(taken(2), null, 'what is leased is nobody else''s');
select test.forgotten() \g /dev/null
select is(taken(2), '11:1 11:3 12:4', 'until the lease is over');
select is(recorded(1, 1, 'again'), 0, 'whose lease is over cannot say that it failed');
select is(recorded(1, 1, 'sent'), 1, 'but can that it was sent');
select is(recorded(2, 1, 'dead'), 0, 'and then it was');
select is(taken(3), '11:2', 'the next of that report follows');
select is(recorded(3, 2, 'dead') + recorded(2, 3, 'sent') + recorded(2, 4, 'gone', false, 12), 3, 'what came of them is noted');
select is((select string_agg(seq || ' ' || state, ', ' order by seq) from pakn.outbox), '1 sent, 2 dead, 3 sent, 4 dead, 5 pending', 'as it was');
select is((select ended_why from pakn.subscription where subscription_id = 12), 'gone', 'who is gone is told nothing more');

-- 4. The breaker.
select put(11, 10 + n, 10 + n) from generate_series(1, 9) n \g /dev/null
select is(taken(4), '11:11 11:12 11:13 11:14 11:15', 'one subscription has only its share');
select is(taken(4), null, 'counted with what is under way');
select is(recorded(4, 11, 'again', true) + recorded(4, 12, 'again', true), 2, 'two faults');
select is((select faults || ' ' || opened from pakn.subscription where subscription_id = 11), '2 0', 'are no reason yet');
select recorded(4, 13, 'again', true), recorded(4, 14, 'again', true), test.forgotten() \g /dev/null
select ok(opened > 0 and open_until > now() + interval '20 seconds', 'three in a row are') from pakn.subscription where subscription_id = 11;
select is(taken(5), null, 'while it is open nothing is sent there');
update pakn.subscription set open_until = clock_timestamp() where subscription_id = 11;
select matches(taken(6), '^11:\d+$', 'afterwards one notice is');
select is(taken(7), null, 'and no other one beside it');
select is((select recorded(6, seq::int, 'again', true) from pakn.outbox where lease = 6), 1, 'it fails');
select ok(open_until > clock_timestamp() + interval '20 seconds' and opened > 1, 'so it stays open, for longer') from pakn.subscription where subscription_id = 11;
select test.forgotten() \g /dev/null
update pakn.subscription set open_until = clock_timestamp() where subscription_id = 11;
select taken(8) \g /dev/null
select is((select recorded(8, seq::int, 'sent') from pakn.outbox where lease = 8), 1, 'the next one arrives');
select is((select faults || ' ' || opened from pakn.subscription where subscription_id = 11), '0 0', 'and all is as before');

-- 5. The digest.
delete from pakn.outbox;
select is((select array_agg(pakn.notice_digest(true, t::timestamptz)) from unnest('{2026-11-23 06:59+07,2026-11-23 07:01+07,2026-11-23 08:00+07,2026-11-22 08:00+07,2026-11-24 12:00+07}'::text[]) t),
	'{0,2,0,0,0}', 'each mailbox of an agency with open work has one, on the morning of a working day');
select ok((v->>'open')::int = 2 and (v->>'overdue')::int = 0, 'it counts') from pakn.digest_values(24, agency('UB09187')) v;
select * from finish();
