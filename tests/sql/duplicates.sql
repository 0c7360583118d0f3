-- Reports that are one and the same matter: what is merged shares the fate of what is kept, and no figure gets better by it.
\ir lib/make.psql
\ir lib/cases.psql
select plan(119);

select pakn.partition_ensure(now() - interval '7 months', now() + interval '1 month') \g /dev/null
select login(r, 'UB09187') from unnest('{staff,head}'::text[]) r \g /dev/null
select login('staff', 'SXD'), login('dispatcher'), login('supervisor', 'VPUB') \g /dev/null

-- joined: says that one report is the same matter as another, in its present version.
create function test.joined(p_code text, p_of text, p_role text default 'dispatcher', p_agency text default 'TT1022', p_operation uuid default gen_random_uuid(),
	p_version text default null) returns text language sql as $$
	select refusal_of(format('select pakn.case_duplicate(%L, 24, %L, %L, test.uuid7(), %L, %L, %L, %L)', test.login(p_role, p_agency), p_operation, '\x01',
		r.report_id, coalesce(p_version, r.version::text), p_of, 'Cùng một chỗ'))
	from pakn.report r where r.tenant_id = 24 and r.code = p_code
$$;
create function test.parted(p_code text, p_role text default 'dispatcher', p_agency text default 'TT1022') returns text language sql as $$
	select refusal_of(format('select pakn.case_separate(%L, 24, gen_random_uuid(), %L, test.uuid7(), %L, %L, %L)', test.login(p_role, p_agency), '\x01',
		r.report_id, r.version, 'Khác chỗ'))
	from pakn.report r where r.tenant_id = 24 and r.code = p_code
$$;
-- lapsed: it is past due since yesterday, as its history knows.
create function test.lapsed(p_code text) returns text language plpgsql as $$
begin
	perform overdue(p_code);
	return moved(p_code, 'dispatcher', 'TT1022', 'note', 'Đã quá hạn');
end $$;
create function test.sent(p_codes text[], p_more jsonb default '{}') returns void language sql as $$
	select from (select submit((select jsonb_agg(jsonb_build_object('code', c, 'category', 'HTGT', 'area_code', '09187', 'publish', true, 'lat', 21.1993, 'lon', 106.058)
		|| p_more order by place) from unnest(p_codes) with ordinality x (c, place)))) s
$$;
-- stands: status, class and agency of a report.
create function test.stands(p_code text) returns text language sql as $$
	select format('%s %s %s', r.status, c.name, a.code) from pakn.report r join pakn.stat_class c using (stat_class) join pakn.agency a using (tenant_id, agency_id) where r.code = p_code
$$;
create function test.answered(p_code text) returns void language plpgsql as $$
begin
	perform moved(p_code, 'staff', 'UB09187', 'answer', 'Đã thay nắp cống, gọi 0903 123 456');
	perform moved(p_code, 'head', 'UB09187', 'approve');
end $$;

-- 1. Before anybody accepts it.
select sent('{A1,B1}') \g /dev/null
select is(moved('A1', 'staff', 'UB09187', 'accept'), null, 'one is accepted');
select is(joined('B1', 'A1', 'staff', 'UB09187'), null, 'a clerk sees that the next one is the same');
select is(stands('B1'), 'duplicate duplicate UB09187', 'it is closed, and refused as what it is');
select is(events('B1'), 'received marked_duplicate', 'its history says so');
select is(events('A1'), 'received accepted absorbed', 'and that of the other');
select is((select count(*) from pakn.work_item w where w.report_id = (report('B1')).report_id), 0::bigint, 'nobody has work of it');
select is(tally(), 'A 1 H1 0 H2 0 P1 1 P2 0 R 1 U 0 rated 0 reopened 0 withdrawn 0: 100.00', 'N is two of which one is refused');
select answered('A1') \g /dev/null
select is(stands('B1'), 'duplicate duplicate UB09187', 'whatever becomes of the other');
select is(tally(), 'A 1 H1 1 H2 0 P1 0 P2 0 R 1 U 0 rated 0 reopened 0 withdrawn 0: 100.00', 'the other is answered');
select is(cells_differ(), null, 'and every cell is what the events tell');

