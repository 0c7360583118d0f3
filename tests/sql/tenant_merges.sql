-- A province that becomes part of another: what stands against it, what goes over, exactly once, and what is read and
-- counted afterwards.  Who seals again is C (tests/api/test_merge.py): here a sealed text is what it is.
\ir lib/make.psql
\ir lib/ledger.psql
select plan(48);

-- 1. Ninh Thuận (58), part of the demo province as it were: an agency of the same code, one of another, one of neither.
select pakn.tenant_add('ninhthuan', 'Tỉnh Ninh Thuận', 58, 'ninhthuan.example.vn', false) \g /dev/null
insert into pakn.agency (tenant_id, agency_id, code, name, short_name, level, kind) values
	(58, 1, 'TT1022', 'Bàn tiếp nhận Ninh Thuận', 'Bàn NT', 'province', 'desk'), (58, 2, 'SGTVT', 'Sở GTVT Ninh Thuận', 'Sở GTVT', 'province', 'department'),
	(58, 3, 'CU', 'Đơn vị đã thôi', 'Cũ', 'province', 'department');
insert into pakn.area (tenant_id, area_id, code, name, full_name, level) values (58, 1, '58', 'Ninh Thuận', 'Tỉnh Ninh Thuận', 'province'),
	(58, 2, '22741', 'Mỹ Hương', 'Phường Mỹ Hương', 'commune');
insert into pakn.category (tenant_id, category_id, code, name, deadline_class) values (58, 1, 'HTGT', 'Hạ tầng', 'normal'), (58, 2, 'BIEN', 'Biển', 'normal');
insert into pakn.routing_version (tenant_id, version, saved_at, effective_at) values (58, 1, now(), '-infinity');
insert into pakn.routing_rule (tenant_id, rule_id, category_id, area_id, agency_id, reason) values (58, 1, 1, 0, 2, 'Sở GTVT trông coi');
update pakn.tenant set desk_id = 1 where tenant_id = 58;
select pakn.staff_set('ninhthuan', 'nt.chuyenvien', 'Chuyên viên', 'staff', 'SGTVT', 'hash'), pakn.staff_set('ninhthuan', 'chung.ten', 'Trùng tên', 'operator', 'TT1022', 'hash'),
	pakn.staff_set('bacninh', 'chung.ten', 'Trùng tên', 'operator', 'TT1022', 'x') \g /dev/null
insert into pakn.credential (tenant_id, digest, kind, api_key_id, name, role, channel, scopes) values (58, sha256('key'), 'k', 901, 'app nt', 'citizen_app', 'app', '{reports:write}');
insert into pakn.credential (tenant_id, digest, kind, person, role) values (58, sha256('citizen'), 'c', substring(sha256('nt +84912000111') for 16), 'citizen');

-- given: a report of Ninh Thuận, by report_submit itself.
create function test.given(p_code text, p_category text, p_phone text default null) returns jsonb language sql as $$
	select body::jsonb from pakn.report_submit(array[null::bytea], 58, array[uuid7()], array[uuid7()], array[p_code], array[sha256(p_code::bytea)], array['\x01'::bytea],
		array[sha256(('secret ' || p_code)::bytea)], array[null::text], array[null::text], array[p_category], array['Biển báo đổ ' || p_code], array[null::float8], array[null::float8],
		array[null::text], array['22741'], array[null::timestamptz], array[sealed('Người gửi')], array[sealed(p_phone)], array[null::bytea], array[null::bytea],
		array[case when p_phone is not null then substring(sha256(convert_to('nt ' || p_phone, 'UTF8')) for 16) end], array[null::bytea], array[null::bool], array[null::text], array[false],
		array[true], array[null::text], array[null::text], array[null::timestamptz], array[null::bool], array[null::text], array[null::text])
$$;
create function test.mv(p_tenant int, p_code text, p_action text, p_who text) returns text language plpgsql as $$
declare
	v_digest bytea := sha256(p_who::bytea);
begin
	insert into pakn.credential (tenant_id, digest, kind, staff_id) select p_tenant, v_digest, 's', staff_id from pakn.staff where tenant_id = p_tenant and username = p_who on conflict do nothing;
	return sqlstate_of(format('select pakn.case_move(%L, %s, gen_random_uuid(), %L, test.uuid7(), %L, %L, %L, null, %L, %L, null)', v_digest, p_tenant, '\x01',
		(select report_id from pakn.report where tenant_id = p_tenant and code = p_code), (select version from pakn.report where tenant_id = p_tenant and code = p_code), p_action, 'Lý do', 'Nội dung'));
