-- What comes after the answer: ratings, reopening, withdrawal, the archive and what becomes of the figures by them; links by
-- which an agency without accounts works; numbers of other systems.
\ir lib/make.psql
\ir lib/cases.psql
select plan(149);

select pakn.partition_ensure(now() - interval '7 months', now() + interval '1 month') \g /dev/null
select login('supervisor', 'VPUB'), login('staff', 'UB09187'), login('dispatcher') \g /dev/null

-- sent: what the sender does, with the report's secret.
create function test.sent(p_code text, p_action text, p_score int default null, p_text text default null, p_operation uuid default gen_random_uuid()) returns text
language plpgsql as $$
begin
	perform pakn.report_act(sha256(('secret ' || p_code)::bytea), 24, p_operation, '\x01', test.uuid7(), p_code, p_action, p_score, p_text, null, 'vi');
	return null;
exception when others then
	return sqlstate || ' ' || sqlerrm;
end $$;
-- resolved: a report that is answered and released; late: after it was due.
create function test.resolved(p_code text, p_late bool default false) returns void language plpgsql as $$
begin
	perform submit(jsonb_build_array(jsonb_build_object('code', p_code, 'category', 'HTGT', 'area_code', '09187', 'phone', '+84903000111',
		'email', 'dan@example.vn', 'publish', true)));
	perform moved(p_code, 'staff', 'UB09187', 'accept');
	if p_late then
		perform overdue(p_code);
	end if;
	perform moved(p_code, 'staff', 'UB09187', 'answer', 'Đã thay nắp cống');
	perform moved(p_code, 'head', 'UB09187', 'approve');
end $$;
-- 1. Rating.
select resolved('R' || n, n = 4) from generate_series(1, 4) n \g /dev/null
select is(tally(), 'A 4 H1 3 H2 1 P1 0 P2 0 R 0 U 1 rated 0 reopened 0 withdrawn 0: 75.00', 'what is late has not satisfied');
select is(sent('R1', 'rate', 5, 'Cảm ơn'), null, 'a sender is content');
select is(sent('R2', 'rate', 2), null, 'or not');
select is(sent('R4', 'rate', 1), null, 'also where it was late');
select is(tally(), 'A 4 H1 3 H2 1 P1 0 P2 0 R 0 U 2 rated 3 reopened 0 withdrawn 0: 50.00', 'who is not content is counted once, with what is late');
select is((select t.text from pakn.event_content t where t.report_id = (report('R1')).report_id and t.text like '5/5%'), '5/5: Cảm ơn', 'the comment is in the history');
select is(sent('R2', 'rate', 4), null, 'a rating may be changed');
select is(tally(), 'A 4 H1 3 H2 1 P1 0 P2 0 R 0 U 1 rated 3 reopened 0 withdrawn 0: 75.00', 'it counts as it is now, once');
select is((report('R2')).score, 4::smallint, 'and is kept');
select is(events('R2'), 'received accepted answered approved rated rating_changed', 'the change is another event');
select is(sent('R3', 'rate', 6), 'PK422 invalid', 'there is no such score');
select is(sent('R3', 'rate', null), 'PK422 invalid', 'nor none');
update pakn.report set rated_at = now() - interval '8 days' where code = 'R2';
select is(sent('R2', 'rate', 1), 'PK409 rating_over', 'after a week it may be changed no longer');
update pakn.report set closed_at = now() - interval '91 days' where code = 'R3';
select is(sent('R3', 'rate', 1), 'PK409 rating_over', 'nor begun after a season');
update pakn.report set closed_at = now() where code = 'R3';
select submit('[{"code": "OPEN", "category": "HTGT", "area_code": "09187"}]') \g /dev/null
select is(sent('OPEN', 'rate', 5), 'PK409 not_allowed_now', 'what is not answered is not rated');
select is(refusal_of(format('select pakn.report_act(%L, 24, gen_random_uuid(), %L, test.uuid7(), %L, %L, 5, null, null, %L)', sha256('x'), '\x01', 'R1', 'rate', 'vi')),
	'PK401 unauthenticated', 'nor by anybody else');
