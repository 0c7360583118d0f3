-- Comparisons with earlier periods, targets, and the page for a meeting: which periods, how numbers and changes are written, that no
-- sentence is wrong where there is nothing.
\ir lib/make.psql
select plan(41);

select login('supervisor') \g /dev/null
select pakn.api_key_set(24, sha256('importer'), 100, 'importer', null, 'app', 'importer', '2025-02-01 00:00+07') \g /dev/null
\ir lib/past.psql

-- 1. Which periods.
create function test.earlier(p_period text, p_from text, p_to text) returns text language sql as $$
	select string_agg(to_char(e.first, 'YYYY-MM-DD HH24') || ' - ' || to_char(e.until, 'YYYY-MM-DD HH24'), ', ' order by e.ordinality)
	from unnest(pakn.stats_earlier(pakn.stats_question(24, p_period, p_from::timestamptz, p_to::timestamptz), p_period)) with ordinality e
$$;
select is(earlier(v.period, v.first, v.until), v.expected, format('before %s come these', coalesce(v.period, v.first || ' to ' || v.until)))
from (values (1, '2026-03', null, null, '2026-02-01 00 - 2026-03-01 00, 2025-03-01 00 - 2025-04-01 00'),
	(2, '2026-01', null, null, '2025-12-01 00 - 2026-01-01 00, 2025-01-01 00 - 2025-02-01 00'),
	(3, '2026-Q1', null, null, '2025-10-01 00 - 2026-01-01 00, 2025-01-01 00 - 2025-04-01 00'),
	(4, '2026-Q3', null, null, '2026-04-01 00 - 2026-07-01 00, 2025-07-01 00 - 2025-10-01 00'),
	(5, '2026', null, null, '2025-01-01 00 - 2026-01-01 00, 2025-01-01 00 - 2026-01-01 00'),
	(6, null, '2026-03-11 12:00+07', '2026-03-21 12:00+07', '2026-03-01 12 - 2026-03-11 12, 2025-03-11 12 - 2025-03-21 12')) v (place, period, first, until, expected) order by place;
select pakn.tenant_set('bacninh', p_cutoff_day => '25', p_cutoff_hour => '12') \g /dev/null
select is(earlier('2025-10', null, null), '2025-08-25 12 - 2025-09-25 12, 2024-09-25 12 - 2024-10-25 12', 'with a cut-off, from and to it');
select pakn.tenant_set('bacninh', p_cutoff_day => '1', p_cutoff_hour => '0') \g /dev/null

-- 2. Numbers and changes in words.
select is(pakn.stats_number(v.kind, v.value::jsonb, v.lang), v.expected, format('%s as %s in %s', v.value, v.kind, v.lang))
from (values (1, 'count', '1234567', 'vi', '1.234.567'), (2, 'count', '1234567', 'en', '1,234,567'), (3, 'count', '0', 'vi', '0'), (4, 'rate', '95.69', 'vi', '95,69%'),
	(5, 'rate', '100', 'en', '100.00%'), (6, 'rate', '0.5', 'vi', '0,50%'), (7, 'hours', '1234.5', 'vi', '1.234,50 giờ'), (8, 'rate', 'null', 'vi', '—'), (9, 'count', null, 'en', '—'))
	v (place, kind, value, lang, expected) order by place;
select is(pakn.stats_change_words(v.kind, v.value::jsonb, v.was::jsonb, case v.lang when 'en' then 'the period before' else 'kỳ trước' end, v.lang), v.expected,
	format('%s after %s as %s in %s', v.value, v.was, v.kind, v.lang))
from (values (1, 'count', '1234', '1200', 'vi', 'tăng 34 (2,83%) so với kỳ trước (1.200)'), (2, 'count', '1190', '1200', 'vi', 'giảm 10 (0,83%) so với kỳ trước (1.200)'),
	(3, 'count', '5', '5', 'vi', 'không đổi so với kỳ trước'), (4, 'count', '5', '0', 'vi', 'tăng 5 so với kỳ trước (0)'), (5, 'count', '0', '4', 'en', 'down 4 (100.00%) from the period before (4)'),
	(6, 'rate', '95.69', '94.44', 'vi', 'tăng 1,25 điểm phần trăm so với kỳ trước (94,44%)'), (7, 'rate', '94.44', '95.69', 'en', 'down 1.25 percentage points from the period before (95.69%)'),
	(8, 'rate', '95.69', 'null', 'vi', 'không so sánh được với kỳ trước (—)'), (9, 'rate', '95.69', 'null', 'en', 'not comparable with the period before (—)'),
	(10, 'rate', 'null', '95.69', 'vi', null), (11, 'hours', '12.5', '10', 'vi', 'tăng 2,50 giờ (25,00%) so với kỳ trước (10,00 giờ)'), (12, 'rate', '0', '0', 'vi', 'không đổi so với kỳ trước'))
	v (place, kind, value, was, lang, expected) order by place;