-- 2. After acceptance: it shares the fate.
select sent('{A2,B2}') \g /dev/null
select moved(c, 'staff', 'UB09187', 'accept') from unnest('{A2,B2}'::text[]) c \g /dev/null
select is(joined('B2', 'A2'), null, 'what was accepted is merged');
select is(stands('B2'), 'duplicate open UB09187', 'it counts as open, as the other');
select is(tally(), 'A 3 H1 1 H2 0 P1 2 P2 0 R 1 U 0 rated 0 reopened 0 withdrawn 0: 100.00', 'it stays in A and P');
select answered('A2') \g /dev/null
select is(stands('B2'), 'duplicate on_time_fixed UB09187', 'with the answer it is handled in time');
select is(tally(), 'A 3 H1 3 H2 0 P1 0 P2 0 R 1 U 0 rated 0 reopened 0 withdrawn 0: 100.00', 'and so counts');
select is(moved('A2', 'dispatcher', 'TT1022', 'approve'), 'PK409 not_allowed_now', 'all is done');
select is(moved('A2', 'dispatcher', 'TT1022', 'send-back', 'Chưa rõ'), null, 'the desk sends the answer back');
select is(stands('B2'), 'duplicate open UB09187', 'so it is open, too');
select overdue('A2') \g /dev/null
select is(test.moved('A2', 'staff', 'UB09187', 'answer', 'Đã thay'), null, 'then it is answered late');
select is(moved('A2', 'head', 'UB09187', 'approve'), null, 'and released');
select is(stands('B2'), 'duplicate late_fixed UB09187', 'late for both');
select is(tally(), 'A 3 H1 1 H2 2 P1 0 P2 0 R 1 U 2 rated 0 reopened 0 withdrawn 0: 33.33', 'in the figures');

-- 3. After due: nothing gets better by it.
select sent('{A3,B3}') \g /dev/null
select moved(c, 'staff', 'UB09187', 'accept') from unnest('{A3,B3}'::text[]) c \g /dev/null
select lapsed('B3') \g /dev/null
select is(joined('B3', 'A3'), null, 'what is overdue is merged into what is not');
select is(((report('A3')).due_at, (report('A3')).stat_class), ((report('B3')).due_at, 2::smallint), 'which has the earlier deadline then, and is overdue');
select is(stands('B3'), 'duplicate open_overdue UB09187', 'as it was itself');
select is((select w.due_at from pakn.work_item w where w.report_id = (report('A3')).report_id), (report('B3')).due_at, 'the queue says so');
select answered('A3') \g /dev/null
select is(array[stands('A3'), stands('B3')], '{resolved late_fixed UB09187,duplicate late_fixed UB09187}', 'both are late');
select sent('{A4,B4,C4}') \g /dev/null
select moved('A4', 'staff', 'UB09187', 'accept') \g /dev/null
select answered('A4') \g /dev/null
select moved('C4', 'staff', 'UB09187', 'accept') \g /dev/null
select lapsed('B4') \g /dev/null
select is(joined('B4', 'A4'), null, 'what nobody accepted, and is overdue, is merged into what was answered in time');
select is(joined('C4', 'A4'), null, 'and what is not overdue');
select is(array[stands('A4'), stands('B4'), stands('C4')], '{resolved on_time_fixed UB09187,duplicate late_fixed UB09187,duplicate on_time_fixed UB09187}', 'its own lateness stays its own');
select is(tally(), 'A 8 H1 3 H2 5 P1 0 P2 0 R 1 U 5 rated 0 reopened 0 withdrawn 0: 37.50', 'in the figures');
select is(cells_differ(), null, 'cell by cell');