select is((select array_agg(sent('R3', 'rate', 3, null, '00000000-0000-7000-8000-000000000001')) from generate_series(1, 2)), '{NULL,NULL}', 'a repetition is answered');
select is(events('R3'), 'received accepted answered approved rated', 'and is one rating');
select is((pakn.report_show(sha256('secret R1'), 24, 'R1', false, 'en')).body::json->'rating'->>'name', 'Very satisfied', 'its sender sees it in words');
select is((pakn.report_show(null, 24, 'R1', false, 'en')).body::json->>'rating', null, 'others do not');
select is((pakn.report_show(sha256('secret R1'), 24, 'R1', false, 'vi')).body::jsonb->'allowed', '["rate","reopen"]'::jsonb, 'and what may be done');

-- 2. Not solved: opened again, once.
insert into pakn.subscription (tenant_id, subscription_id, channel, name, address, agency_id, events)
select 24, v.id, 'email', v.name, v.name || '@example.vn', a.agency_id, v.events
from (values (31, 'phuong', 'UB09187', '{}'::text[]), (32, 'giamsat', 'VPUB', '{reopened_anywhere}'), (33, 'so', 'SXD', '{}')) v (id, name, code, events)
	join pakn.agency a on a.tenant_id = 24 and a.code = v.code;
select pakn.event_seal(10000), pakn.notice_follow(true, 100000) \g /dev/null
delete from pakn.outbox;
create table test.version as select (report('R1')).version;
select is(sent('R1', 'reopen', null, 'Nắp cống lại vỡ'), null, 'a sender says that it is not solved');
select is(((report('R1')).status, (report('R1')).answer, (report('R1')).released_at, (report('R1')).closed_at, (report('R1')).score)::text,
	('in_progress', 'Đã thay nắp cống', null, null, null)::text, 'the agency works on it again; what was said is still there, and rates nothing any more');
select is((select (w.agency_id, w.came_back, w.due_at)::text from pakn.work_item w where w.report_id = (report('R1')).report_id),
	(select ((report('R1')).agency_id, 'reopened', (report('R1')).due_at)::text), 'it is in the queue of the agency, marked');
select ok((report('R1')).due_at > now() + interval '5 days', 'with a deadline that begins anew');
select is((report('R1')).due_at, (select d.due_at from pakn.answer_due(24, 'normal', (report('R1')).reopened_at, 1) d), 'as if it had come in now');
select is((pakn.queue_list(test.login('staff', 'UB09187'), 24, 'reopened', null, null, null, null, null)).body::json->'items'->0->>'code', 'R1', 'the agency finds it among what was opened again');
select is((pakn.case_list(test.login('supervisor', 'VPUB'), 24, 'reopened', null, null)).body::json->'items'->0->>'code', 'R1', 'and a supervisor of all agencies');
select pakn.event_seal(10000), pakn.notice_follow(true, 100000) \g /dev/null
select is((select string_agg(o.subscription_id || ' ' || o.notice, ', ' order by 1) from pakn.outbox o), '0 reopened, 31 case_reopened, 32 reopened_anywhere',
	'sender, agency and supervisor are told, nobody else');
