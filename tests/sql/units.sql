-- Units over time: what one became and what it was, outlines that change, figures by the tree of any day against a slow
-- and obvious count, and a person who says where a report belongs.
\ir lib/make.psql
select plan(28);

-- 1. A land of 8 x 8 cells in the province of the tests, divided three times: until 2020, until 2025-07-01, since.  Codes
-- are given again each time; what follows upon what is what has a cell in common.
create table test.generation (gen int, first date, ended date);
insert into test.generation values (1, '-infinity', '2020-01-01'), (2, '2020-01-01', '2025-07-01'), (3, '2025-07-01', 'infinity');
create function test.cell_shape(x int, y int) returns geometry language sql immutable as $$
	select st_makeenvelope(100 + x * 0.01, 10 + y * 0.01, 100 + (x + 1) * 0.01, 10 + (y + 1) * 0.01, 4326)
$$;
create table test.cell as
select g.gen, x, y, 50000 + g.gen * 1000 + case g.gen when 3 then x / 4 * 2 + y / 4 + 2 * below(2) when 2 then x / 2 * 4 + y / 2 else x / 2 * 2 + y / 4 + below(3) end as unit
from test.generation g, generate_series(0, 7) x, generate_series(0, 7) y;
insert into pakn.area (tenant_id, area_id, code, name, full_name, level, valid_from, valid_to)
values (24, 59001, 'T1', 'Một', 'Tỉnh Một', 'province', '-infinity', '2025-07-01'), (24, 59002, 'T2', 'Hai', 'Tỉnh Hai', 'province', '-infinity', '2025-07-01'),
	(24, 59009, 'T9', 'Chín', 'Tỉnh Chín', 'province', '2025-07-01', 'infinity');
insert into pakn.area (tenant_id, area_id, code, name, full_name, level, parent_id, valid_from, valid_to)
select 24, 59100 + n, 'H' || n, 'Huyện ' || n, 'Huyện ' || n, 'district', 59001 + n % 2, '-infinity', '2025-07-01' from generate_series(0, 4) n;
insert into pakn.area (tenant_id, area_id, code, name, full_name, level, parent_id, valid_from, valid_to)
select distinct 24, c.unit, 'U' || c.unit % 1000, 'Đợt ' || c.gen, 'Xã ' || c.unit, 'commune', case when c.gen = 3 then 59009 else 59100 + c.unit % 5 end, g.first, g.ended
from test.cell c join test.generation g using (gen);
-- The fourth district came under the other province in 2022, and was called otherwise before.
insert into pakn.area_former values (24, 59104, '2022-01-01', 'Bốn cũ', 'Huyện Bốn cũ', 59002);
insert into pakn.area_successor (tenant_id, area_id, successor_id, area_km2)
select 24, o.unit, n.unit, count(*) from test.cell o join test.cell n on n.gen = o.gen + 1 and (n.x, n.y) = (o.x, o.y) group by 2, 3;
-- One unit in five has no outline.
select pakn.area_boundary_set(24, a.code, st_asgeojson(c.geom), 'test', false, a.valid_from)
from (select gen, unit, st_union(cell_shape(x, y)) as geom from test.cell group by 1, 2) c join pakn.area a on a.tenant_id = 24 and a.area_id = c.unit
where c.unit % 5 <> 2 \g /dev/null
select cmp_ok((select count(*) from pakn.area_boundary where source = 'test'), '>', 15::bigint, 'units of all times have outlines');

-- slow_on: the units of a generation that a unit leads to, over all generations in between, by the cells.
create function test.slow_on(p_unit int, p_gen int) returns int[] language plpgsql as $$
declare
	v_units int[] := array[p_unit];
	v_gen int := (select gen from test.cell where unit = p_unit limit 1);
begin
	while v_gen <> p_gen loop
		v_units := array(select distinct n.unit from test.cell o join test.cell n on (n.x, n.y) = (o.x, o.y) and n.gen = v_gen + sign(p_gen - v_gen)
			where o.unit = any (v_units) order by 1);
		v_gen := v_gen + sign(p_gen - v_gen);
	end loop;
	return v_units;
end $$;
select is_empty($$ select u.unit, g.gen from (select distinct unit from test.cell) u, test.generation g
	where slow_on(u.unit, g.gen) <> array(select o.on_id from pakn.areas_on(24, array[u.unit], greatest(g.first, '2010-01-01') + 5) o order by 1) $$,
	'every unit leads to those of any day, forwards and backwards, step by step');

-- 2. Reports of all times: by code, by point, by both; some without a place.
select pakn.partition_cover(array['2019-06-15', '2021-06-15', '2025-06-15']::timestamptz[]) \g /dev/null
create table test.sent (code text, x int, y int, at timestamptz, has_point bool, has_code bool);
insert into test.sent
select 'R' || n, below(8), below(8), (array['2019-06-15', '2021-06-15', '2025-06-15', '2025-07-15'])[1 + below(4)]::timestamptz + n * interval '1 minute',
	below(3) > 0, below(3) > 0 from generate_series(1, 700) n;