-- 4. The passing of due, before the chore and after.
select sent('{A5,B5}') \g /dev/null
select moved(c, 'staff', 'UB09187', 'accept') from unnest('{A5,B5}'::text[]) c \g /dev/null
select joined('B5', 'A5') \g /dev/null
select overdue('A5') \g /dev/null
update pakn.report_event e set due_at = r.due_at from pakn.report r where r.code = 'A5' and e.report_id = r.report_id;
update pakn.report_event e set due_at = (report('A5')).due_at where e.report_id = (report('B5')).report_id;
update pakn.report r set due_at = (report('A5')).due_at where r.code = 'B5';
select is(tally(), 'A 10 H1 3 H2 5 P1 0 P2 2 R 1 U 7 rated 0 reopened 0 withdrawn 0: 30.00', 'both are overdue at once');
select is((select sum(s.n) from (select count(*) as n from test.setting, pakn.stats_standing(24, first, last, null) where stat_class = 2) s), 2::numeric, 'one by one, too');
select is(pakn.stat_overdue(100), 2, 'the chore records both');
select is(tally(), 'A 10 H1 3 H2 5 P1 0 P2 2 R 1 U 7 rated 0 reopened 0 withdrawn 0: 30.00', 'which changes no figure');
select is(cells_differ(), null, 'and no cell');
select pakn.stat_fold(100000) \g /dev/null

-- 5. No chains, no circles; where it lies.
select sent('{A6,B6,C6}') \g /dev/null
select moved(c, 'staff', 'UB09187', 'accept') from unnest('{A6,B6,C6}'::text[]) c \g /dev/null
select is(joined('C6', 'B6'), null, 'a third is merged into the second');
select is(joined('B6', 'A6'), null, 'and that into the first');
select is((select array_agg(k.code order by d.report_id) from pakn.report_duplicate d join pakn.report k on k.report_id = d.kept_id join pakn.report x on x.report_id = d.report_id where x.code in ('B6', 'C6')),
	'{A6,A6}', 'which then stands for all');
select is(((report('A6')).merged, (report('B6')).merged), (2, null::int), 'and counts them');
select sent('{D6}') \g /dev/null
select is(joined('D6', 'C6'), null, 'the fourth, which is said to be the same as the third,');
select is((select k.code from pakn.report_duplicate d join pakn.report k on k.report_id = d.kept_id where d.report_id = (report('D6')).report_id), 'A6', 'is merged into the first');
select is(joined('A6', 'D6'), 'PK422 invalid', 'the first is not merged into what it stands for');
select is(moved('A6', 'dispatcher', 'TT1022', 'transfer', 'Của Sở', 'SXD'), null, 'the first goes to another agency');
select is(array[stands('B6'), stands('C6'), stands('D6')], '{duplicate open SXD,duplicate open SXD,duplicate duplicate SXD}', 'and all of them with it');
select ok((pakn.case_show(login('staff', 'SXD'), 24, (report('C6')).report_id)).body::jsonb @> '{"follow_up": {"duplicate_of": {"code": "A6", "counts_as": "kept"}}}', 'whose staff see them');
select is(jsonb_path_query_array((pakn.case_show(login('staff', 'SXD'), 24, (report('A6')).report_id)).body::jsonb, '$.follow_up.duplicates[*].code'), '["B6", "C6", "D6"]', 'and of which it stands for');
select is(cells_differ(), null, 'every cell is told by the events');

-- 6. What is not merged.
select sent('{E1,E2,E3}') \g /dev/null
select moved('E3', 'dispatcher', 'TT1022', 'transfer', 'Của Sở', 'SXD') \g /dev/null
select is(joined('E2', 'NONE'), 'PK422 invalid', 'there must be another');
select is(joined('E2', 'E2'), 'PK422 invalid', 'which it is not itself');
select is(joined('E1', 'E2'), 'PK422 invalid', 'of two open ones the first is kept');
select is(joined('E3', 'E1', 'staff', 'UB09187'), 'PK409 not_allowed_now', 'nobody merges what is not theirs');
select is(joined('E3', 'E1', 'staff', 'SXD'), 'PK422 invalid', 'nor with what they may not see');
select moved('E3', 'dispatcher', 'TT1022', 'coordinate', 'Cùng xem', 'UB09187') \g /dev/null
select sent('{E4}') \g /dev/null
select is(joined('E4', 'E3', 'staff', 'UB09187'), 'PK409 of_another_agency', 'what they see and another agency leads, only the desk merges');
select is(joined('E2', 'E1', p_version => '9'), 'PK412 stale_version', 'who knows another version is told');
select moved('E1', 'dispatcher', 'TT1022', 'reject', 'Không phải') \g /dev/null
select is(joined('E2', 'E1'), 'PK422 invalid', 'what was refused stands for nothing');
select is(joined('E4', (report('E3')).report_id::text), null, 'it may be named by its id');
select is(array_agg(joined('E2', 'E3', p_operation => '00000000-0000-7000-8000-00000000000e')), '{PK422 invalid,PK422 invalid}', 'E3 came later than E2') from generate_series(1, 2);
select sent('{E5}') \g /dev/null
select is(array_agg(joined('E5', 'E3', p_operation => '00000000-0000-7000-8000-00000000000f')), '{NULL,NULL}', 'what is asked twice is done once') from generate_series(1, 2);
select is((report('E3')).merged, 2, 'and counted once');

