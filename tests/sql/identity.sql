-- Who reported: who may see what of it, what a look leaves behind, erasure, holds, retention, redaction.
\ir lib/make.psql
select plan(64);

-- report_of: the id of a report by its code.
create function test.report_of(p_code text) returns uuid language sql stable as
$$ select report_id from pakn.report where tenant_id = 24 and code = p_code $$;

-- shown: what a look by somebody of a role and agency brings: the status, and the parts.
create function test.shown(p_role text, p_agency text, p_code text) returns text language sql as $$
	select concat_ws(' ', i.status, i.problem, convert_from(substr(i.name, 3), 'UTF8'), convert_from(substr(i.phone, 3), 'UTF8'),
		convert_from(substr(i.email, 3), 'UTF8'), convert_from(substr(i.on_behalf_of, 3), 'UTF8'))
	from pakn.identity_show(login(p_role, p_agency), 24, uuid7(), report_of(p_code), 'gọi lại để hỏi thêm') i
$$;

-- redact: what case_redact answers.
create function test.redact(p_role text, p_code text, p_part text, p_event uuid, p_text text, p_operation uuid default gen_random_uuid())
returns text language sql as $$
	select r.status || ' ' || r.body from pakn.case_redact(login(p_role), 24, p_operation, '\x01', uuid7(), report_of(p_code), p_part,
		p_event, p_text, 'có tên người khác', null, (select x.version::text from pakn.report x where x.report_id = report_of(p_code))) r
$$;

-- words: all words that stand anywhere in the schema, as a dump would have them.
create function test.words() returns text language plpgsql as $$
declare
	v_table text;
	v_rows text;
	v_all text := '';
begin
	for v_table in select c.oid::regclass::text from pg_class c where c.relnamespace = 'pakn'::regnamespace and c.relkind = 'r' loop
		execute format('select string_agg(t::text, E''\n'') from %s t', v_table) into v_rows;
		v_all := v_all || coalesce(v_rows, '');
	end loop;
	return v_all;
end $$;

-- case_version: does an action on a case through the interface of staff.
create function test.moved(p_role text, p_agency text, p_code text, p_action text, p_text text) returns text language sql as $$
	select m.body from pakn.case_move(login(p_role, p_agency), 24, gen_random_uuid(), '\x01', uuid7(), report_of(p_code),
		(select r.version::text from pakn.report r where r.report_id = report_of(p_code)), p_action, null, null, p_text, null) m
$$;

insert into pakn.consent_text values (24, 'test-1', 'Đồng ý', 'Agreed', '2020-01-01');
select is((select string_agg(ordinal || ' ' || status || ' ' || coalesce(problem, ''), ', ' order by ordinal) from submit(jsonb_build_array(
	jsonb_build_object('code', 'CALL', 'category', 'HTGT', 'area_code', '09187', 'name', 'Nguyễn Thị Hoa Ban', 'phone', '+84903123456', 'email', 'Hoa.Ban@example.vn', 'allow_call', true, 'consent', 'test-1'),
	jsonb_build_object('code', 'QUIET', 'category', 'HTGT', 'area_code', '09187', 'name', 'Nguyễn Thị Hoa Ban', 'phone', '+84903123456',
		'description', 'Tôi là nguyễn thị  HOA ban, gọi 0903.123.456 hoặc (+84) 903 123 456, không phải 10903123456; Hoa nở', 'address', 'Nhà bà Nguyễn Thị Hoa Ban',
		'attributes', '{"ghi chú": "hoa.ban@example.vn"}'),
	jsonb_build_object('code', 'SHY', 'category', 'HTGT', 'area_code', '09187', 'name', 'Trần Ẩn Danh', 'phone', '+84911111111', 'anonymous', true),
	jsonb_build_object('code', 'SHYCALL', 'category', 'HTGT', 'area_code', '09187', 'name', 'Trần Ẩn Danh', 'phone', '+84911111112', 'anonymous', true, 'allow_call', true),
	jsonb_build_object('code', 'NOBODY', 'category', 'HTGT', 'area_code', '09187'),
	jsonb_build_object('code', 'TYPED', 'category', 'HTGT', 'area_code', '09187', 'digest', login('operator'), 'channel', 'hotline', 'on_behalf_of', 'Cụ Bảy', 'call_id', '77'),
	jsonb_build_object('code', 'WRONG', 'consent', 'test-2')))),
	'1 201 , 2 201 , 3 201 , 4 201 , 5 201 , 6 201 , 7 422 invalid', 'contacts are taken with a consent that is known, and with none');