select is(tally(), 'A 5 H1 2 H2 1 P1 2 P2 0 R 0 U 2 rated 4 reopened 1 withdrawn 0: 60.00', 'it is in progress, and has not satisfied');
select overdue('R1') \g /dev/null
create table test.due as select e.event_id, e.due_at from pakn.report_event e where e.report_id = (report('R1')).report_id and e.type = 'reopened';
update pakn.report_event e set due_at = now() - interval '1 day' where e.report_id = (report('R1')).report_id and e.type = 'reopened';
select is(tally(), 'A 5 H1 2 H2 1 P1 1 P2 1 R 0 U 2 rated 4 reopened 1 withdrawn 0: 60.00', 'overdue it is counted once, before that is recorded');
select pakn.stat_overdue(1000) \g /dev/null
select is(tally(), 'A 5 H1 2 H2 1 P1 1 P2 1 R 0 U 2 rated 4 reopened 1 withdrawn 0: 60.00', 'and after');
update pakn.report_event e set due_at = d.due_at from test.due d where d.event_id = e.event_id;
update pakn.report set due_given = null, due_at = now() + interval '7 days', stat_class = 0 where code = 'R1';
insert into pakn.stat_delta select 24, gen_random_uuid(), s.n, date_trunc('hour', r.received_at), r.agency_id, r.area_id, r.category_id, r.channel_id, s.c, 0, r.kind, r.urgency, false, date_trunc('hour', now())
from pakn.report r, (values (-1, 2), (1, 0)) s (n, c) where r.code = 'R1';
select is(moved('R1', 'staff', 'UB09187', 'answer', 'Đã thay nắp bằng gang'), null, 'it is answered again');
select is(moved('R1', 'head', 'UB09187', 'approve'), null, 'and released');
select is((report('R1')).stat_class, 141::smallint, 'on time in both rounds, and reported again');
select is(sent('R1', 'rate', 5), null, 'the new answer is rated');
select is(tally(), 'A 5 H1 3 H2 1 P1 1 P2 0 R 0 U 2 rated 4 reopened 1 withdrawn 0: 60.00', 'what was reported again stays so, and is one report that was rated');
select is(sent('R1', 'reopen', null, 'Vẫn vỡ'), 'PK409 reopened_already', 'a second time wants another report');
update pakn.report set closed_at = now() - interval '31 days' where code = 'R2';
select is(sent('R2', 'reopen', null, 'Lại hỏng'), 'PK409 closed_already', 'so does what is long over');
select is(sent('R4', 'reopen', null, 'Lại hỏng'), null, 'what was late');
select is((report('R4')).late_round, true, 'stays late in that round');
select is(tally(), 'A 5 H1 3 H2 0 P1 2 P2 0 R 0 U 2 rated 4 reopened 2 withdrawn 0: 60.00', 'while it is in progress it is not overdue, but was reported again');
select stat_fold from pakn.stat_fold(100000) \g /dev/null
select is(tally(), 'A 5 H1 3 H2 0 P1 2 P2 0 R 0 U 2 rated 4 reopened 2 withdrawn 0: 60.00', 'the same when all is folded');

-- 3. Withdrawn: no figure gets better by it.
select submit('[{"code": "W1", "category": "HTGT", "area_code": "09187", "publish": true}, {"code": "W2", "category": "HTGT", "area_code": "09187"},
	{"code": "W3", "category": "HTGT", "area_code": "09187"}, {"code": "W4", "category": "HTGT", "area_code": "09187"}]') \g /dev/null
select moved('W2', 'staff', 'UB09187', 'accept'), overdue('W3'), moved('W4', 'staff', 'UB09187', 'request-info', 'Ở đâu?') \g /dev/null
select is((select (pakn.case_publish(login('dispatcher'), 24, gen_random_uuid(), '\x01', test.uuid7(), (report('W1')).report_id, '1', 'publish', true, false, null)).status), 200, 'one is public');
create table test.before as select accepted, refused, on_time, unsatisfied from test.setting, stats_rows(24, first, last, null, 'agency') where is_total;
select is(array_agg(sent(c, 'withdraw', null, 'Đã tự làm') order by c), '{NULL,NULL,NULL,NULL}', 'senders withdraw') from unnest('{W1,W2,W3,W4}'::text[]) c;
select is((select string_agg(distinct r.status, ' ') from pakn.report r where r.code like 'W_'), 'withdrawn', 'that is the end of it');
select is((select array[n.refused - b.refused, n.accepted - b.accepted, n.on_time - b.on_time, n.unsatisfied - b.unsatisfied, n.withdrawn]
		from test.before b, test.setting, stats_rows(24, first, last, null, 'agency') n where n.is_total), array[2, -2, 0, 1, 4]::bigint[],
	'before acceptance and before due they leave the denominator, beside which they stand; later they stay in it, late');