-- 7. Taken apart again.
select sent('{A7,B7}') \g /dev/null
select moved(c, 'staff', 'UB09187', 'accept') from unnest('{A7,B7}'::text[]) c \g /dev/null
create table test.before as select r.code, r.due_at from pakn.report r where r.code in ('A7', 'B7');
update pakn.report set due_at = now() + interval '1 hour', due_given = now() + interval '1 hour' where code = 'B7';
select is(joined('B7', 'A7'), null, 'one that is due sooner is merged');
select cmp_ok((report('A7')).due_at, '<', now() + interval '2 hours', 'the other is due then');
select moved('A7', 'dispatcher', 'TT1022', 'transfer', 'Của Sở', 'SXD') \g /dev/null
select is(parted('B7', 'staff', 'UB09187'), 'PK409 not_allowed_now', 'who has it no more does not take it apart');
select is(parted('B7'), null, 'the desk does');
select is(array[stands('A7'), stands('B7')], '{assigned open SXD,in_progress open UB09187}', 'it goes on where it stood, with whoever had it');
select is((report('A7')).due_at, (select due_at from test.before where code = 'A7'), 'the other is due as it was before');
select is((select w.part from pakn.work_item w where w.report_id = (report('B7')).report_id), 'lead', 'and it is work again');
select is(((report('A7')).merged, (report('B7')).resume_to), (null::int, null::text), 'nothing is left of it');
select is(cells_differ(), null, 'the cells know');
select is(parted('B7'), 'PK409 not_allowed_now', 'that is done once');
select is(joined('B7', 'A7'), null, 'it may be merged again');
select is((select count(*) from pakn.report_duplicate d where d.kept_id = (report('A7')).report_id), 1::bigint, 'as before');

-- 8. What becomes of the one that is kept.
select sent('{A8,B8,C8}', '{"email": "dan@example.vn"}') \g /dev/null
select moved(c, 'staff', 'UB09187', 'accept') from unnest('{A8,B8}'::text[]) c \g /dev/null
select joined('B8', 'A8'), joined('C8', 'A8') \g /dev/null
select pakn.report_act(sha256('secret A8'), 24, gen_random_uuid(), '\x01', test.uuid7(), 'A8', 'withdraw', null, null, 'Đã tự sửa', 'vi') \g /dev/null
select is(array[stands('A8'), stands('B8'), stands('C8')], '{withdrawn refused_after_acceptance UB09187,in_progress open UB09187,assigned open UB09187}', 'what its sender withdraws stands for nothing: the others go on');
select is(cells_differ(), null, 'in the figures, too');
select sent('{A9,B9}', '{"email": "dan@example.vn"}') \g /dev/null
select moved(c, 'staff', 'UB09187', 'accept') from unnest('{A9,B9}'::text[]) c \g /dev/null
select joined('B9', 'A9') \g /dev/null
select answered('A9') \g /dev/null
select pakn.report_act(sha256('secret A9'), 24, gen_random_uuid(), '\x01', test.uuid7(), 'A9', 'reopen', null, null, 'Vẫn vỡ', 'vi') \g /dev/null
select is(array[stands('A9'), stands('B9')], '{in_progress open_unsatisfied UB09187,duplicate open_unsatisfied UB09187}', 'what its sender has opened again is open for both');
select is(moved('A9', 'dispatcher', 'TT1022', 'reject', 'Ngoài thẩm quyền'), null, 'refused after acceptance');
select is(array[stands('A9'), stands('B9')], '{rejected refused_after_acceptance UB09187,duplicate refused_after_acceptance UB09187}', 'both are handled, and not in time');
select is(cells_differ(), null, 'as the events tell');

