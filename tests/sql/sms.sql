-- Messages of phones: which report is the same, and how one stands, for whom.
\ir lib/make.psql
select plan(21);

select pakn.gateway_add(24, 1, sha256('gateway'), '\x000161', 'SMS', 'sms', null) \g /dev/null
select pakn.gateway_add(24, 2, sha256('revoked'), '\x000162', 'cũ', 'sms', null), pakn.gateway_revoke('bacninh', 'cũ') \g /dev/null
create temp table sent as select s.*, (s.body::jsonb->>'code') as code from test.submit(jsonb_build_array(jsonb_build_object(
	'digest', sha256('gateway'), 'code', 'SMS1', 'description', 'Mất điện', 'phone', '+84903123456', 'observed_at', '2026-11-20T08:00:30+07:00',
	'received_at', '2026-11-20T08:00:31+07:00'))) s;
select is((select status from sent), 201, 'a gateway''s report is stored');

-- same: the code that a message of a phone, so many seconds after that one, is taken for.
create function test.same(p_seconds int, p_phone text default '+84903123456', p_text text default 'Mất điện', p_who text default 'gateway', p_tenant int default 24)
returns text
language sql as $$ select code from pakn.sms_same(sha256(p_who::bytea), p_tenant, hashed(p_phone), p_text, '2026-11-20T08:00:30+07:00'::timestamptz + p_seconds * interval '1 second') $$;

select results_eq($$ select n, same(n) is not null from unnest(array[-3600, -61, -60, -1, 0, 1, 59, 60, 61, 3600]) n $$,
	$$ select n, abs(n) <= 60 from unnest(array[-3600, -61, -60, -1, 0, 1, 59, 60, 61, 3600]) n $$, 'the same words are the same message for a minute, whichever came first');
select is(same(0), 'SMS1', 'it is told by its code');
select is(same(0, '+84903123457'), null, 'another phone''s are another message');
select is(same(0, p_text => 'mất điện'), null, 'other words are another message');
select is((select code from pakn.sms_same(sha256('gateway'), 24, hashed('+84903123456'), 'Mất điện', null)), null, 'of no time there is none');
select is(refusal_of($$ select same(0, p_who => 'nobody') $$), 'PK401 unauthenticated', 'nobody else learns of it');
select is(refusal_of($$ select same(0, p_who => 'revoked') $$), 'PK401 unauthenticated', 'nor a gateway that was revoked');
select is(refusal_of($$ select same(0, p_tenant => 25) $$), 'PK401 unauthenticated', 'nor one of another province');
update pakn.credential set scopes = '{cases:read}' where gateway_id = 1;
select is(refusal_of($$ select same(0) $$), 'PK403 forbidden', 'nor one without the scope');
select is(refusal_of($$ select * from pakn.sms_show(sha256('gateway'), 24, null, null) $$), 'PK403 forbidden', 'which asks for nothing either');
update pakn.credential set scopes = '{reports:write}' where gateway_id = 1;

-- shown: how a report stands.
create function test.shown(p_phone text, p_code text default 'SMS1', p_who text default 'gateway') returns text
language sql as $$ select concat_ws(' | ', status, agency, due, answer) from pakn.sms_show(sha256(p_who::bytea), 24, p_code, hashed(p_phone)) $$;

select is(shown('+84903123457'), (select 'Đã tiếp nhận | ' || a.name || ' | ' || to_char(r.due_at at time zone 'Asia/Ho_Chi_Minh', 'HH24:MI DD/MM/YYYY')
	from pakn.report r join pakn.agency a using (tenant_id, agency_id) where r.code = 'SMS1'), 'anybody learns where it is, and until when');
select is(shown('+84903123456'), shown('+84903123457'), 'and so does its sender');
select is(shown('+84903123456', null), null, 'without a code there is nothing to tell');
select is(refusal_of($$ select shown('+84903123456', 'SMS2') $$), 'PK404 unknown_code', 'what is no code is said');
select is(refusal_of($$ select shown('+84903123456', 'SMS1', 'nobody') $$), 'PK401 unauthenticated', 'only gateways may ask');
select is(refusal_of($$ select shown('+84903123456', null, 'nobody') $$), 'PK401 unauthenticated', 'even for nothing');

update pakn.report set status = 'resolved', closed_at = now(), answer = 'Đã sửa', outcome = 'fixed' where code = 'SMS1';
select matches(shown('+84903123456'), '^Đã giải quyết \| .* \| Đã sửa$', 'its sender reads the answer');
select unalike(shown('+84903123457'), '%Đã sửa%', 'and nobody else');
delete from pakn.report_sender;
select unalike(shown('+84903123456'), '%Đã sửa%', 'nor its sender, once that is forgotten');
insert into pakn.report_publication (tenant_id, report_id, answer_release, answer, published_at, status, category_id, agency_id, area_id)
select tenant_id, report_id, 'released', answer, now(), status, category_id, agency_id, area_id from pakn.report where code = 'SMS1';
select matches(shown('+84903123457'), '\| Đã sửa$', 'what is published, everybody');

select * from finish();
