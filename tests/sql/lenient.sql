-- report_submit: what was acknowledged already is never refused; what does not fit goes to the desk, to be reviewed.
\ir lib/make.psql
select plan(31);

insert into pakn.credential (tenant_id, digest, kind, staff_id, expires_at, revoked_at)
select 24, sha256(v.name::bytea), 's', pakn.staff_set('bacninh', v.name, null, 'operator', 'TT1022', 'x'), v.expires_at, v.revoked_at
from (values ('expired', now() - interval '1 minute', null), ('revoked', 'infinity', now())) v (name, expires_at, revoked_at);
select pakn.api_key_set(24, sha256('reader'), 2, 'Ứng dụng chỉ đọc', '{}', 'app') \g /dev/null
update pakn.category set active = false where tenant_id = 24 and code = 'CSCC';
-- 07210 is the one successor of one commune that ended, and one of two of another.
insert into pakn.area (tenant_id, area_id, code, name, full_name, level, parent_id, valid_from, valid_to)
select 24, v.id, v.code, v.code, 'Xã ' || v.code, 'commune', null, '-infinity', v.valid_to
from (values (90001, 'OLDONE', '2025-07-01'::date), (90002, 'OLDTWO', '2025-07-01'), (90003, 'LATER', 'infinity')) v (id, code, valid_to);
update pakn.area set valid_from = '2100-01-01' where code = 'LATER';
insert into pakn.area_successor select 24, v.old, a.area_id from (values (90001, '07210'), (90002, '07210'), (90002, '09187')) v (old, code)
	join pakn.area a on a.tenant_id = 24 and a.code = v.code;

-- What each names that does not fit, what of it a strict row is refused for, and what is seen of it in a review.
create temp table tried (name text, row jsonb, refused text, doubts text, ordinal int generated always as identity);
insert into tried (name, row, refused, doubts) values
	('all fits', '{"category": "HTGT", "area_code": "07210"}', null, null),
	('nothing named', '{}', null, null),
	('an unknown field', '{"category": "XXX", "area_code": "07210"}', '422 invalid', 'unknown_category'),
	('a field that ended', '{"category": "CSCC", "area_code": "07210"}', null, 'ended_category'),
	('an unknown commune', '{"category": "HTGT", "area_code": "99999"}', '422 invalid', 'unknown_area'),
	('the province for a commune', '{"category": "HTGT", "area_code": "24"}', '422 invalid', 'unknown_area'),
	('a commune that is not yet', '{"category": "HTGT", "area_code": "LATER"}', '422 invalid', 'unknown_area'),
	('a commune that became one', '{"category": "HTGT", "area_code": "OLDONE"}', null, null),
	('a commune that was split', '{"category": "HTGT", "area_code": "OLDTWO"}', null, 'ended_area'),
	('a commune that ended, and a point', '{"category": "HTGT", "area_code": "OLDONE", "lat": 21.2731, "lon": 106.1946}', null, null),
	('a point elsewhere', '{"category": "HTGT", "lat": 10.77, "lon": 106.7}', '422 out_of_area', 'out_of_area'),
	('an unknown consent', '{"category": "HTGT", "area_code": "07210", "consent": "1999", "phone": "+84901234567"}', '422 invalid', 'unknown_consent'),
	('two that do not fit', '{"category": "CSCC", "area_code": "OLDTWO"}', null, 'ended_category ended_area'),
	('a channel that staff alone name', '{"category": "HTGT", "area_code": "07210", "channel": "hotline"}', '403 forbidden', 'staff_only'),
	('a channel that is its own', '{"category": "HTGT", "area_code": "07210", "channel": "sms"}', '403 forbidden', null),
	('a date that is not the caller''s to give', '{"category": "HTGT", "area_code": "07210", "dated_at": "2026-01-05T08:00:00+07:00"}', '403 forbidden', 'undue_date');
insert into tried (name, row, refused, doubts)
select v.name, jsonb_build_object('category', 'HTGT', 'area_code', '07210', 'digest', v.digest, 'received_at', now() - interval '1 hour'), v.refused, v.doubts
from (values ('a session that ran out since', sha256('expired'), '401 unauthenticated', null),
	('a session that was ended since', sha256('revoked'), '401 unauthenticated', 'credential_ended'),
	('a credential that is none', '\x99', '401 unauthenticated', 'credential_ended'),
	('a key that may only read', sha256('reader'), '403 forbidden', 'credential_ended')) v (name, digest, refused, doubts);
create temp table strict as
select t.*, s.status, s.problem, s.body from submit((select jsonb_agg(row || jsonb_build_object('code', 'S' || ordinal) order by ordinal) from tried)) s join tried t using (ordinal);
create temp table lenient as
select t.*, s.status, s.body from submit((select jsonb_agg(row || jsonb_build_object('code', 'L' || ordinal, 'lenient', true) order by ordinal) from tried)) s join tried t using (ordinal);
create function test.doubts_of(p_code text) returns text language sql stable as $$
	select string_agg(x->>'code', ' ' order by place) from pakn.report r, jsonb_array_elements(r.review) with ordinality e (x, place) where r.code = p_code
$$;

