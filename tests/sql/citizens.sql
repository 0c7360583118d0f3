-- Citizens without an account: a code and what it opens, what is theirs; what a group enters.
\ir lib/make.psql
select plan(35);

-- begun: how long a code for a phone has to wait; opened: how long a session has to, or whether it was opened.
create function test.begun(p_phone text, p_code text, p_address inet default '192.0.2.1', p_tenant int default 24) returns int language sql as $$
	select pakn.citizen_code_begin(p_tenant, hashed(p_phone), sha256(p_code::bytea), p_address, 5)
$$;
create function test.opened(p_phone text, p_code text, p_session text, p_tenant int default 24) returns text language sql as $$
	select case when s.wait > 0 then 'wait' when s.body is null then 'wrong' else 'opened' end
	from pakn.citizen_session_begin(p_tenant, hashed(p_phone), sha256(p_code::bytea), sha256(p_session::bytea), '192.0.2.1', null, 168) s
$$;

-- The code.
select is(begun('a', 'c1'), 0, 'a first code goes out');
select is(begun('a', 'c1'), 0, 'the same statement again is the same request');
select is(begun('a', 'c2'), 60, 'another one waits a minute');
select is((select array[failures, tries] from pakn.login_attempt, pakn.citizen_code where kind = 'sms_phone'), '{1,0}', 'and an attempt that waits costs nothing');
select is(begun('b', 'c3'), 0, 'another phone does not wait');
select is(begun('a', 'c4', p_tenant => 25), 0, 'nor does the phone in another province');
select is((select count(*)::int from pakn.login_attempt where kind = 'sms_address'), 2, 'an address is counted in each province');
update pakn.login_limit set free = 2 where kind = 'sms_address';
select is(begun('d', 'c5'), 0, 'the last that is free for the address');
select cmp_ok(begun('e', 'c6'), '>', 0, 'then it waits, whatever the phone');
select is(begun('e', 'c6', '192.0.2.2'), 0, 'not so another address');
select is((select array[pakn.login_subject('sms_phone', 'x', '192.0.2.1') = pakn.login_subject('sms_phone', 'x', '192.0.2.2'),
	pakn.login_subject('sms_address', 'x', '192.0.2.1') = pakn.login_subject('sms_address', 'y', '192.0.2.1')]), '{t,t}', 'a kind counts by what its name ends in');

-- The session.
select is(opened('a', 'c9', 's1'), 'wrong', 'a wrong code opens nothing');
select is((select tries from pakn.citizen_code where tenant_id = 24 and phone_hash = hashed('a')), 1, 'but counts as a try');
select is(opened('b', 'c1', 's1'), 'wrong', 'nor does a code of another phone');
select is(opened('a', 'c1', 's1', 25), 'wrong', 'nor one of another province');
select is(opened('a', 'c1', 's1'), 'opened', 'the code opens a session');
select is(opened('a', 'c1', 's1'), 'opened', 'the same statement again opens it again');
select is(opened('a', 'c1', 's2'), 'wrong', 'no other session is opened by it');
select is((select array[failures, tries] from pakn.login_attempt a, pakn.citizen_code c where a.kind = 'sms_phone' and a.tenant_id = 24
	and a.subject = pakn.login_subject('sms_phone', encode(hashed('a'), 'hex'), null) and c.tenant_id = 24 and c.phone_hash = hashed('a')), '{0,2}',
	'who proved the phone need not wait for the next code');
select is((select array[role, length(person)::text] from pakn.caller_find(sha256('s1'), 24)), '{citizen,16}', 'the session is a citizen''s, of a phone');
select is(refusal_of($$ select pakn.session_show(sha256('s1'), 24) $$), 'PK403 forbidden', 'and none of staff');
delete from pakn.login_attempt;
select count(opened('b', 'wrong', 's3')) from generate_series(1, 5) \g /dev/null
delete from pakn.login_attempt;
select is(opened('b', 'c3', 's3'), 'wrong', 'after five tries the right code is none');
update pakn.citizen_code set expires_at = now() where phone_hash = hashed('d');
select is(opened('d', 'c5', 's4'), 'wrong', 'nor is it when its time is over');
select pakn.sweep() \g /dev/null
select is_empty($$ select from pakn.citizen_code where phone_hash = hashed('d') $$, 'and then it is swept away');