-- 9. Who hears of it, and what is shown.
select pakn.event_seal(100000), pakn.notice_follow(true, 100000) \g /dev/null
delete from pakn.outbox;
select sent('{A10,B10}', '{"email": "dan@example.vn"}') \g /dev/null
select moved('A10', 'staff', 'UB09187', 'accept') \g /dev/null
insert into pakn.report_support values (24, (report('A10')).report_id, sha256('1'), now()), (24, (report('B10')).report_id, sha256('1'), now()), (24, (report('B10')).report_id, sha256('2'), now());
select joined('B10', 'A10') \g /dev/null
select is(moved('A10', 'staff', 'UB09187', 'progress', 'Đã đặt nắp mới, gọi 0903 123 456'), null, 'the agency tells how it comes on');
select is(stands('A10'), 'in_progress open UB09187', 'which changes nothing');
select answered('A10') \g /dev/null
select pakn.event_seal(100000), pakn.notice_follow(true, 100000) \g /dev/null
create table test.told as select o.report_id, o.notice, o.seq, v.subject, v.body from pakn.outbox o,
	lateral pakn.notice_words(24, o.notice, 'vi', pakn.notice_values(24, o.event_id, 'vi', 'https://x.example.vn/', o.report_id)) v where o.subscription_id = 0;
select is((select string_agg(t.notice, ' ' order by t.seq) from test.told t where t.report_id = (report('A10')).report_id), 'received progressed answered', 'its sender hears all of it');
select is((select string_agg(t.notice, ' ' order by t.seq) from test.told t where t.report_id = (report('B10')).report_id), 'received duplicate progressed answered', 'so does the other, from when it was merged');
select matches((select t.body from test.told t where t.report_id = (report('B10')).report_id and t.notice = 'answered'), 'Đã thay nắp cống, gọi \[số điện thoại\](.|\n)*https://x.example.vn/B10', 'of their own code, and what was written to another is masked');
select matches((select t.body from test.told t where t.report_id = (report('A10')).report_id and t.notice = 'progressed'), 'Đã đặt nắp mới, gọi 0903 123 456', 'who is meant reads all of it');
select is((pakn.report_show(sha256('secret B10'), 24, 'B10', false, 'vi')).body::jsonb->'duplicate_of'->>'answer', 'Đã thay nắp cống, gọi [số điện thoại]', 'and in their own view');
select is((pakn.report_show(null, 24, 'B10', false, 'vi')).body::jsonb->'duplicate_of' ?| '{code,answer}', false, 'others see neither that nor the code of what is not public');
select is((pakn.report_show(null, 24, 'B10', false, 'vi')).body::jsonb->'duplicate_of'->>'status', 'resolved', 'but how it stands');
select is((pakn.report_show(null, 24, 'A10', false, 'vi')).body::jsonb->'me_too', '3', 'who sent the other and who joined either have the same trouble, each once');
select is((select t.text from jsonb_to_recordset((pakn.report_show(sha256('secret A10'), 24, 'A10', false, 'vi')).body::jsonb->'timeline') t (type text, text text) where t.type = 'progressed'),
	'Đã đặt nắp mới, gọi 0903 123 456', 'the sender reads how it comes on in the timeline');
select is((select t.text from jsonb_to_recordset((pakn.report_show(null, 24, 'A10', false, 'vi')).body::jsonb->'timeline') t (type text, text text) where t.type = 'progressed'), null, 'others that it does');
select sent('{B11}', '{"email": "dan@example.vn"}') \g /dev/null
select is(joined('B11', 'A10'), null, 'one that comes after the answer');
select pakn.event_seal(100000), pakn.notice_follow(true, 100000) \g /dev/null
select matches((select v.body from pakn.outbox o, lateral pakn.notice_words(24, o.notice, 'vi', pakn.notice_values(24, o.event_id, 'vi', '', o.report_id)) v
	where o.report_id = (report('B11')).report_id and o.notice = 'duplicate'), 'Kết quả: Đã khắc phục\n\nĐã thay nắp cống, gọi \[số điện thoại\]', 'is told it at once');