end $$;
select given('NT' || n, case when n = 4 then 'BIEN' else 'HTGT' end, case when n in (1, 3) then '+84912000111' end) from generate_series(1, 6) n \g /dev/null
select mv(58, 'NT2', 'accept', 'nt.chuyenvien'), mv(58, 'NT3', 'accept', 'nt.chuyenvien'), mv(58, 'NT3', 'answer', 'nt.chuyenvien'), mv(58, 'NT4', 'reject', 'chung.ten') \g /dev/null
update pakn.staff set role = 'dispatcher' where tenant_id = 58 and username = 'chung.ten';
select mv(58, 'NT3', 'approve', 'chung.ten'), mv(58, 'NT4', 'reject', 'chung.ten') \g /dev/null
select submit('[{"code": "NT5", "category": "HTGT", "area_code": "09187"}]') \g /dev/null
insert into pakn.report_publication (tenant_id, report_id, text_release, published_at, status, category_id, agency_id, area_id)
select tenant_id, report_id, 'released', now(), status, category_id, agency_id, area_id from pakn.report where tenant_id = 58 and code = 'NT2';
create table test.before as select r.* from pakn.report r where tenant_id = 58;
create table test.period as select date_trunc('day', now()) - interval '1 day' as first, date_trunc('hour', now()) + interval '1 hour' as last;
create table test.figures as select s.* from test.period, stats_rows(58, first, last, null, 'category') s;
select is((select string_agg(code || case when closed_at is null then '' else ' closed' end, ', ' order by code) from test.before), 'NT1, NT2, NT3 closed, NT4 closed, NT5, NT6', 'four cases are open');

-- 2. What stands against it.
select is((select string_agg(concat_ws(' ', noun, code, fault, used), ', ' order by noun, code) from pakn.tenant_merge_problems(58, 24, E'agencies\tSGTVT\tSXDX\nnoun\nareas\tXX\t09187')),
	'accounts chung.ten clash 1, agencies SGTVT unknown_new 5, areas 22741 no_counterpart 4, areas XX unknown_old 3, noun  bad_line 2', 'all that stands against it is told at once');
select is(refusal_of($$ select pakn.tenant_merge_record('ninhthuan', 'bacninh', current_date, '', false) $$), 'PK422 merge_problems', 'and it is refused');
select is(refusal_of(format('select pakn.tenant_merge_record(%L, %L, current_date, %L, true)', o, i, '')), r, said)
from (values ('ninhthuan', 'ninhthuan', 'PK422 same_tenant', 'a province is not merged with itself'), ('hue', 'bacninh', 'PK422 unknown_tenant', 'nor one that is not there')) v (o, i, r, said);
create function test.map() returns text language sql as $$ select E'# agencies first\nagencies\tSGTVT\tSXD\r\nareas\t22741\t09187\n\naccounts\tchung.ten\t-\n' $$;
select is_empty($$ select * from pakn.tenant_merge_problems(58, 24, test.map()) $$, 'with a mapping nothing does');
select is(pakn.tenant_merge_counts(58) - 'codes', '{"cases": 4, "senders": 4, "accounts": 2, "keys": 1, "gateways": 0, "closed": 2}', 'what would go over is counted');
select is((pakn.tenant_merge_record('ninhthuan', 'bacninh', current_date, test.map(), true)).tenant_id, 58, 'a try');
select is_empty('select * from pakn.tenant_merge', 'records nothing');

-- 3. It happens, each step twice.
create procedure test.merge() language plpgsql as $$
begin
	perform pakn.tenant_merge_record('ninhthuan', 'bacninh', current_date, test.map(), false);
	while pakn.tenant_merge_codes(58, 2, false) = 2 loop
	end loop;
	commit;
	perform pakn.tenant_merge_switch(58);
	commit;
	while pakn.tenant_merge_codes(58, 2, true) = 2 loop
	end loop;
	commit;
	for i in 1 .. 5 loop
		perform pakn.tenant_merge_case(58, c.report_id, c.name_sealed, c.phone_sealed, c.email_sealed, c.on_behalf_of_sealed,
			case when c.phone_sealed is not null then hashed('+84912000111') end, null)
		from pakn.tenant_merge_next(58, 1) c;
		commit;
	end loop;
	perform pakn.event_seal(1000);