select is((select (count(*), count(name_sealed), count(*) filter (where allow_call), count(consent_version))::text from pakn.report_sender where report_id in
	(select report_id from pakn.report where code in ('CALL', 'QUIET', 'SHY', 'SHYCALL', 'NOBODY', 'TYPED'))), '(5,4,2,1)', 'who left nothing has no row');
select is((select origin from pakn.report where code = 'TYPED'), '{"call_id": "77"}', 'for whom an operator typed lies with the sender');

-- 1. Who sees what.
select is(shown(role, agency, code), expected, format('%s at %s looks at %s: %s', role, agency, code, expected)) from (values
	('operator',   'TT1022',  'CALL',    '200 Nguyễn Thị Hoa Ban +84903123456 Hoa.Ban@example.vn'),
	('dispatcher', 'TT1022',  'QUIET',   '200 Nguyễn Thị Hoa Ban +84903123456'),
	('staff',      'UB09187', 'CALL',    '200 +84903123456'),
	('head',       'UB09187', 'CALL',    '200 +84903123456'),
	('staff',      'UB09187', 'QUIET',   '403 identity_withheld'),
	('dispatcher', 'TT1022',  'SHY',     '403 identity_withheld'),
	('dispatcher', 'TT1022',  'SHYCALL', '200 +84911111112'),
	('staff',      'UB09187', 'SHYCALL', '200 +84911111112'),
	('operator',   'TT1022',  'TYPED',   '200 Cụ Bảy'),
	('staff',      'UB09187', 'TYPED',   '403 identity_withheld'),
	('operator',   'TT1022',  'NOBODY',  '404 no_contact')) v (role, agency, code, expected);
select is(refusal_of(format('select shown(%L, %L, ''CALL'')', role, agency)), expected, format('%s at %s: %s', role, agency, expected)) from (values
	('staff', 'UB09190', 'PK404 unknown_case'), ('supervisor', 'TT1022', 'PK403 forbidden'), ('admin', 'TT1022', 'PK403 forbidden')) v (role, agency, expected);
select results_eq($$ select l.purpose, r.code, s.role, array_to_string(l.fields, ' '), l.reason from pakn.identity_look l
		join pakn.report r using (report_id) join pakn.staff s using (staff_id) order by l.look_id $$,
	$$ values ('show', 'CALL', 'operator', 'name phone email', 'gọi lại để hỏi thêm'), ('show', 'QUIET', 'dispatcher', 'name phone', 'gọi lại để hỏi thêm'),
		('show', 'CALL', 'staff', 'phone', 'gọi lại để hỏi thêm'), ('show', 'CALL', 'head', 'phone', 'gọi lại để hỏi thêm'),
		('show', 'QUIET', 'staff', '', 'gọi lại để hỏi thêm'), ('show', 'SHY', 'dispatcher', '', 'gọi lại để hỏi thêm'),
		('show', 'SHYCALL', 'dispatcher', 'phone', 'gọi lại để hỏi thêm'), ('show', 'SHYCALL', 'staff', 'phone', 'gọi lại để hỏi thêm'),
		('show', 'TYPED', 'operator', 'on_behalf_of', 'gọi lại để hỏi thêm'), ('show', 'TYPED', 'staff', '', 'gọi lại để hỏi thêm'),
		('show', 'NOBODY', 'operator', '', 'gọi lại để hỏi thêm') $$, 'every look is on record with its parts, the refused ones with none');