-- 3. A period in which nothing was received: every sentence is still right.
create function test.page(p_period text, p_lang text, p_least int default 10) returns text language sql as $$
	select string_agg(s, E'\n') from pakn.stats_summary(pakn.stats_question(24, p_period, null, null), p_period, p_lang, p_least) s
$$;
select is(page('2024-05', 'vi') ~ 'THÁNG 05/2024' and page('2024-Q2', 'vi') ~ 'QUÝ II/2024' and page('2024', 'vi') ~ 'NĂM 2024' and page('2024-05', 'en') ~ 'IN MAY 2024', true, 'the page says of which period it is');
select is((select count(*) from regexp_matches(page('2024-05', 'vi'), 'NaN|Infinity|: ;|\(\)|tăng 0|giảm 0|null|%s', 'g')), 0::bigint, 'nothing odd stands on it where nothing was received');
select ok(page('2024-05', 'vi') ~ 'Không tiếp nhận phản ánh, kiến nghị nào trong kỳ\.' and page('2024-05', 'vi') ~ 'Tỷ lệ xử lý: —\.' and page('2024-05', 'vi') ~ 'Không có đơn vị nào có từ 10'
	and page('2024-05', 'vi') ~ 'Không có phản ánh nào đang xử lý mà đã quá hạn\.' and page('2024-05', 'vi') ~ 'Chưa đặt chỉ tiêu nào', 'it says so');

-- 4. Periods with reports, and targets.
select bring('F' || n, 'HTGT', '2026-02-02 08:00+07'::timestamptz + n * interval '1 day') from generate_series(1, 10) n \g /dev/null
select answered('F' || n, '2026-02-03 15:00+07'::timestamptz + n * interval '1 day') from generate_series(1, 5) n \g /dev/null
select bring('M' || n, (array['HTGT', 'DIEN'])[1 + n % 2], '2026-03-02 08:00+07'::timestamptz + n * interval '12 hours') from generate_series(1, 20) n \g /dev/null
select answered('M' || n, '2026-03-03 15:00+07'::timestamptz + n * interval '12 hours') from generate_series(1, 20, 2) n \g /dev/null
insert into pakn.stats_target (tenant_id, agency_id, figure, goal, value, valid_from, valid_to) values (24, 0, 'rate_handled', 'at_least', 95, '2026-01-01', 'infinity'), (24, 0, 'installed_apps', 'at_least', 100, '-infinity', 'infinity'),
	(24, 0, 'rate_handled', 'at_least', 10, '-infinity', '2026-01-01');
insert into pakn.stats_target (tenant_id, agency_id, figure, goal, value) select 24, agency_id, 'rate_handled', 'at_least', 100 from pakn.agency where tenant_id = 24 and code = 'PCBN';
insert into pakn.stats_target (tenant_id, agency_id, figure, goal, value) select 24, agency_id, 'p90_hours', 'at_most', 40 from pakn.agency where tenant_id = 24 and code = 'STP';
create function test.targets(p_period text) returns text language sql as $$
	select string_agg(concat_ws(' ', coalesce(i->'agency'->>'code', 'all'), i->>'figure', i->>'target', i->>'achieved', i->>'state'), ', ' order by i->'agency'->>'code' nulls first, i->>'figure')
	from (select jsonb_array_elements(b->'items') as i from (select (pakn.stats_target_list(login('supervisor'), 24, p_period, null, null, null, null, 'vi')).body::jsonb as b) x) y
$$;
select ok(targets('2026-03') ~ '^all installed_apps 100 no_formula, all rate_handled 95 50.00 not_met, ' and targets('2026-03') ~ 'STP p90_hours 40 no_formula,',
	'a target is met or not, and has no formula where there is no figure or nothing to divide by');
