-- A province of 3,321 communes in 33 districts, 300 zones and 10,000 rules, and 10,000 reports to route (tests/bench/routing).
-- bench.outline: outlines of real communes; where there are none, made ones stand for them.
\set QUIET on
\pset tuples_only on
\pset format unaligned
set client_min_messages = warning;
select setseed(0.5) \g /dev/null
select count(*) as real from bench.outline \gset
-- Where none is real: cells of a grid whose edges are crooked.
insert into bench.outline (geom)
select st_segmentize(st_makeenvelope(105 + n % 17 * 0.06, 20 + n / 17 * 0.06, 105.06 + n % 17 * 0.06, 20.06 + n / 17 * 0.06, 4326), 0.004)
from generate_series(1, 267) n where :real = 0;

insert into pakn.tenant (tenant_id, code, name) values (1, 'bench', 'Tỉnh thử');
insert into pakn.area (tenant_id, area_id, code, name, full_name, level, parent_id)
select 1, 5000 + d, 'D' || d, 'Huyện ' || d, 'Huyện ' || d, case d when 0 then 'province' else 'district' end, case when d > 0 then 5000 end
from generate_series(0, 33) d;
insert into pakn.area (tenant_id, area_id, code, name, full_name, level, parent_id)
select 1, n, 'C' || n, 'Xã ' || n, 'Xã ' || n, 'commune', 5001 + n % 33 from generate_series(1, 3321) n;
insert into pakn.agency (tenant_id, agency_id, code, name, short_name, level, kind, area_id)
select 1, n, 'C' || n, 'UBND ' || n, 'UBND ' || n, 'commune', 'committee', n from generate_series(1, 3321) n
union all
select 1, 4000 + n, 'S' || n, 'Sở ' || n, 'Sở ' || n, 'province', 'department', null from generate_series(1, 30) n;
update pakn.tenant set desk_id = 4030 where tenant_id = 1;
insert into pakn.category (tenant_id, category_id, code, name, deadline_class) select 1, n, 'F' || n, 'Lĩnh vực ' || n, 'normal' from generate_series(1, 27) n;
select pakn.calendars_usual(1) \g /dev/null
insert into pakn.office_hours select 1, 1, d, t.starts, t.ends from generate_series(1, 5) d, (values ('07:30'::time, '11:30'::time), ('13:00', '17:00')) t (starts, ends);
select pakn.calendar_build(1, 1, '2026-01-01', '2027-12-31') \g /dev/null

-- Each outline stands once where it is, and then again and again six degrees further.
select pakn.area_boundary_set(1, 'C' || c, st_asgeojson(st_translate(o.geom, 6 * ((c - 1) / k.outlines), 0), 15), 'bench')
from generate_series(1, 3321) c, (select count(*) as outlines from bench.outline) k, bench.outline o
where o.n = 1 + (c - 1) % k.outlines \g /dev/null
-- Zones: every eleventh commune has one around its middle.
select pakn.zone_set(1, 'Z' || z, 'Vùng ' || z, 'market', st_asgeojson(st_buffer(st_pointonsurface(b.geom), 0.01), 15), 'bench', null, null, false)
from generate_series(1, 300) z join pakn.area_boundary b on b.tenant_id = 1 and b.area_id = 11 * z \g /dev/null

-- Rules: for each field, for fields in districts and communes, for zones, and for senders and hours.
create table bench.rule as
select row_number() over () as no, r.*
from (
	select 'F' || f as field, '*' as area, null as zone, null as senders, null as hours, 'S' || f as agency from generate_series(1, 27) f
	union all
	select 'F' || f, 'D' || d, null, null, null, 'S' || 1 + (f + d) % 30 from generate_series(1, 27) f, generate_series(0, 33) d
	union all
	select 'F' || f, '*', null, 'business app', null, 'S' || 1 + f % 30 from generate_series(1, 27) f
	union all
	select '*', '*', 'Z' || z, null, null, 'S' || 1 + z % 30 from generate_series(1, 300) z
	union all
	select 'F' || 1 + z % 27, '*', 'Z' || z, null, '!office', 'S' || 1 + z % 30 from generate_series(1, 300) z
	union all
	(select 'F' || f, 'C' || c, null, case when c % 7 = 0 then 'citizen staff' end, case when c % 5 = 0 then '1-5 06:00-18:00' end, 'commune'
	from generate_series(1, 27) f, generate_series(1, 3321) c
	order by random()
	limit 10000 - 27 - 27 * 34 - 27 - 600)) r;
select coalesce(i.field || ' ' || i.words::text, 'Rules saved: ' || i.added)
from (select array_agg(no::int) as no, array_agg(field) as field, array_agg(area) as area, array_agg(agency) as agency, array_agg('Quy tắc ' || no) as reason,
		array_agg(zone) as zone, array_agg(senders) as senders, array_agg(hours) as hours from bench.rule) r,
	pakn.rules_import(1, r.no, r.no, r.field, r.area, r.agency, r.reason, null, null, r.zone, r.senders, r.hours) i;
select format('Polygons: %s communes, of which %s real, in %s parts; %s zones', (select count(*) from pakn.area_boundary), :real,
	(select count(*) from pakn.area_part), (select count(*) from pakn.zone));

-- What is routed: points anywhere in communes, many of them in zones, at any time of a week, from anybody.
create table bench.report as
select row_number() over () as place, x.*
from (
	select 1 + floor(random() * 27)::int as category_id, st_x(p.geom) as lon, st_y(p.geom) as lat, timestamptz '2026-11-23 00:00+07' + random() * interval '7 days' as at,
		1 + floor(random() * 4)::int as sender
	from pakn.area_boundary b, lateral st_dump(st_generatepoints(case when b.area_id % 3 = 0 and exists (select from pakn.zone z where z.zone_id * 11 = b.area_id)
		then (select z.geom from pakn.zone z where z.zone_id * 11 = b.area_id) else b.geom end, 4, b.area_id)) p
	order by md5(b.area_id || st_astext(p.geom))
	limit 10000) x;
alter table bench.report add primary key (place);
analyze;
vacuum pakn.routing_rule, pakn.area, pakn.area_part, pakn.agency, pakn.zone, pakn.zone_part;

\qecho
\qecho '```'
explain (analyze, costs off, timing off)
select l.area_id, r.rule_id, r.agency_id
from bench.report q
	cross join lateral pakn.area_locate(1, q.lon, q.lat, q.at) l
	cross join lateral pakn.route_find(1, q.category_id, l.area_id, q.at, q.lon, q.lat, q.sender) r
where q.place = 17;
\qecho '```'
select format('Of 10,000 reports %s are decided by a rule of a zone, %s of a commune, %s of a district or province, %s of a field alone, %s by none.',
	count(*) filter (where u.place = 4), count(*) filter (where u.place = 3), count(*) filter (where u.place in (1, 2)), count(*) filter (where u.place = 0),
	count(*) filter (where u.rule_id is null))
from bench.report q
	cross join lateral pakn.area_locate(1, q.lon, q.lat, q.at) l
	cross join lateral pakn.route_find(1, q.category_id, l.area_id, q.at, q.lon, q.lat, q.sender) r
	left join pakn.routing_rule u on u.tenant_id = 1 and u.rule_id = r.rule_id;