select is((select count(*) from pakn.identity_look l, pakn.identity_show(login('operator'), 24, l.look_id, l.report_id, 'lần nữa') i where l.reason <> 'lần nữa'), 11::bigint, 'a look whose answer was lost can be asked again');
select is((select count(*) from pakn.identity_look), 11::bigint, 'and is the same look');
select is((select string_agg(code || ' ' || (body::json->'contact')::text, ', ' order by code) from pakn.report r, pakn.case_show(login('staff', 'UB09187'), 24, r.report_id)
	where code in ('CALL', 'QUIET', 'NOBODY')),
	'CALL {"can_write":true,"may_call":true}, NOBODY {"can_write":false,"may_call":false}, QUIET {"can_write":true,"may_call":false}',
	'a case says whether one may write and call, and no more');
select is_empty($$ select p.proname from pg_proc p where p.pronamespace = 'pakn'::regnamespace and p.prosrc ~ '_sealed'
	and p.proname not in ('report_submit', 'identity_read', 'sender_fields', 'sender_reachable', 'sender_may_be_called', 'identity_stale', 'identity_reseal', 'senders_import', 'sender_left', 'notices_of', 'outbox_claim',
		'tenant_merge_next', 'tenant_merge_people', 'tenant_merge_sender') $$,
	'one function reads the sealed parts for people; the others write them, seal them again, hand them to the courier, or only see that they are there');
select is_empty($$ select p.proname from pg_proc p where p.pronamespace = 'pakn'::regnamespace and p.prosrc ~* '(update|delete from|truncate)\s+(pakn\.)?identity_look' $$,
	'no function changes a look or deletes one');

-- 2. Words that are taken out.
select moved('staff', 'UB09187', 'QUIET', 'accept', null), moved('staff', 'UB09187', 'QUIET', 'note', 'Đã gọi Nguyễn Thị Hoa Ban, 84903123456'),
	moved('staff', 'UB09187', 'CALL', 'accept', null), moved('staff', 'UB09187', 'CALL', 'answer', 'Đã xong, nhờ ông Mật Khẩu') \g /dev/null
create temp table before as select pakn.stat_fold(100000), pakn.stat_overdue(100000);
create function test.figures() returns jsonb language sql as $$
	select jsonb_agg(s order by s::text) from unnest('{agency,successor,level,area,category,channel,month}'::text[]) g,
		stats_rows(24, date_trunc('month', now()), date_trunc('hour', now()) + interval '2 hours', null, g) s $$;
create temp table figure as select figures() as f;
select is(refusal_of(format('select redact(%L, ''CALL'', %L, %L, null)', role, part, null)), expected, format('%s redacts %s: %s', role, part, expected)) from (values
	('staff', 'description', 'PK403 forbidden'), ('operator', 'description', 'PK403 forbidden'), ('dispatcher', 'event', 'PK422 invalid')) v (role, part, expected);
select is(refusal_of($$ select redact('admin', 'NOBODY', 'answer', null, null) $$), 'PK422 invalid', 'there is no answer to redact');
select matches(words(), 'ông Mật Khẩu.*ông Mật Khẩu', 'an answer stands in the report and in its event');
select matches(redact('dispatcher', 'CALL', 'answer', null, 'Đã xong', '00000000-0000-0000-0000-000000000001'), '^200 {"id" : ', 'an answer can be redacted');
select is(redact('dispatcher', 'CALL', 'answer', null, 'Đã xong', '00000000-0000-0000-0000-000000000001'),
	(select '200 ' || (result).body from pakn.operation where operation_id = '00000000-0000-0000-0000-000000000001'), 'and that be asked again');
