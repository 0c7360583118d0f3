-- What is public and how it is found: the folding of words, what the courier does, which misses nothing, and what
-- a question costs at the most.
\ir lib/make.psql
select plan(35);

-- 1. Words.
select is(array_to_string(pakn.search_words(t), ' '), w, 'the words of: ' || t) from (values
	('Đường Nguyễn Trãi, ngõ 12/5: hố ga!', '12 5 duong ga ho ngo nguyen trai'),
	(normalize('Phường Hòa Lý', NFD), 'hoa li phuong'), ('PHƯỜNG HOÀ LÍ', 'hoa li phuong'),
	('Thủy Thuỷ thúi', 'thui thuy'), ('quý Quí tay tai', 'qui tai tay'), ('Đắk Đăk Dak', 'dak'),
	('', ''), ('%_''\"()&|!:*<->', ''), ('서울 đường', 'duong 서울')) c (t, w);
select is(pakn.search_query('đường ''hoa'' & !lý:*')::text, '''duong'' & ''hoa'' & ''li''', 'a question is its words, whatever stands between them');
select is(array_length(string_to_array(pakn.search_query(repeat('một hai ba bốn năm sáu bảy tám chín mười mươi hai lăm ', 3))::text, ' & '), 1), 10, 'ten words at the most');
select is(pakn.search_query('%')::text, '', 'signs alone find nothing');
select is(pakn.search_query(null), null, 'no question is none');
select is(length((pakn.search_words(repeat('a', 4000)))[1]), 64, 'an endless word is cut');

-- 2. The courier.
create temp table sent as
select (s.body::json ->> 'id')::uuid as id, s.body::json ->> 'code' as code, s.ordinal
from test.submit((select jsonb_agg(jsonb_build_object('category', 'HTGT', 'lat', c.lat, 'lon', c.lon, 'publish', true,
	'description', 'Đèn hỏng ' || i)) from generate_series(1, 6) i, test.centre('09187') c)) s;
create function test.publish(p_id uuid, p_action text) returns text language sql as $$
	select (pakn.case_publish(test.login('dispatcher'), 24, gen_random_uuid(), '\x01', test.uuid7(), p_id,
		(select version::text from pakn.report where report_id = p_id), p_action, null, null, 'Lý do')).status::text
$$;
-- listed: the descriptions of a list, and whether there is another page.
create function test.listed(p_after timestamptz default null, p_cursor text default null, p_q text default null) returns text language sql as $$
	select concat_ws(' ', (select string_agg(coalesce(i ->> 'description', i ->> 'removed'), ',') from json_array_elements((a.body::json) -> 'items') i),
		case when a.next is not null then '>' end)
	from pakn.report_list(24, null, null, null, null, null, null, p_q, p_after, p_cursor, 2, 'vi') a
$$;
create function test.next_of(p_after timestamptz) returns text language sql as $$
	select a.next from pakn.report_list(24, null, null, null, null, null, null, null, p_after, null, 2, 'vi') a
$$;
select publish(id, 'publish') from sent where ordinal <= 4 \g /dev/null
select is(listed(), '', 'what was published just now waits for the courier, whose stamp makes the order');
select results_eq('select done, waiting from pakn.publication_index(3)', 'values (3, 1)', 'which does some at a time, and says how many wait');
select results_eq('select done, waiting from pakn.publication_index(3)', 'values (1, 0)', 'and then the rest');
select is((select count(distinct changed_at) from pakn.report_publication), 2::bigint, 'each run has an instant of its own');
select is(listed(), 'Đèn hỏng 4,Đèn hỏng 3 >', 'the newest first');
select is(listed('-infinity'), 'Đèn hỏng 1,Đèn hỏng 2 >', 'or by the last change');
select is(listed('-infinity', next_of('-infinity')), 'Đèn hỏng 3,Đèn hỏng 4', 'page by page');
select is(listed((select min(changed_at) from pakn.report_publication)), 'Đèn hỏng 4', 'or after an instant');
update pakn.public_head set stamped_at = 'tomorrow' \g /dev/null
select publish(id, 'unpublish') from sent where ordinal = 2 \g /dev/null
select is(listed(null, null, 'hỏng 2'), '', 'what is taken back is found no longer, at once');
select pakn.publication_index(9) \g /dev/null
select is(listed(now()), 'true', 'a clock that was set back gives no instant that was there already; and who keeps a copy learns of what is gone');

-- 3. Neighbours.
select pakn.event_seal(1000) \g /dev/null
select is((select min(waiting) from pakn.spot_follow(4)), 7, 'the courier follows the seal''s numbers, some at a time, and says how many wait');
select pakn.spot_follow(100) \g /dev/null
select results_eq('select count(*), count(distinct handle), count(distinct spot) from pakn.report_spot', 'values (6::bigint, 6::bigint, 1::bigint)',
	'each open report has a handle, and all of one corner the same point');
select pakn.case_move(login('dispatcher'), 24, gen_random_uuid(), '\x01', test.uuid7(), id, '1', 'reject', null, 'Lý do', null, null) from sent where ordinal = 6 \g /dev/null
select pakn.event_seal(1000), pakn.spot_follow(100) \g /dev/null
select is((select count(*) from pakn.report_spot), 5::bigint, 'one that is closed has none any longer');
update pakn.public_head set spot_seq = 0 \g /dev/null
select pakn.spot_follow(100) \g /dev/null
select is((select count(*) from pakn.report_spot), 5::bigint, 'to look at everything again changes nothing');

-- 4. Costs: of thirty thousand published reports a page is read by an index, whatever is asked for.
insert into pakn.report_publication (tenant_id, report_id, text_release, published_at, changed_at, stale, status, category_id, agency_id, area_id, spot, words)
select 24, test.uuid7(now() - interval '1 year' * i / 30000), 'released', now(), now() - interval '1 minute' * i, false, 'resolved', 1 + i % 26, 1 + i % 90, 1 + i % 99,
	st_setsrid(st_makepoint(106 + i % 173 / 500.0, 21 + i % 211 / 500.0), 4326), array_to_tsvector(array['duong', 'so' || i, 'nhom' || i % 100])
from generate_series(1, 30000) i;
analyze pakn.report_publication;
-- read_by: how many rows and index entries of the table a question reads, which is its cost and no matter of the machine.
create function test.read_by(p_category text, p_bbox text[], p_q text, p_after timestamptz) returns bigint language plpgsql as $$
declare
	v_before bigint := (select sum(pg_stat_get_xact_tuples_fetched(c) + pg_stat_get_xact_tuples_returned(c)) from (select 'pakn.report_publication'::regclass as c) t);
begin
	perform pakn.publications_find(24, null, p_category, null, null, p_bbox, p_q, p_after, null, null, 21);
	return (select sum(pg_stat_get_xact_tuples_fetched(c) + pg_stat_get_xact_tuples_returned(c)) from (select 'pakn.report_publication'::regclass as c) t) - v_before;
end $$;
select cmp_ok(read_by(category, bbox, q, after), '<', 9000::bigint, what) from (values
	('the newest', null, null::text[], null, null::timestamptz), ('those of a field', 'HTGT', null, null, null),
	('a common word', null, null, 'duong', null), ('a rare word', null, null, 'so777', null),
	('the changes of a day', null, null, null, now() - interval '1 day'), ('a world of a box', null, '{-180,-90,180,90}', null, null),
	('a small box and a rare word', null, '{106,21,106.01,21.01}', 'nhom7', null)) c (what, category, bbox, q, after);
select * from finish();