-- 10. Candidates.
select sent('{S1,S2}', '{"description": "Cột đèn gãy đổ ngang đường trước trường tiểu học"}') \g /dev/null
select sent('{S3}', '{"description": "Rác thải không ai thu gom", "category": "RT", "lat": 21.25, "lon": 106.2}') \g /dev/null
select pakn.event_seal(100000), pakn.spot_follow(100000), pakn.search_follow(100000) \g /dev/null
create function test.similar_to(p_code text, p_role text default 'dispatcher', p_agency text default 'TT1022') returns jsonb language sql as $$
	select (pakn.case_similar(login(p_role, p_agency), 24, (report(p_code)).report_id, null, null)).body::jsonb->'items'
$$;
select is(similar_to('S2')->0->>'code', 'S1', 'the same words at the same place come first');
select is(similar_to('S2')->0->'keeps', 'true', 'and which of both would be kept');
select is(similar_to('S1')->0->'keeps', 'false', 'is told from either');
select is(jsonb_path_exists(similar_to('S2'), '$[*] ? (@.code == "S3" || @.code == "S2" || @.status == "duplicate")'), false, 'what is elsewhere, merged already, or itself is none');
select ok(jsonb_path_exists(similar_to('S2'), '$[*] ? (@.code == "A10" && @.duplicates == 2)'), 'what was answered is, with how many it stands for');
select is(jsonb_path_exists(similar_to('S2', 'staff', 'UB09187'), '$[*] ? (@.agency.code != "UB09187")'), false, 'who sees only their agency''s sees only those');

-- 11. What it brought along, into whatever it is merged.
select sent('{K7}'), moved('K7', 'staff', 'UB09187', 'accept'), answered('K7') \g /dev/null
select sent('{L7,M7,N7,O7}') \g /dev/null
select moved(c, 'staff', 'UB09187', 'accept') from unnest('{L7,M7,N7,O7}'::text[]) c \g /dev/null
select joined('O7', 'N7'), lapsed('L7'), answered('L7'), answered('M7') \g /dev/null
select pakn.report_act(sha256(('secret ' || c)::bytea), 24, gen_random_uuid(), '\x01', test.uuid7(), c, 'reopen', null, null, 'Chưa xong', 'vi') from unnest('{L7,M7}'::text[]) c \g /dev/null
select is(joined('L7', 'K7'), null, 'what was answered late, and opened again, is merged into what was answered in time');
select is(stands('L7'), 'duplicate late_fixed UB09187', 'it stays late');
select is(joined('M7', 'K7'), null, 'so is what was answered in time, and opened again');
select is(stands('M7'), 'duplicate on_time_fixed_unsatisfied UB09187', 'its sender was not satisfied');
select lapsed('N7'), joined('N7', 'K7') \g /dev/null
select is(array[stands('N7'), stands('O7')], '{duplicate late_fixed UB09187,duplicate late_fixed UB09187}', 'what was overdue with another is merged with it, and stays late with it');
-- What was late by another's deadline alone is not, taken apart.
select sent('{P7,Q7}'), moved('P7', 'staff', 'UB09187', 'accept'), moved('Q7', 'dispatcher', 'TT1022', 'transfer', 'Của Sở', 'SXD'), moved('Q7', 'staff', 'SXD', 'accept'), lapsed('P7') \g /dev/null
select is(joined('Q7', 'P7'), null, 'what another agency has is merged into what is overdue');
select is(array[parted('Q7'), moved('Q7', 'dispatcher', 'TT1022', 'reject', 'Không đủ căn cứ')], array[null, null]::text[], 'taken apart, and refused before its own deadline');
select is((select a.code from pakn.report r join pakn.agency a on a.tenant_id = 24 and a.agency_id = pakn.stat_row(r.stat_class, r.agency_id, r.late_agency_id) where r.code = 'Q7'), 'SXD',
	'it counts with who had it, not with who was late with the other');
select is(cells_differ(), null, 'in every cell');