select is(position('Mật Khẩu' in words()), 0, 'what was redacted stands nowhere any more, not even in what was answered');
select is((select answer from pakn.report where code = 'CALL'), 'Đã xong', 'the other words stand in its place');
select matches(redact('admin', 'NOBODY', 'description', null, null), '^200', 'a description can be taken out');
select is((select description || coalesce(encode(text_salt, 'hex'), ' no salt') from pakn.report where code = 'NOBODY'), '[đã xóa] no salt', 'with the salt of its digest');
select pakn.event_seal(100000) \g /dev/null
select is(pakn.event_verify(24), null, 'the chain still verifies');
select results_eq($$ select r.code, e.type, c.text from pakn.report_event e join pakn.report r using (report_id) join pakn.event_content c using (event_id)
	where e.type = 'redacted' order by 1 $$, $$ values ('CALL', 'redacted', 'có tên người khác'), ('NOBODY', 'redacted', 'có tên người khác') $$, 'each redaction is in the history with its reason');

-- 3. Forgetting a person.
select is(pakn.mention_pattern(v), p, 'the pattern of ' || v) from (values
	('+84912', '(?<!\d)[(]?(\+?84|0084|0)[ ./()-]*9[ ./()-]*1[ ./()-]*2(?!\d)'), ('a.b@c.vn', '(?<![[:alnum:]])a\.b\@c\.vn(?![[:alnum:]])'), ('Lan', null)) v (v, p);
select is(pakn.answers_without('{"Bà Lan": "gặp BÀ LAN,", "số": 12, "ai": ["Bà Lan", 1], "đâu": ["Bà Lanh"]}', '{Bà Lan}'),
	'{"[đã xóa]": "gặp [đã xóa],", "số": 12, "ai": "[đã xóa]", "đâu": ["Bà Lanh"]}', 'answers lose a person and stay JSON');
select is(pakn.answers_without('{"a": "b", "c": "d"}', array['", "', '{ "', '.* .*']), '{"a": "b", "c": "d"}', 'whatever people call themselves');
select is((select string_agg(x.p::text, ' ') from pakn.person_reports(24, hashed('+84903123456'), null) x (p)) is not null, true, 'a person is found by the hash of the phone');
select is((select count(*) from pakn.person_reports(24, null, hashed('HOA.BAN@example.vn'))), 1::bigint, 'and by that of the e-mail');
select is(refusal_of($$ select pakn.person_reports(24, null, null) $$), 'PK422 invalid', 'by neither, nobody');
select pakn.hold_place(login('admin'), 24, gen_random_uuid(), '\x01', '00000000-0000-7000-8000-00000000000a', report_of('CALL'), null, null, 'Tòa án yêu cầu') \g /dev/null
select is(refusal_of($$ select pakn.person_erase(login('admin'), 24, gen_random_uuid(), '\x01', hashed('+84903123456'), null, null, 'yêu cầu 12') $$), 'PK409 on_hold', 'what is on hold is not erased');
select is((select count(*) from pakn.report_sender where phone_hash = hashed('+84903123456')), 2::bigint, 'nor anything else of that person');
select pakn.hold_lift(login('admin'), 24, '00000000-0000-7000-8000-00000000000a') \g /dev/null
select is((select body::json->>'erased' from pakn.person_erase(login('admin'), 24, '00000000-0000-0000-0000-000000000002', '\x01', hashed('+84903123456'), null,
	'{Nguyễn Thị Hoa Ban,+84903123456,hoa.ban@example.vn,Hoa}', 'yêu cầu 12')), '2', 'a person is forgotten in all their reports');
select is((select body::json->>'erased' from pakn.person_erase(login('admin'), 24, '00000000-0000-0000-0000-000000000002', '\x01', hashed('+84903123456'), null, null, 'x')), '2', 'and that can be asked again');
select is((select description from pakn.report where code = 'QUIET'), 'Tôi là [đã xóa], gọi [đã xóa] hoặc [đã xóa], không phải 10903123456; Hoa nở', 'mentions are taken out of the words, whole numbers and names only');
select is((select string_agg(w, ' ') from unnest('{Hoa Ban,HOA ban,hoa.ban,0903.123.456,84903123456}'::text[]) w where position(w in words()) > 0), null, 'the person stands in no table');
select is(figures(), (select f from figure), 'no figure has moved');
select pakn.event_seal(100000) \g /dev/null
select is(pakn.event_verify(24), null, 'the history still verifies');