select is((select array_agg((report(c)).stat_class order by c) from unnest('{W1,W2,W3,W4}'::text[]) c), '{7,10,10,7}', 'one by one');
select is((select count(*) from pakn.work_item w join pakn.report r using (tenant_id, report_id) where r.code like 'W_'), 0::bigint, 'nobody has anything to do with them any more');
select is((select p.text_release from pakn.report_publication p where p.report_id = (report('W1')).report_id), 'removed', 'what was public of one is so no longer');
select is(concat_ws(' ', (report('W1')).description is not null, events('W1')), 't received published withdrawn', 'what was said and done stays with the agency');
select is(sent('W1', 'withdraw'), 'PK409 not_allowed_now', 'once is enough');
select is(sent('R1', 'withdraw'), 'PK409 not_allowed_now', 'what is answered is not withdrawn');
select is(tally(), figures(), 'events and figures agree');
select is(pakn.event_name('withdrawn', 'en'), 'The sender has withdrawn it', 'its name is public');

-- 4. The archive.
select is((select count(*) from pakn.archive_wait a join pakn.report r using (tenant_id, report_id) where r.status <> 'resolved'), 0::bigint, 'only what is resolved waits for it');
select is(pakn.archive_chore(100), 0, 'nothing is old enough');
update pakn.archive_wait a set since = now() - interval '181 days' from pakn.report r where r.report_id = a.report_id and r.code in ('R1', 'R3');
select is(pakn.archive_chore(1), 1, 'so many at once');
select is(pakn.archive_chore(100), 1, 'then the rest');
select is((select string_agg(r.status || ' ' || r.stat_class, ', ' order by code) from pakn.report r where r.code in ('R1', 'R3')), 'archived 141, archived 41', 'what is archived counts as it did');
select is(tally(), figures(), 'in both ways');
select is((pakn.report_show(sha256('secret R1'), 24, 'R1', false, 'vi')).body::json->>'answer', 'Đã thay nắp bằng gang', 'its sender still reads the answer');
select is((pakn.report_show(null, 24, 'R1', false, 'vi')).body::json->>'status_name', 'Đã lưu', 'and anybody with the code where it stands');
insert into pakn.report_publication (tenant_id, report_id, text_release, published_at, changed_at, status, category_id, agency_id, area_id)
select 24, r.report_id, 'released', now(), now(), r.status, r.category_id, r.agency_id, r.area_id from pakn.report r where r.code in ('R2', 'R3');
select is((pakn.report_list(24, 'json', null, null, null, null, null, null, null, null, null, 'vi')).body::json->'items'->>0 is not null
	and (pakn.report_list(24, 'json', null, null, null, null, null, null, null, null, null, 'vi')).body::json->'items'->1 is null, true, 'lists leave it out');
select is((pakn.report_list(24, 'json', 'archived', null, null, null, null, null, null, null, null, 'vi')).body::json->'items'->0->>'code', 'R3', 'unless it is asked for');
select is(moved('R3', 'staff', 'UB09187', 'unarchive', 'Có đơn mới'), 'PK409 not_allowed_now', 'an agency does not take it out');
select is(moved('R3', 'dispatcher', 'TT1022', 'unarchive', 'Có đơn mới'), null, 'the desk does');
select is(pakn.archive_chore(100), 0, 'then it is not archived at once again');
select is((report('R3')).status, 'resolved', 'but as before');
select is((select t.archive_days from pakn.tenant t where t.tenant_id = 24), 180, 'when is set by the province');
select is(array_agg(refusal_of(format('do $do$ begin perform pakn.tenant_set(%L, %s => %L); end $do$', 'bacninh', v.name, v.value)) order by v.name), '{"PK422 not_days",NULL,"PK422 not_days",NULL,"PK422 not_days"}', 'within bounds')
from (values ('p_archive_days', '0'), ('p_link_days', '30'), ('p_rating_change_days', 'x'), ('p_rating_days', '60'), ('p_reopen_days', '3651')) v (name, value);