select is(status || coalesce(' ' || problem, ''), coalesce(refused, '201'), 'from a caller who can mend it: ' || name) from strict where refused is not null order by ordinal;
select is_empty($$ select name, status, body from lenient where status <> 201 $$, 'none is refused that was acknowledged');
select is_empty($$ select name, doubts, doubts_of('L' || ordinal) from lenient where doubts is distinct from doubts_of('L' || ordinal) $$,
	'what does not fit is kept, in its order, and nothing else');
select is_empty($$ select name from strict where refused is null and doubts is distinct from doubts_of('S' || ordinal) $$,
	'what named something that has ended is taken from anybody, and marked alike');
select results_eq($$ select distinct w.needs_review, g.code, r.status, r.rule_id is null, r.route_reason = d.reason, l.body::json->'routing'->>'reason' = d.reason
	from lenient l join pakn.report r on r.code = 'L' || l.ordinal join pakn.work_item w on w.tenant_id = 24 and w.report_id = r.report_id
		join pakn.agency g on g.tenant_id = 24 and g.agency_id = r.agency_id join pakn.doubt d on d.code = split_part(l.doubts, ' ', 1)
	where l.doubts is not null $$, $$ values (true, 'TT1022', 'received', true, true, true) $$,
	'what is in doubt is received at the desk, under review, and its sender reads why');
select is_empty($$ select l.name from lenient l join pakn.report r on r.code = 'L' || l.ordinal join pakn.work_item w on w.tenant_id = 24 and w.report_id = r.report_id
	where l.doubts is null and (w.needs_review or r.review is not null) $$, 'what is not in doubt is not marked');
select results_eq($$ select l.name collate "default", a.code from lenient l join pakn.report r on r.code = 'L' || l.ordinal left join pakn.area a on a.tenant_id = 24 and a.area_id = r.area_id
	where l.name ~ 'became|split|and a point' order by 1 $$,
	$$ values ('a commune that became one', '07210'), ('a commune that ended, and a point', '07210'), ('a commune that was split', null) $$,
	'of a commune that ended its one successor is taken, of one that was split none, and a point decides');
select is((select c.code from pakn.report r join pakn.category c on c.tenant_id = 24 and c.category_id = r.category_id where r.code = (select 'L' || ordinal from tried where name = 'a field that ended')), 'CSCC',
	'a field that ended stays the report''s, with its urgency and deadline');
select is((select r.review from pakn.report r where r.code = (select 'L' || ordinal from tried where name = 'an unknown field')),
	'[{"code": "unknown_category", "pointer": "/category", "sent": "XXX"}]'::jsonb, 'what was sent is there to be read');
select is((select s.consent_version from pakn.report r join pakn.report_sender s on s.tenant_id = 24 and s.report_id = r.report_id
	where r.code = (select 'L' || ordinal from tried where name = 'an unknown consent')), null, 'nobody has consented to a text that does not exist');
select is((select count(*) from pakn.report r where r.code in (select 'L' || ordinal from tried where name ~ 'since$') and r.created_by is not null), 2::bigint,
	'who typed it in stays known when the session is over');
select is((select string_agg(pakn.report_answer(24, r.report_id), E'\n' order by l.ordinal) from lenient l join pakn.report r on r.code = 'L' || l.ordinal),
	(select string_agg(body, E'\n' order by ordinal) from lenient), 'answers of such reports are rebuilt byte for byte, too');

-- One key, two bodies.
select submit('[{"code": "KEY1", "key_digest": "\\x01", "body_hash": "\\xaa"}]') \g /dev/null
select is((select status || ' ' || problem from submit('[{"code": "KEY1", "key_digest": "\\x01", "body_hash": "\\xbb", "lenient": true}]')), '0 key_reused',
	'another body under a key that was used is asked for under another code');
select is((select status from submit('[{"code": "KEY2", "key_digest": "\\x01", "body_hash": "\\xbb", "lenient": true, "key_of": "KEY1"}]')), 201, 'under which it is stored');
select is((select review from pakn.report where code = 'KEY2'), '[{"code": "key_reused", "pointer": "", "sent": "KEY1"}]'::jsonb, 'the desk sees with which it shares its key');
select results_eq($$ select s.status, s.problem from generate_series(1, 2) n, submit(jsonb_build_array(jsonb_build_object('code', 'KEY' || n, 'key_digest', '\x01', 'body_hash', '\xbb', 'lenient', true))) s order by n $$,
	$$ values (0, 'key_reused'), (200, null) $$, 'however often it comes again');
select is((select status from submit('[{"code": "KEY1", "key_digest": "\\x02", "body_hash": "\\xbb", "lenient": true}]')), 0, 'the code of another key is not taken');
select results_eq($$ select status, count(*)::int from submit((select jsonb_agg(jsonb_build_object('code', 'KEY3', 'key_digest', '\x07', 'lenient', n > 1)) from generate_series(1, 3) n)) group by 1 order by 1 $$,
	$$ values (1, 2), (201, 1) $$, 'of equal rows in a batch one is stored, lenient or not');
select is((select status from submit('[{"code": "L1", "lenient": true, "body_hash": "\\x01", "digest": "\\x99"}]')), 200, 'what was moved in already answers what it answered first, whatever became of its credential');

select * from finish();