select is((select count(*) from regexp_matches(targets('2026-03'), 'PCBN rate_handled', 'g')), 1::bigint, 'an agency''s own target stands in the place of that of all');
select ok(targets('2025-12') ~ 'all rate_handled 10 no_formula', 'a target holds in its time');
select is((select string_agg(concat_ws(' ', v.goal, v.target, v.achieved, pakn.stats_target_state(v.goal, v.target, v.achieved::jsonb)), ', ') from (values ('at_least', 95, '95'), ('at_least', 95, '94.99'), ('at_most', 40, '40'), ('at_most', 40, '40.01'),
	('at_most', 40, 'null'), ('at_least', 1, null), ('at_least', 1, '{"fixed": 1}')) v (goal, target, achieved)),
	'at_least 95 95 met, at_least 95 94.99 not_met, at_most 40 40 met, at_most 40 40.01 not_met, at_most 40 null no_formula, at_least 1 no_formula, at_least 1 {"fixed": 1} no_formula', 'as much as the target is enough');
create function test.compared(p_figure text) returns text language sql as $$
	select concat_ws(' ', f->>'value', f->'previous'->>'value', f->'previous'->>'change', f->'previous'->>'percent', f->'previous'->>'points', 'y', f->'year_before'->>'value', f->'year_before'->>'change', f->'year_before'->>'percent', f->'year_before'->>'points')
	from (select (pakn.stats_comparison(test.login('supervisor'), 24, '2026-03', null, null, null, null, 'category', 'vi')).body::jsonb->'total'->'figures'->p_figure as f) x
$$;
select is(array[compared('received'), compared('rate_handled')], '{"20 10 10 100.00 y 0 20","50.00 50.00 0.00 y"}', 'counts are compared by their difference and percent, rates by percentage points, and not at all where there was nothing');
select is_empty($$ select r->>'code' from (select (pakn.stats_comparison(test.login('supervisor'), 24, '2026-03', null, null, null, null, 'agency', 'vi')).body::jsonb as b) x,
		lateral jsonb_array_elements(b->'rows') r where (r->'figures'->'received'->>'value')::int > 0 and not exists (select from jsonb_array_elements(r->'targets') t where t->>'figure' = 'rate_handled') $$,
	'by agency each row has its targets');
select is((select count(*) from regexp_matches(page('2026-03', 'vi', 5), 'NaN|Infinity|: ;|\(\)|tăng 0|giảm 0|null|%s', 'g')), 0::bigint, 'nothing odd stands on the page of a month with reports either');
select ok(page('2026-03', 'vi', 5) ~ 'Tiếp nhận: 20; tăng 10 \(100,00%\) so với kỳ trước \(10\); tăng 20 so với cùng kỳ năm trước \(0\)\.' and page('2026-03', 'vi', 5) ~ 'Không đạt: toàn tỉnh: tỷ lệ xử lý 50,00%, chỉ tiêu từ 95,00%\.'
	and page('2026-03', 'en', 5) ~ 'Received: 20; up 10 \(100\.00%\) from the period before \(10\); up 20 from a year before \(0\)\.', 'it says how much more, and which targets are not met');
-- What is called good or bad, by rates of made-up agencies.
create function test.ranked(p_on_time int[], p_accepted int[]) returns text language sql as $$
	select string_agg(s, ' ') from pakn.stats_summary_agencies((select jsonb_agg(jsonb_build_object('codes', array['A' || n], 'names', array['A' || n],
		'figures', pakn.stats_nothing() || jsonb_build_object('on_time', o, 'accepted', a, 'rate_on_time', pakn.rate(o, a)))) from unnest(p_on_time, p_accepted) with ordinality x (o, a, n)), 10, 'vi') s
$$;
select is(ranked('{10,10,10}', '{10,10,10}'), '- Cả 3 đơn vị có từ 10 phản ánh trở lên phải xử lý có cùng tỷ lệ đúng hạn: 100,00%.', 'where all are equal nobody is best or worst');
select ok(ranked('{10,9,1}', '{10,10,9}') ~ 'trong 2 đơn vị .*: A1 100,00% \(10/10; không thụ lý 0, trả lại 0, mở lại 0\)\..*thấp nhất: A2 90,00%' and ranked('{10,9,1}', '{10,10,9}') !~ 'A3', 'who had too few is not named, and nobody stands on both sides');
select * from finish();