-- 5. By a message of the phone that sent it.
create function test.texted(p_code text, p_verb text, p_score int, p_text text, p_phone text default '+84903000111') returns text language sql as $$
	select said from pakn.sms_act(sha256('gateway'), 24, gen_random_uuid(), '\x01', test.uuid7(), p_code, hashed(p_phone), p_verb, p_score, p_text)
$$;
insert into pakn.credential (tenant_id, digest, kind, gateway_id, secret, name, role, scopes, channel)
values (24, sha256('gateway'), 'g', 7, '\x01', 'SMS', 'gateway', '{reports:write}', 'sms');
select resolved('S1') \g /dev/null
select is(texted('S1', 'rate', 4, null), 'rate', 'it is rated');
select is(texted('S1', 'rate', 9, null), 'invalid', 'not by a score that there is not');
select is(texted('S1', 'rate', 1, null, '+84903000222'), 'other_phone', 'nor by another phone');
select is(texted('S1', 'supplement', null, 'Ở cuối ngõ'), 'not_allowed_now', 'nothing was asked');
select is(texted('S1', 'reopen', null, 'Lại vỡ'), 'reopen', 'it is opened again');
select is(refusal_of($$ select test.texted('KHONG', 'rate', 4, null) $$), 'PK404 unknown_code', 'of a report that there is');
select is(refusal_of(format('select * from pakn.sms_act(%L, 24, gen_random_uuid(), %L, test.uuid7(), %L, %L, %L, 4, null)', sha256('x'), '\x01', 'S1', hashed('+84903000111'), 'rate')), 'PK401 unauthenticated',
	'through a gateway that is one');

-- 6. Links: an agency without accounts.
create function test.follow() returns void language sql as $$ select from (select pakn.event_seal(10000)) s, pakn.notice_follow(true, 100000) f $$;
select test.follow() \g /dev/null
delete from pakn.outbox;
insert into pakn.subscription (tenant_id, subscription_id, channel, name, address, agency_id, events)
select 24, v.id, v.channel, v.name, v.name, a.agency_id, '{handoff}'
from (values (41, 'email', 'dienluc@example.vn', 'UB09190'), (42, 'sms', '+84905111222', 'UB09190')) v (id, channel, name, code)
	join pakn.agency a on a.tenant_id = 24 and a.code = v.code;
-- claimed: what would be sent now, by whom it goes to; and that it was.
create function test.claimed(p_outcome text default 'sent') returns table (subscription_id int, body text) language plpgsql as $$
declare
	c record;
begin
	loop
		for c in select * from pakn.outbox_claim(7, 60000, 100, 100, true, 'vi', '', 'https://pakn.example.vn/') loop
			perform pakn.outbox_record(7, array[c.tenant_id], array[c.outbox_id], array[p_outcome], array[0]::bigint[], array[250], array[null::text], array[false], 5, 1000);
			return query select o.subscription_id, c.body from pakn.outbox o where o.outbox_id = c.outbox_id;
		end loop;
		exit when not found;
	end loop;
end $$;
create function test.token(p_body text) returns text language sql immutable as $$ select substring(p_body from 'https://pakn.example.vn/l/(pkl_[^/]*)/xem') $$;
create function test.digest_of(p_token text) returns bytea language sql immutable as $$ select sha256(p_token::bytea) $$;
-- linked: what is done by a link.
create function test.linked(p_digest bytea, p_action text, p_text text default null, p_score int default null, p_outcome text default 'fixed', p_operation uuid default gen_random_uuid(),
	p_planned_on date default null) returns text
language plpgsql as $$
declare
	v_body jsonb;
begin
	v_body := (pakn.link_act(p_digest, 24, p_operation, '\x01', test.uuid7(), null, p_action, p_score, null, null, p_text, p_outcome, p_planned_on, null, 'vi')).body;
	return v_body->>'status';
exception when others then
	return sqlstate || ' ' || sqlerrm;
end $$;
create function test.page(p_digest bytea, p_action text, p_text text default null, p_score int default null, p_outcome text default 'fixed', p_planned_on date default null) returns pakn.answer
language sql as $$
	select pakn.link_page(p_digest, 24, gen_random_uuid(), '\x01', test.uuid7(), null, p_action, p_score, null, null, p_text, p_outcome, p_planned_on, null)
