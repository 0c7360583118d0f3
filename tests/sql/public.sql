\ir lib/make.psql
select * from no_plan();
create temp table sent as
select s.ordinal, (s.body::json ->> 'id')::uuid as id, s.body::json ->> 'code' as code
from test.submit((select jsonb_agg(jsonb_build_object('category', 'HTGT', 'lat', c.lat + i * 0.0004, 'lon', c.lon, 'publish', i > 1,
	'description', 'Đèn đường bị hỏng số ' || i, 'phone', '+8491234567' || i)) from generate_series(1, 5) i, test.centre('09187') c)) s;
select * from sent;
select pakn.case_publish(test.login('dispatcher'), 24, gen_random_uuid(), '\x01', test.uuid7(), id, '1', 'publish', null, null, null) from sent where ordinal=2;
select pakn.event_seal(1000);
select pakn.publication_index(100);
select pakn.spot_follow(100);
select pakn.report_list(24, null, null, 'HTGT', null, null, '{106,21,107,22}', 'ĐEN DUONG', null, null, 5, 'en');
select pakn.report_list(24, 'geojson', null, 'HTGT', null, null, '{106,21,107,22}', 'ĐEN DUONG', '2026-01-01', null, 5, 'en');
select pakn.report_similar(24, c.lat, c.lon, 'HTGT', 'đèn đường', null, null, 'vi') from test.centre('09187') c;
select pakn.report_show(null, 24, code, false, 'vi') from sent where ordinal = 2;
select pakn.report_join(null, 24, gen_random_uuid(), code, null) from sent where ordinal = 2;
select pakn.report_show(sha256(('secret ' || code)::bytea), 24, code, false, 'en') from sent where ordinal = 2;
select ok(true);
select * from finish();