end $$;
call test.merge();
select is(pakn.tenant_merge_end(58), true, 'it comes to its end');
call test.merge();
select is((select cases from pakn.tenant_merge), 4, 'four cases went over, once');
select is((select (last_seq, last_hash)::text from pakn.tenant_merge), (select (seq, hash)::text from pakn.event_head where tenant_id = 58), 'the final checkpoint is the head of the chain');
select is(pakn.event_verify(58), null, 'which holds');
select is(pakn.event_verify(24), null, 'as that of the successor');
select is((select string_agg(r.code || ' ' || a.code || ' ' || r.status, ', ' order by r.code) from pakn.report r join pakn.agency a using (tenant_id, agency_id) where r.tenant_id = 24 and r.origin ? 'merged'),
	'NT1 SXD assigned, NT2 SXD in_progress, NT5-NINHTHUAN SXD assigned, NT6 SXD assigned', 'open cases are there as they were, with the agencies of the successor; a code that was taken has its province behind it');
select is_empty($$ select b.code from test.before b join pakn.report r on r.tenant_id = 24 and r.report_id = b.report_id where (b.received_at, b.due_at, b.accepted_at, b.description) is distinct from (r.received_at, r.due_at, r.accepted_at, r.description) $$,
	'received, due and accepted are what they were');
select is((select string_agg(distinct status, ', ') from pakn.report where tenant_id = 58 and report_id in (select report_id from pakn.report where tenant_id = 24)), 'transferred_out', 'and closed where they were');
select is_empty($$ select r.code from pakn.report r left join pakn.work_item w on w.tenant_id = r.tenant_id and w.report_id = r.report_id and w.part = 'lead' group by r.tenant_id, r.code, r.closed_at having count(w.report_id) <> (r.closed_at is null)::int $$,
	'each open report has one lead');
select is((select string_agg(username || ' ' || password_hash || ' ' || a.code, ', ') from pakn.staff s join pakn.agency a using (tenant_id, agency_id) where s.tenant_id = 24 and username like 'nt.%'), 'nt.chuyenvien hash SXD', 'accounts go along');
select is((select count(*) from pakn.credential where tenant_id = 58 and revoked_at is null), 0::bigint, 'nothing signs in to the old province any more');
select is((select string_agg(kind || ' ' || encode(person, 'hex'), ', ') from pakn.credential where tenant_id = 24 and digest in (sha256('citizen'), sha256('key')) and kind = 'c'), 'c ' || encode(hashed('+84912000111'), 'hex'), 'a citizen''s session goes on as that of the same phone');
select is((pakn.caller(sha256('key'), 24, 'report:submit')).name, 'app nt', 'and an app''s key');
select is_empty($$ select * from pakn.report_sender s where s.tenant_id = 58 and s.report_id in (select report_id from pakn.report where tenant_id = 24) $$, 'who sent what went over is known here alone');
select is((select text_release || ' ' || stale from pakn.report_publication where tenant_id = 24 and report_id = (select report_id from test.before where code = 'NT2')), 'released true', 'what was public is public');

-- 4. Read by its code and by its sender.
select is((pakn.report_show(sha256(('secret ' || c)::bytea), 24, c, false, 'vi')).body::jsonb->>'description', 'Biển báo đổ ' || o, 'the secret of ' || o || ' opens it')
from (values ('NT1', 'NT1'), ('NT3', 'NT3'), ('NT5-NINHTHUAN', 'NT5')) v (c, o) where c <> 'NT5-NINHTHUAN';
select is((select string_agg(e->>'type', ', ') from jsonb_array_elements((pakn.report_show(null, 24, 'NT2', false, 'vi')).body::jsonb->'timeline') e), 'received, accepted, merged', 'its history is one');
select is((select string_agg(i->>'code', ', ' order by i->>'code') from jsonb_array_elements((pakn.citizen_reports(sha256('citizen'), 24, null, 20)).body::jsonb->'items') i), 'NT1, NT3', 'a citizen finds both what goes on and what stayed');
select is((pakn.report_submit(array[null::bytea], 24, array[uuid7()], array[uuid7()], array['NT1'], array[sha256('NT1')], array['\x01'::bytea], array['\x02'::bytea], array[null::text], array[null::text], array['HTGT'],
	array['Biển báo đổ NT1'], array[null::float8], array[null::float8], array[null::text], array['22741'], array[null::timestamptz], array[null::bytea], array[null::bytea], array[null::bytea], array[null::bytea],
	array[null::bytea], array[null::bytea], array[null::bool], array[null::text], array[false], array[true], array[null::text], array[null::text], array[null::timestamptz], array[null::bool], array[null::text], array[null::text])).status, 200,
	'a key that is sent again meets its first answer');