$$;
select submit('[{"code": "L1", "category": "HTGT", "area_code": "09190", "description": "Cột <b>điện</b> nghiêng & dây võng", "phone": "+84903777888", "name": "Người Kín"}]') \g /dev/null
select test.follow() \g /dev/null
create table test.sent as select * from test.claimed();
select is((select array_agg(s.subscription_id order by 1) from test.sent s), '{41,42}', 'a case that comes to an agency goes to all addresses that name hand-overs, to none besides');
select matches((select body from test.sent where subscription_id = 42), '^PAKN L1, han .*Mo: https://[^ ]*/xem$', 'to a phone in few words');
select is((select count(*) from pakn.outbox o where o.notice like 'handoff%' and o.subscription_id not in (41, 42)), 0::bigint, 'mailboxes that take everything get none');
create table test.link as select s.subscription_id, digest_of(token(s.body)) as digest, token(s.body) as token from test.sent s;
select is((select count(*) from pakn.case_link l join test.link x on x.digest = l.digest where l.delivered_at is not null), 2::bigint, 'only the digest is kept, and that it arrived');
select matches((select token from test.link where subscription_id = 41), '^pkl_24_h_[A-Za-z0-9_-]{43}$', 'it is a token of the daemon''s form');
select is(events('L1'), 'received handoff_delivered handoff_delivered', 'the history has it');
create function test.mail() returns bytea language sql as $$ select digest from test.link where subscription_id = 41 $$;
select is((pakn.link_landing(test.mail(), 24)).status, 200, 'its page is there');
select unalike((pakn.link_landing(test.mail(), 24)).body, '%Cột%', 'and shows nothing of the case to who only asks for it');
select is((pakn.link_show(test.mail(), 24, 'vi')).body::jsonb->'case', null, 'nor does the interface');
select is(events('L1'), 'received handoff_delivered handoff_delivered', 'nor is anything noted');
select is(refusal_of(format('select pakn.attachment_of_link(%L, 24, test.report(%L))', test.mail(), 'L1')), null, 'files');
select is(pakn.attachment_of_link(test.mail(), 24, report('L1')), false, 'are not shown, either');
select is(linked(test.mail(), 'open'), 'assigned', 'it is opened');
select is(linked(test.mail(), 'open'), 'assigned', 'and again');
select is(events('L1'), 'received handoff_delivered handoff_delivered handoff_opened', 'which the history has once');
select is(pakn.attachment_of_link(test.mail(), 24, report('L1')), true, 'now files are shown');
select alike((page(test.mail(), 'open')).body, '%Cột &lt;b&gt;điện&lt;/b&gt; nghiêng &amp; dây võng%', 'the page has what was said, as text');
select unalike((page(test.mail(), 'open')).body, '%Người Kín%', 'and nobody who said it');
select is(linked(test.mail(), 'answer', 'Đã dựng lại cột'), 'PK409 not_allowed_now', 'what is not accepted is not answered');
select is(linked(test.mail(), 'approve'), 'PK409 not_allowed_now', 'nor is anything else done');
select is(linked(test.mail(), 'rate', null, 5), 'PK401 unauthenticated', 'nor what another link is for');
select is((page(test.mail(), 'answer', 'Đã dựng lại cột')).status, 409, 'a page says so, too');
select alike((page(test.mail(), 'answer', 'Đã dựng lại cột')).body, '%role="alert"%bước khác%', 'in words');
select is(linked(test.mail(), 'accept'), 'in_progress', 'it is accepted');
select is(array_agg(linked(test.mail(), 'answer', 'Đã dựng lại cột', null, 'fixed', '00000000-0000-7000-8000-000000000002')), '{answered,answered}', 'and answered, once') from generate_series(1, 2);
select is((select string_agg(e.type || ' ' || e.actor_kind, ', ' order by e.at, e.event_id) from pakn.report_event e where e.report_id = (report('L1')).report_id and e.type in ('accepted', 'answered')),
	'accepted agency, answered agency', 'by the agency');