-- 4. The sender's own wish, and time.
select is(refusal_of($$ select pakn.contact_erase(sha256('x'), 24, uuid7(), 'SHY') $$), 'PK401 unauthenticated', 'only the secret of a report makes its sender');
select is((select string_agg(status::text, ' ') from generate_series(1, 2), pakn.contact_erase(sha256('secret SHY'), 24, uuid7(), 'SHY')), '204 204', 'a sender is forgotten on their wish, and may ask twice');
select is((select count(*) from pakn.report_event where report_id = report_of('SHY') and type = 'contact_erased' and actor_kind = 'citizen'), 1::bigint, 'with one tombstone');
select submit(jsonb_agg(jsonb_build_object('code', 'AGED' || d, 'area_code', '09187', 'phone', '+8490000000' || d, 'received_at', now() - d * interval '1 day'))) from unnest('{2,5,8}'::int[]) d \g /dev/null
update pakn.report set closed_at = received_at + interval '1 day', status = 'rejected' where code ~ '^AGED';
update pakn.report set closed_at = null where code = 'AGED8';
select is(pakn.identity_retain(10), 0, 'without a limit of time nobody is forgotten by it');
update pakn.tenant set sender_days = 3 where tenant_id = 24;
select pakn.hold_place(login('admin'), 24, gen_random_uuid(), '\x01', '00000000-0000-7000-8000-00000000000b', null, hashed('+84900000005'), null, 'Tòa án yêu cầu') \g /dev/null
select is(pakn.identity_retain(10), 0, 'nor what is open, closed too lately, or on hold');
select pakn.hold_lift(login('admin'), 24, '00000000-0000-7000-8000-00000000000b') \g /dev/null
select is(pakn.identity_retain(10), 1, 'what was closed longer ago is forgotten');
select is((select array_agg(r.code order by 1) from pakn.report_sender join pakn.report r using (report_id) where r.code ~ '^AGED'), '{AGED2,AGED8}', 'and nothing else');

-- 5. Sealing again.
insert into pakn.report_sender (tenant_id, report_id, name, phone) select 24, report_of('NOBODY'), 'Cũ', '+84999999999';
select is(refusal_of($$ select pakn.person_reports(24, hashed('+84903123456'), null) $$), 'PK409 senders_unsealed', 'while some are plain, nobody is looked for');
select is((select array_agg(r.code order by r.code) from pakn.identity_stale(0, '00000000-0000-0000-0000-000000000000', 1, 10) s join pakn.report r using (report_id)), '{NOBODY}', 'what is plain waits to be sealed');
select is((select count(*) from pakn.identity_stale(0, '00000000-0000-0000-0000-000000000000', 2, 100)), (select count(*) from pakn.report_sender), 'under another key all do');
select is_empty($$ select r, p.proname from unnest('{pakn_app,pakn_identity}'::text[]) r, pg_proc p where p.pronamespace = 'pakn'::regnamespace
		and has_function_privilege(r, p.oid, 'execute') and p.prosrc ~ '_sealed|identity_read' and (r, p.proname) not in (('pakn_app', 'report_submit'),
			('pakn_app', 'identity_show'), ('pakn_app', 'person_open'), ('pakn_app', 'outbox_claim'), ('pakn_identity', 'identity_stale'), ('pakn_identity', 'identity_reseal')) $$,
	'no role gets at sealed parts but by a look, by sealing again, and where the courier writes to them');
select is((select string_agg(p.proname, ' ' order by p.proname) from pg_proc p where p.pronamespace = 'pakn'::regnamespace and has_function_privilege('pakn_identity', p.oid, 'execute')),
	'consent_add factor_reseal factor_stale gateway_reseal gateway_stale identity_count identity_keep identity_reseal identity_resealed identity_sample identity_stale subscription_secret_reseal subscription_secret_stale',
	'who runs `pakn identity` may do only that');
select * from finish();