-- 12. Anything at all: no chain, no better figure, every cell told by the events.
create procedure test.walk(p_steps int) language plpgsql as $$
declare
	r pakn.report;
	v_agency text;
	v_role text;
	v_action text;
begin
	for n in 1..p_steps loop
		select * into r from pakn.report x where x.code like 'W%' order by random() limit 1;
		v_agency := (select a.code from pakn.agency a where a.tenant_id = 24 and a.agency_id = r.agency_id);
		if random() < 0.25 then
			perform joined(r.code, 'W' || 1 + below(40));
		elsif random() < 0.15 then
			perform parted(r.code);
		elsif random() < 0.05 and r.stat_class <= 1 and r.status <> 'duplicate' and r.merged is null then
			perform lapsed(r.code);
		elsif random() < 0.1 then
			perform pakn.stat_overdue(below(5));
		else
			v_role := (array['staff', 'head', 'dispatcher'])[1 + below(3)];
			v_action := (array['accept', 'answer', 'approve', 'send-back', 'transfer', 'return', 'assign', 'reject', 'pause', 'resume', 'request-info'])[1 + below(11)];
			perform refusal_of(format('select pakn.case_move(%L, 24, gen_random_uuid(), %L, test.uuid7(), %L, %L, %L, %L, %L, %L, %L, p_until => %L)',
				login(v_role, case v_role when 'dispatcher' then 'TT1022' else v_agency end), '\x01', r.report_id, r.version, v_action,
				case when v_action in ('transfer', 'assign') then (array['UB09187', 'SXD', 'TT1022'])[1 + below(3)] end, 'Vì thử', 'Vì thử',
				case v_action when 'answer' then 'fixed' end, now() + interval '3 days'));
		end if;
	end loop;
end $$;
select sent(array(select 'W' || n from generate_series(1, 40) n)) \g /dev/null
call test.walk(500);
select cmp_ok((select count(*) from pakn.report_event where type = 'marked_duplicate'), '>', 30::bigint, 'many are merged');
select cmp_ok((select count(*) from pakn.report_event where type = 'separated'), '>', 5::bigint, 'and taken apart');
select cmp_ok((select count(*) from pakn.report_event where type = 'followed'), '>', 10::bigint, 'and follow the others');
select is(cells_differ(), null, 'after all of that each cell is what the events tell');
select is_empty($$ select x.code from pakn.report_duplicate d join pakn.report x on x.report_id = d.report_id join pakn.report k on k.report_id = d.kept_id
	where k.status = 'duplicate' or x.status <> 'duplicate' or x.merged is not null or x.agency_id <> k.agency_id $$, 'nothing is merged into what is merged; all lies where the other does');
select is_empty($$ select r.code from pakn.report r where coalesce(r.merged, 0) <> (select count(*) from pakn.report_duplicate d where d.kept_id = r.report_id) $$, 'each knows for how many it stands');
select is_empty($$ select r.code from pakn.report r where r.status = 'duplicate' and not exists (select from pakn.report_duplicate d where d.report_id = r.report_id) $$, 'and each that is merged, into what');
select is_empty($$ select x.code, c.name from pakn.report_duplicate d join pakn.report x on x.report_id = d.report_id join pakn.stat_class c using (stat_class)
	where d.due_at <= d.merged_at and (c.on_time = 1 or c.in_time = 1 or c.refused = 1) $$, 'what was overdue when it was merged is late whatever happens');
select is_empty($$ select x.code, c.name from pakn.report_duplicate d join pakn.report x on x.report_id = d.report_id join pakn.stat_class c using (stat_class)
	where d.refused <> (c.refused = 1) $$, 'only what was neither accepted nor due is refused');
select is_empty($$ select x.code, c.name, b.name from pakn.report_duplicate d join pakn.report x on x.report_id = d.report_id join pakn.stat_class c using (stat_class)
		join pakn.report k on k.report_id = d.kept_id join pakn.stat_class b on b.stat_class = k.stat_class
	where not d.refused and (b.overdue, b.late) > (c.overdue, c.late) $$, 'and what is late for the one is late for the other');
select is(pakn.event_verify(24), null, 'the history is whole') from pakn.event_seal(100000);
select * from finish();