select is(to_json(report('L1'))->>'released_at' is not null, true, 'its word, since it has no head with an account who could release it');
select is((select a.code || ' ' || w.part from pakn.work_item w join pakn.agency a using (tenant_id, agency_id) where w.report_id = (report('L1')).report_id), 'TT1022 lead', 'so that the desk looks at it');
select is(moved('L1', 'dispatcher', 'TT1022', 'send-back', 'Chưa nói cột nào'), null, 'which sends it back');
select login('head', 'UB09190') \g /dev/null
select is(linked(test.mail(), 'answer', 'Đã dựng lại cột số 4', null, 'planned'), 'PK422 invalid', 'what is planned needs a day');
select is((page(test.mail(), 'answer', 'Sẽ dựng cột số 4', null, 'planned')).status, 422, 'so a page says, too');
select alike((page(test.mail(), 'answer', 'Sẽ dựng cột số 4', null, 'planned')).body, '%cần ngày dự kiến xong%value="planned" selected%Sẽ dựng cột số 4%', 'in words, and keeps what was written');
select is(linked(test.mail(), 'answer', 'Đã dựng cột', null, 'fixed', p_planned_on => current_date), 'PK422 invalid', 'and nothing else does');
select is(linked(test.mail(), 'answer', 'Sẽ dựng cột số 4', null, 'planned', p_planned_on => current_date + 9), 'answered', 'with one it is answered');
select is(((report('L1')).planned_on, (report('L1')).released_at), (current_date + 9, null::timestamptz), 'for that day; and a head, now that there is one, has to release it, as ever');
update pakn.staff set active = false where tenant_id = 24 and username = (select s.username from pakn.staff s join pakn.agency a using (tenant_id, agency_id) where a.code = 'UB09190' and s.role = 'head');
select ok(jsonb_path_exists((pakn.case_show(login('dispatcher'), 24, (report('L1')).report_id)).body::jsonb, '$.follow_up.handoffs[*].opened_at'), 'the desk sees what became of the link');
select is(pakn.event_verify(24), null, 'the history is whole');
select submit('[{"code": "L2", "category": "HTGT", "area_code": "09190"}, {"code": "L3", "category": "HTGT", "area_code": "09187"}]') \g /dev/null
select is(moved('L3', 'dispatcher', 'TT1022', 'hand-off'), 'PK409 no_handoff_address', 'an agency without an address gets none');
select is(moved('L2', 'staff', 'UB09190', 'hand-off'), 'PK409 not_allowed_now', 'nor does anybody but the desk send one');
select test.follow() \g /dev/null
create table test.second as select digest_of(token(body)) as digest, 1 as n from test.claimed() where subscription_id = 41;
select is(moved('L2', 'dispatcher', 'TT1022', 'hand-off'), null, 'the desk sends another');
select test.follow() \g /dev/null
insert into test.second select digest_of(token(body)), 2 from test.claimed() where subscription_id = 41;
select is((select array_agg(linked(digest, 'open') order by n) from test.second), '{"PK410 link_over",assigned}', 'then the one before is good no longer');
select is((pakn.link_landing((select digest from test.second where n = 1), 24)).status, 410, 'its page says so');
select is((pakn.link_landing(sha256('none'), 24)).status, 404, 'and of none, that there is none');
select is(linked((select digest from test.second where n = 2), 'return', 'Không phải của phường'), 'received', 'what is not theirs goes back');
select is((select linked(digest, 'open') from test.second where n = 2), 'PK410 link_over', 'and the link ends with that');
select is(moved('L2', 'dispatcher', 'TT1022', 'assign', 'Của phường', 'UB09190'), null, 'it comes once more');
select test.follow() \g /dev/null
insert into test.second select digest_of(token(body)), 3 from test.claimed() where subscription_id = 41;
select is(moved('L2', 'dispatcher', 'TT1022', 'revoke-hand-off'), null, 'the desk revokes');
select is((select linked(digest, 'accept') from test.second where n = 3), 'PK410 link_over', 'and nothing is done by it');
update pakn.case_link set revoked_at = null, expires_at = now() from test.second s where s.n = 3 and case_link.digest = s.digest;
select is((select linked(digest, 'accept') from test.second where n = 3), 'PK410 link_over', 'nor when its time is over');
select is(moved('L2', 'dispatcher', 'TT1022', 'hand-off'), null, 'one that does not arrive');
select test.follow() \g /dev/null
select count(*) from test.claimed('dead') \g /dev/null
select alike(events('L2'), '%handed_off handoff_failed handoff_failed', 'is in the history, too');