-- What is theirs.
select count(*) from submit(jsonb_build_array(jsonb_build_object('code', 'LEFT', 'phone', 'a'), jsonb_build_object('code', 'OTHER', 'phone', 'b'),
	jsonb_build_object('code', 'SENT', 'digest', sha256('s1')), jsonb_build_object('code', 'BOTH', 'digest', sha256('s1'), 'phone', 'a'))) \g /dev/null
create function test.mine(p_cursor text, p_limit int) returns pakn.answer language sql as $$ select pakn.citizen_reports(sha256('s1'), 24, p_cursor, p_limit) $$;
select is((mine(null, 2)).body::jsonb #>> '{items,0,code}' || ((mine(null, 2)).body::jsonb #>> '{items,1,code}'), 'BOTHSENT', 'one''s reports, the newest first, each once');
select is((mine((mine(null, 2)).next, 2)).body::jsonb #>> '{items,0,code}', 'LEFT', 'then those before');
select is((mine((mine(null, 2)).next, 2)).next, null, 'of which there is no further page');
select is(refusal_of($$ select pakn.citizen_secret(sha256('s1'), 24, 'OTHER', '\x01') $$), refusal_of($$ select pakn.citizen_secret(sha256('s1'), 24, 'NONE', '\x01') $$),
	'somebody else''s report has no secret for them, as one that is not there');
select is((pakn.citizen_secret(sha256('s1'), 24, 'LEFT', sha256('again'))).status, 200, 'one''s own has');
select is((pakn.report_show(sha256('again'), 24, 'LEFT', false, 'vi')).body::jsonb ->> 'description', 'Nắp cống vỡ trước số nhà 12', 'and it is good from then on');

-- What a hold on the phone keeps, and what erasure ends.
insert into pakn.identity_hold (tenant_id, hold_id, phone_hash, reason, placed_by, placed_at) values (24, uuid7(), hashed('a'), 'x', 1, now());
select is((select count(*)::int from pakn.report_sender s where pakn.sender_held(s)), 3, 'a hold on a phone keeps what was left with it or sent by its session');
select pakn.person_forget(24, array[hashed('a')]) \g /dev/null
select is_empty($$ select from pakn.caller_find(sha256('s1'), 24) union all select from pakn.citizen_code where tenant_id = 24 and phone_hash = hashed('a') $$,
	'who is forgotten has neither session nor code');

-- Channels of roles.
create table test.entered as
select s.*
from submit(jsonb_build_array(jsonb_build_object('digest', login('group', 'UB09187')), jsonb_build_object('digest', login('group', 'UB09187'), 'channel', 'group'),
	jsonb_build_object('digest', login('group', 'UB09187'), 'channel', 'hotline'), jsonb_build_object('digest', login('operator')),
	jsonb_build_object('digest', login('operator'), 'channel', 'hotline'), '{}'::jsonb)) s;
select is((select string_agg(concat_ws(' ', s.status, s.problem, ch.code), ', ' order by s.ordinal)
	from test.entered s left join pakn.report r on r.report_id = (s.body::jsonb ->> 'id')::uuid left join pakn.channel ch on ch.channel_id = r.channel_id),
	'201 group, 201 group, 403 forbidden, 201 desk, 201 hotline, 201 web', 'a role''s channel is data, and a group has no other');
select is((select json_array_length((pakn.report_entered(login('group', 'UB09187'), 24, null, null)).body::json -> 'items')), 2, 'a group lists what it entered');
select is((select string_agg(rr.right_name, ' ' order by rr.right_name) from pakn.role_right rr where rr.role = 'group'), 'report:anywhere report:enter report:submit session:end',
	'and may do nothing else');
select * from finish();
