-- The masker: what it finds and what it leaves alone, one case a rule; how well it does on texts of others, api/test_masking.py tells.
\ir lib/make.psql
select plan(13);

create temp table case_of (place int generated always as identity, text text, public text);
insert into case_of (text, public) values
	-- Telephone numbers, however they are written.
	('Gọi 0903123456, 0903.123.456 hoặc (0222) 3.821.234', 'Gọi [số điện thoại], [số điện thoại] hoặc [số điện thoại]'),
	('+84 903 123 456; 84903123456; 0084-903-123-456; +84 (0)903 123 456', '[số điện thoại]; [số điện thoại]; [số điện thoại]; [số điện thoại]'),
	('số cũ 01234567890, O9o3 123 456, 0 9 0 3 1 2 3 4 5 6', 'số cũ [số điện thoại], [số điện thoại], [số điện thoại]'),
	('so dien thoai cua toi la 3821234 nhe', 'so dien thoai cua toi la [số điện thoại] nhe'),
	('không chín không ba một hai ba bốn năm sáu', '[số điện thoại]'),
	('sdt0903123456,zalo 0903/123/456', 'sdt[số điện thoại],zalo [số điện thoại]'),
	-- Papers.
	('CCCD 024190012345, cccd: 024 190 012 345; Cmnd số 125 123 456', 'CCCD [số giấy tờ], cccd: [số giấy tờ]; Cmnd số [số giấy tờ]'),
	('Trần Văn Bình 024190012345 và Lê Thị Lan 125123456', 'Trần Văn Bình [số giấy tờ] và Lê Thị Lan [số giấy tờ]'),
	('hộ chiếu B1234567, thẻ BHYT DN4010123456789', 'hộ chiếu [số giấy tờ], thẻ BHYT [số giấy tờ]'),
	-- Plates.
	('xe 99A-123.45, 29-X1 123.45, 29x1 12345, 38H3  - 1466; taxi 51F 1234', 'xe [biển số xe], [biển số xe], [biển số xe], [biển số xe]; taxi [biển số xe]'),
	('29-MĐ1 123.45, 80-NG-123-45, 29LD-123.45; xe quân đội TM-12-34', '[biển số xe], [biển số xe], [biển số xe]; xe quân đội [biển số xe]'),
	('Biển số 123.45, BKS: 1234', 'Biển số [biển số xe], BKS: [biển số xe]'),
	-- Accounts and e-mail.
	('STK 0123456789 Vietcombank; VCB: 0123 456 789; 19012345678901 Techcombank', 'STK [số tài khoản] Vietcombank; VCB: [số tài khoản]; [số tài khoản] Techcombank'),
	('nguyen.van-a1@gmail.com, hung_le(at)yahoo.com.vn', '[e-mail], [e-mail]'),
	-- Nobody's.
	('Ngày 20/11/2026, 2026-11-20, 07:30, 2021 - 2025; ĐT.286, QL1A, Km 12+500', null),
	('Số nhà 12/34/56 Lạc Long Quân, căn 29A-1205, lớp 12A1 2026, thửa 123 tờ 45', null),
	('Quyết định 31/2021/QĐ-TTg, công văn 1234/UBND-NC, hồ sơ số 000.00.19.H05-231120-0001', null),
	('Thu 250.000.000 đồng, 123 456 789 đ, 1.250.000đ/tháng, 250000000 VNĐ', null),
	('21.199347, 106.058123; tọa độ 2349876 106054321; chỉ số 012345; 1.234.567 người', null),
	('Tổng đài 1022, 19001234, 1800 1234; gọi 113; MST 2300123456-001', null),
	('Mã khách hàng PA05030123456, công tơ 1900123456789, rộng 3,5m x 120m', null);
select is_empty($$ select text, pakn.mask_text(text, null, null) from case_of where pakn.mask_text(text, null, null) <> coalesce(public, text) $$,
	'numbers of people are masked, and no others');
select is_empty($$ select text from case_of where pakn.mask_text(upper(text), null, null) <> upper(text) and public is null $$, 'in capitals, too, nobody''s are left alone');
select is_empty($$ select c.text, plain from case_of c, pakn.mask_fold(c.text) plain
	where (select count(*) from pakn.mask_find(plain)) <> (select count(*) from pakn.mask_find(c.text)) $$, 'without tone marks as many are found');
select is_empty($$ select text from case_of where pakn.mask_text(pakn.mask_text(text, null, null), null, null) <> pakn.mask_text(text, null, null) $$,
	'what was masked once is masked');
select is_empty($$ select text from case_of where pakn.mask_text(normalize(text, NFD), null, null) <> coalesce(public, text) $$, 'however letters are composed');
select is(length(pakn.mask_fold(chars)), length(chars), 'the rules read as many signs as the text has')
from (select string_agg(chr(i), '' order by i) as chars from generate_series(1, 11000) i where i not between 55296 and 57343) c;
select is(pakn.mask_text(null, '{a}', null), null, 'nothing stays nothing');
select is(pakn.mask_text('bà Hoa, Hoa và HOA', '{Hoa}', null), 'bà [đã che], [đã che] và HOA', 'what is masked by hand is masked wherever it stands so');
select is(pakn.mask_text('gọi bà Hoa 0903123456 nhé', '{Hoa 0903,bà}', null), 'gọi [đã che] [đã che] nhé', 'of two masks that overlap nothing is left');
select is(pakn.mask_text('0903123456 và 0903 123 456', null, '{0903123456}'), '0903123456 và [số điện thoại]', 'what is let stand is let stand as it is written');
select is(pakn.mask_text('a [số điện thoại] b', null, null), 'a [số điện thoại] b', 'what stands for a number is none');
select cmp_ok((select count(*) from pakn.mask_rules()), '<', 26::bigint, 'the rules, and what else a session asks for, stay compiled (32)');
select is_empty($$ select place from pakn.mask_rules() where pattern ~ '[#~«»‹›¦`{][a-z]' or '' ~* ('(' || pattern || ')') $$, 'each rule is a whole pattern, and takes something');
select * from finish();