-- 7. Who sent a report rates by the link of the notice.
select resolved('L4') \g /dev/null
select test.follow() \g /dev/null
create table test.rating as select digest_of(token(body)) as digest, body from test.claimed() where subscription_id = 0 and body like '%/l/pkl_%';
select is((select count(*) from test.rating), 1::bigint, 'the notice of the answer has a link, others have none');
select alike((pakn.link_landing(digest, 24)).body, '%Ông/bà có hài lòng%Rất không hài lòng%', 'its page asks') from test.rating;
select is((page(digest, 'rate', 'Tốt', 4)).status, 200, 'and takes the answer') from test.rating;
select is((report('L4')).score, 4::smallint, 'which counts');
select is(linked(digest, 'accept'), 'PK401 unauthenticated', 'it opens nothing else') from test.rating;
select is(linked(digest, 'reopen', 'Vẫn vỡ'), 'in_progress', 'what is not solved is opened again') from test.rating;
select is(linked(digest, 'rate', null, 1), 'PK409 not_allowed_now', 'once') from test.rating;

-- 8. Numbers of other systems.
create function test.referred(p_code text, p_source text, p_ref text, p_role text default 'staff', p_agency text default 'UB09187') returns text language plpgsql as $$
declare
	v_detail text;
begin
	return (pakn.reference_add(test.login(p_role, p_agency), 24, gen_random_uuid(), '\x01', test.uuid7(), (report(p_code)).report_id, p_source, p_ref)).status;
exception when others then
	get stacked diagnostics v_detail = pg_exception_detail;
	return concat_ws(' ', sqlerrm, v_detail::jsonb->'case'->>'code');
end $$;
select login('staff', 'UB09190') \g /dev/null
select is(referred('L3', 'evn', 'PA 2026/00123'), '201', 'a number is noted');
select is(referred('L3', 'evn', 'pa2026/00123'), '201', 'the same, however typed, is that one');
select is(referred('L4', 'evn', 'PA2026/00123'), 'reference_taken L3', 'and no other case''s, which is named');
select is(referred('L1', 'evn', 'PA2026/00123', 'staff', 'UB09190'), 'reference_taken', 'but not to who may not see it');
select is(referred('L4', 'eoffice', 'PA2026/00123'), '201', 'elsewhere the number may be another''s');
select is(referred('L4', 'facebook', '1'), 'invalid', 'there is no such system');
select is(referred('L1', 'evn', '9'), 'unknown_case', 'nor a case that is not theirs');
select is((pakn.reference_find(login('staff', 'UB09187'), 24, 'evn', 'PA 2026/00123')).body::jsonb->>'code', 'L3', 'a case is found by it');
select is(refusal_of(format('select pakn.reference_find(%L, 24, %L, %L)', login('staff', 'UB09190'), 'evn', 'PA2026/00123')), 'PK404 unknown_case', 'by who may see it');
select is((select count(*) from pakn.report_event e where e.report_id = (report('L3')).report_id and e.type = 'referenced'), 1::bigint, 'the history has it');
select is((select pakn.reference_end(login('staff', 'UB09187'), 24, test.uuid7(), (report('L3')).report_id, f.reference_id) from pakn.report_reference f where f.source = 'evn')::text, '(204,,,,,)', 'it is taken back');
select is(referred('L4', 'evn', 'PA2026/00123'), '201', 'and free again');
select is(pakn.event_verify(24), null, 'the history is whole');

select * from finish();