select login('operator') \g /dev/null
select is_empty($$ select s.* from submit((select jsonb_agg(jsonb_build_object('code', s.code, 'received_at', s.at, 'category', 'HTGT',
		'lat', case when s.has_point then 10.005 + s.y * 0.01 end, 'lon', case when s.has_point then 100.005 + s.x * 0.01 end,
		'area_code', case when s.has_code then (select a.code from pakn.area a where a.tenant_id = 24 and a.area_id = c.unit) end, 'lenient', true))
	from test.sent s join test.generation g on g.first <= s.at::date and s.at::date < g.ended join test.cell c on c.gen = g.gen and (c.x, c.y) = (s.x, s.y))) s where status <> 201 $$,
	'reports of all times are taken');
select is_empty($$ select s.* from test.sent s join test.generation g on g.first <= s.at::date and s.at::date < g.ended
		join test.cell c on c.gen = g.gen and (c.x, c.y) = (s.x, s.y) join pakn.report r on r.tenant_id = 24 and r.code = s.code
	where r.area_id <> case when s.has_point and c.unit % 5 <> 2 or s.has_code and not s.has_point then c.unit else 0 end $$,
	'a report belongs to the unit of its day, by its point before its code');
select pakn.stat_fold(300) \g /dev/null

-- slow_row: where a report counts by the tree of a day and level: the id of a unit, 0 or -1.
create function test.slow_row(r pakn.report, p_day date, p_level text) returns int language plpgsql as $$
declare
	v_gen int := (select gen from test.generation where first <= p_day and p_day < ended);
	v_unit int;
	v_all int[];
	v_above int[];
begin
	if r.area_id = 0 then
		return 0;
	end if;
	v_all := slow_on(r.area_id, v_gen);
	v_above := array(select distinct lifted(u, p_day, p_level) from unnest(v_all) u);
	if cardinality(v_above) = 1 then
		return v_above[1];
	end if;
	select c.unit into v_unit from test.sent s join test.cell c on c.gen = v_gen and (c.x, c.y) = (s.x, s.y) where s.code = r.code and s.has_point;
	return case when v_unit % 5 <> 2 and v_unit = any (v_all) then lifted(v_unit, p_day, p_level) else -1 end;
end $$;
-- lifted: the unit of a level above a commune on a day.
create function test.lifted(p_unit int, p_day date, p_level text) returns int language sql as $$
	select case when p_level is null or p_level = 'commune' then p_unit when p_day >= '2025-07-01' then 59009
		when p_level = 'district' then 59100 + p_unit % 5
		when p_unit % 5 = 4 and p_day < '2022-01-01' then 59002 else 59001 + p_unit % 5 % 2 end
$$;
create table test.tree as select d as day, l as level from unnest('{2018-12-31,2021-06-30,2023-06-30,2026-01-01}'::date[]) d, unnest('{null,district,province}'::text[]) l;
create function test.rows_fault(t test.tree, p_as_of timestamptz) returns text language sql as $$
	with read as (
		select s.code, s.name, s.received from stats_rows(24, '2019-01-01', '2025-08-01', p_as_of, 'area', t.day, t.level) s where not is_total
	), slow as (
		select coalesce(a.code, case x.key when 0 then '—' else '?' end), case when a.code is null then (select name from read where code = case x.key when 0 then '—' else '?' end)
			when x.key = 59104 and t.day < '2022-01-01' then 'Huyện Bốn cũ' else a.full_name end, count(*)
		from (select slow_row(r, t.day, t.level) as key from pakn.report r where r.tenant_id = 24) x left join pakn.area a on a.tenant_id = 24 and a.area_id = x.key group by 1, 2
	)
	select string_agg(f::text, ', ') from ((select * from read except select * from slow) union all (select * from slow except select * from read)) f
$$;
select is(rows_fault(t, null), null, format('figures by the %s of %s are what one counts', coalesce(t.level, 'unit'), t.day)) from test.tree t order by day, level;
select is((select string_agg(t::text, ', ') from test.tree t where rows_fault(t, now()) is not null), null, 'and so are those that are recounted from the events');
select is((select count(distinct (s.received, s.refused, s.accepted, s.handled, s.on_time, s.late, s.in_progress, s.overdue)) from test.tree t,
	lateral (select * from stats_rows(24, '2019-01-01', '2025-08-01', null, 'area', t.day, t.level) union all
		select * from stats_rows(24, '2019-01-01', '2025-08-01', now(), 'area', t.day, t.level) union all
		select * from stats_rows(24, '2019-01-01', '2025-08-01', null, 'area')) s where s.is_total), 1::bigint, 'every tree has the same total');
select cmp_ok((select min(s.received) from test.tree t, stats_rows(24, '2019-01-01', '2025-08-01', null, 'area', t.day, t.level) s where s.code = '?' and t.day <> '2026-01-01'), '>', 0::bigint,
	'some are not decidable, and stand in a row of their own');