select is((given('NT9', 'HTGT')), null, 'the old province takes nothing in');
select is(refusal_of($$ select pakn.facts_lock(58) $$), 'PK409 tenant_merged', 'nor may its facts be changed');
select is(refusal_of($$ select pakn.sender_report(sha256('secret NT3'), 24, 'NT3') $$), 'PK409 closed_already', 'what stayed is only read');

-- 5. Counted once.
select is((select (received, handled, refused)::text from test.period, stats_rows(24, first, last, null, 'channel', p_merged => true) s where is_total),
	(select (o.received + 1, o.handled, o.refused)::text from test.figures o where is_total), 'with the merged province nothing counts twice, nor is lost');
select is((select string_agg(s.code || ' ' || s.received, ', ' order by s.code) from test.period, stats_rows(24, first, last, null, g, p_merged => true) s where not is_total), w, 'by ' || g)
from (values ('agency', 'SXD 5, TT1022 1, UB09187 1'), ('category', 'BIEN 1, HTGT 6'), ('area', '09187 7')) v (g, w);
select is((select (received)::text from test.period, stats_rows(24, first, last, null, 'channel') s where is_total), '5', 'without it, what goes on here');
select is((select jsonb_agg(to_jsonb(s) order by s.code) from test.period, stats_rows(24, first, last, null, 'category', p_merged => true) s),
	(select jsonb_agg(to_jsonb(s) order by s.code) from test.period, stats_rows(24, first, last, clock_timestamp(), 'category', p_merged => true) s), 'the history says the same');
select is((select string_agg(s.code || ' ' || s.received, ', ' order by s.code) from test.period, stats_rows(24, first, last, null, 'area', current_date, 'commune', true) s where not is_total),
	'09187 7', 'so do the units of a day');

-- 6. Whose time it was, in both.
select is(test.spans_fault(), null, 'in each province the ledger has the holders that its history tells');
select is((select string_agg(t.code || ' ' || a.code || ' ' || l.part, ', ' order by l.starts_at) from pakn.report r, pakn.ledger_lines(r) l join pakn.tenant t on t.tenant_id = l.tenant_id
	join pakn.agency a on a.tenant_id = l.tenant_id and a.agency_id = l.agency_id where r.tenant_id = 24 and r.code = 'NT2'),
	'ninhthuan SGTVT accept, ninhthuan SGTVT answer, bacninh SXD answer', 'a clock goes on where it was when the provinces merged');
select is_empty($$ select l.* from pakn.report r, lateral (select x.*, lag(x.ends_at, 1, r.received_at) over (order by x.starts_at) as before from pakn.ledger_lines(r) x) l
	where r.tenant_id = 24 and l.starts_at <> l.before $$, 'without a gap');
select is((select max(c.ends_at - c.starts_at) from pakn.report r, pakn.clock_running(jsonb_populate_record(r, jsonb_build_object('status', 'paused', 'waits_until', now() + interval '1 day',
	'resume_to', 'in_progress', 'stopped', null)), now() + interval '2 days') c where r.tenant_id = 24 and r.code = 'NT2' and c.part = 'wait'
	and c.ends_at = now() + interval '1 day') is not null, true, 'what came while it waited stands still until the end that its deadline has in it');

-- 7. What is erased here is erased where it stayed, and both histories hold.
create table test.erased as select report_id from pakn.report where tenant_id = 24 and code = 'NT1';
select is((select status from test.erased, pakn.case_redact(login('dispatcher'), 24, gen_random_uuid(), '\x01', uuid7(), report_id, 'description', null, 'Biển đổ', 'Nêu tên', null,
	(select version::text from pakn.report where tenant_id = 24 and code = 'NT1'), 'authority', 'order')),
	200, 'words of what goes on here are taken out');
select is((select string_agg(r.tenant_id || ' ' || r.description, ', ' order by r.tenant_id) from test.erased join pakn.report r using (report_id)), '24 Biển đổ, 58 Biển đổ', 'also where it stayed');
select is((select string_agg(x.tenant_id || ' ' || array_to_string(x.erased, ' ') || ' ' || x.asked_by || ' ' || x.ground, ', ' order by x.tenant_id) from test.erased join pakn.erasure x using (report_id)),
	'24 description authority order, 58 description authority order', 'with a tombstone in each history');
select pakn.event_seal(1000) \g /dev/null
select is(coalesce(pakn.event_verify(58), pakn.event_verify(24)), null, 'and both hold');
select is_empty($$ select t, b.* from unnest('{58,24}'::int[]) t, pakn.stat_rebuild(t, true) b $$, 'figures and durations of both are as their histories tell them');
select * from finish();