select cmp_ok((select count(*) from stats_rows(24, '2019-01-01', '2025-08-01', null, 'area') s where s.code = 'U3'), '=', 3::bigint, 'units of one code stand apart');

-- 3. A commune that was split, without a point: a person decides.
insert into pakn.area (tenant_id, area_id, code, name, full_name, level, valid_to) values (24, 59900, 'CHIA', 'Chia', 'Xã Chia', 'commune', '2025-07-01');
insert into pakn.area_successor (tenant_id, area_id, successor_id, area_km2) select 24, 59900, a.area_id, km2 from (values ('07210', 1.5), ('09187', 2.5)) v (code, km2) join pakn.area a on a.tenant_id = 24 and a.code = v.code;
select submit('[{"code": "CHIA1", "area_code": "CHIA", "category": "CSCC"}, {"code": "CHIA2", "area_code": "CHIA", "category": "KHAC"},
	{"code": "CHIA3", "area_code": "CHIA", "category": "HTGT", "digest": "\\x99", "lenient": true}]') \g /dev/null
create table test.told (code text, status int, body jsonb);
create procedure test.classify(p_code text, p_area text, p_role text default 'operator', p_agency text default 'TT1022') language plpgsql as $$
declare
	r pakn.report;
	v_answer pakn.answer;
begin
	select * into r from pakn.report x where x.tenant_id = 24 and x.code = p_code;
	v_answer := pakn.case_classify(login(p_role, p_agency), 24, gen_random_uuid(), '\x01', uuid7(), r.report_id, r.version::text, p_area, 'Gọi lại hỏi');
	insert into test.told values (p_code, v_answer.status, v_answer.body::jsonb);
end $$;
create function test.tried(p_code text, p_area text, p_role text default 'operator', p_agency text default 'TT1022') returns text language sql as $$
	select refusal_of(format('call test.classify(%L, %L, %L, %L)', p_code, p_area, p_role, p_agency))
$$;
select results_eq($$ select r.code, g.code, r.area_id, w.needs_review, x->>'code', x->>'area_km2' from pakn.report r join pakn.agency g using (tenant_id, agency_id) join pakn.work_item w using (tenant_id, report_id),
		jsonb_array_elements(pakn.area_candidates(r)::jsonb) x where r.code ~ '^CHIA' order by 1, 5 $$,
	$$ select 'CHIA' || n, 'TT1022', 0, true, c.code, c.km2 from generate_series(1, 3) n, (values ('07210', '1.5'), ('09187', '2.5')) c (code, km2) order by 1, 3, 5 $$,
	'it waits at the desk, marked, with the candidates');
select is(tried('CHIA1', 'CHIA'), 'PK422 invalid', 'what ended is no answer');
select is(tried('CHIA1', '24'), 'PK422 invalid', 'nor is a province');
select is(tried('CHIA1', '07210', 'staff', 'SXD'), 'PK404 unknown_case', 'only who has the case says where it is');
call classify('CHIA1', '07210');
call classify('CHIA2', '09187', 'dispatcher');
call classify('CHIA3', '07210');
select results_eq($$ select t.code, t.body->'area'->>'code', t.body->'agency'->>'code', t.body->>'status', (t.body->'routing'->'rule') is not null, t.body->'review'->>'open' from test.told t order by 1 $$,
	$$ select 'CHIA1', '07210', g.code, 'assigned', true, 'false' from pakn.route_find(24, (select category_id from pakn.category where code = 'CSCC' and tenant_id = 24), (select area_id from pakn.area where code = '07210' and valid_to = 'infinity'), now(), null, null, 1) d
			join pakn.agency g on g.tenant_id = 24 and g.agency_id = d.agency_id
		union all values ('CHIA2', '09187', 'TT1022', 'received', false, 'false'), ('CHIA3', '07210', 'TT1022', 'received', false, 'true') $$,
	'then the rules decide; without a rule it stays at the desk, and with other doubts under review');
select is((select string_agg(e.type || ' ' || coalesce(c.text, ''), ', ' order by e.at, e.event_id) from pakn.report r join pakn.report_event e using (tenant_id, report_id) left join pakn.event_content c using (tenant_id, event_id)
	where r.code = 'CHIA1' and e.type <> 'received'), 'classified Phường Bắc Giang: Gọi lại hỏi, assigned ' || (select route_reason from pakn.report where code = 'CHIA1'), 'its history tells who said where, and why it went on');
select is(tried('CHIA1', '09187'), 'PK409 not_allowed_now', 'an operator says it of what lies at the desk');
select is_empty($$ (select * from counts('area', '2019-01-01', date_trunc('hour', now()) + interval '2 hours') except select * from counts('area', '2019-01-01', date_trunc('hour', now()) + interval '2 hours', now()))
	union all (select * from counts('area', '2019-01-01', date_trunc('hour', now()) + interval '2 hours', now()) except select * from counts('area', '2019-01-01', date_trunc('hour', now()) + interval '2 hours')) $$, 'the figures moved with it');

select * from finish();
