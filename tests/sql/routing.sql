-- route_decide against a slow, obvious reference; area_locate on and off borders.
\ir lib/make.psql
select plan(17);

-- 1. A province of its own: six communes in a row, of which the third is split in two in 2025, each with a
-- committee; agencies that come and go.
insert into pakn.tenant (tenant_id, code, name) values (90, 'thu', 'Tỉnh thử');
insert into pakn.area (tenant_id, area_id, code, name, full_name, level, valid_from, valid_to)
select 90, n, 'A' || n, 'Xã ' || n, 'Xã ' || n, 'commune', case when n in (7, 8) then '2025-07-01' else '-infinity' end::date,
	case when n = 3 then '2025-07-01' else 'infinity' end::date
from generate_series(1, 8) n;
insert into pakn.agency (tenant_id, agency_id, code, name, short_name, level, kind, area_id, valid_from, valid_to)
select 90, n, 'C' || n, 'UBND ' || n, 'UBND ' || n, 'commune', 'committee', n, case when n in (7, 8) then '2025-07-01' else '-infinity' end::date,
	case when n = 3 then '2025-07-01' else 'infinity' end::date
from generate_series(1, 7) n -- the eighth has none yet
union all
select 90, 10 + n, 'S' || n, 'Sở ' || n, 'Sở ' || n, 'province', 'department', null, case when n = 1 then '2024-05-01' else '-infinity' end::date,
	case when n = 2 then '2026-02-01' else 'infinity' end::date
from generate_series(1, 5) n;
update pakn.tenant set desk_id = 15 where tenant_id = 90;

-- slow_route: looks at every rule, and keeps the one that says most; raises where two say as much.
create function test.slow_route(p_category int, p_area int, p_at timestamptz, out rule int, out agency int) language plpgsql as $$
declare
	v_rule pakn.routing_rule;
	v_agency pakn.agency;
	v_best int := -1;
	v_score int;
begin
	for v_rule in select * from pakn.routing_rule r where r.tenant_id = 90 loop
		continue when v_rule.category_id <> 0 and v_rule.category_id <> p_category;
		continue when v_rule.area_id <> 0 and v_rule.area_id <> p_area;
		continue when p_at < v_rule.valid_from or p_at >= v_rule.valid_to;
		if v_rule.agency_id is null then
			select * into v_agency from pakn.agency a where a.tenant_id = 90 and a.kind = 'committee' and a.area_id = p_area;
		else
			select * into v_agency from pakn.agency a where a.tenant_id = 90 and a.agency_id = v_rule.agency_id;
		end if;
		continue when not found;
		continue when p_at < v_agency.valid_from::timestamp at time zone 'Asia/Ho_Chi_Minh' or p_at >= v_agency.valid_to::timestamp at time zone 'Asia/Ho_Chi_Minh';
		v_score := case when v_rule.area_id <> 0 then 2 else 0 end + case when v_rule.category_id <> 0 then 1 else 0 end;
		if v_score = v_best then
			raise exception 'two rules hold for field % in area % at %', p_category, p_area, p_at;
		elsif v_score > v_best then
			v_best := v_score;
			rule := v_rule.rule_id;
			agency := v_agency.agency_id;
		end if;
	end loop;
end $$;

-- same_scope: whether two rules would hold for the same thing at one time.
create function test.same_scope(a pakn.routing_rule, b pakn.routing_rule) returns bool language sql as $$
	select a.category_id = b.category_id and a.area_id = b.area_id and a.valid_from < b.valid_to and b.valid_from < a.valid_to
$$;

create table test.offered (round int, rule_id int, stored bool, wanted bool);
create table test.asked (round int, category int, area int, at timestamptz, rule int, agency int, wanted_rule int, wanted_agency int);
-- moment: an instant of 2023-2027, often the beginning of a half-year.
create function test.moment() returns timestamptz language sql volatile as $$
	select case when random() < 0.6 then timestamptz '2023-01-01 00:00+07' + below(10) * interval '6 months' + (below(3) - 1) * interval '1 microsecond' * below(2)
		else timestamptz '2023-01-01 00:00+07' + random() * interval '1825 days' end
$$;
-- rounds: each a set of rules by chance, and questions to it.
create function test.rounds(p_rounds int) returns void language plpgsql as $$
declare
	v_rule pakn.routing_rule;
	v_wanted bool;
	v_bounds timestamptz[];
begin
	for i in 1 .. p_rounds loop
		delete from pakn.routing_rule where tenant_id = 90;
		for j in 1 .. 5 + below(50) loop
			v_bounds := (select array_agg(m order by m) from (select moment() as m from generate_series(1, 2)) x);
			continue when v_bounds[1] = v_bounds[2];
			v_rule := (90, j, below(5), below(9), case when random() < 0.3 then null when random() < 0.3 then 1 + below(7) else 11 + below(5) end,
				'Quy tắc ' || j, case when random() < 0.5 then '-infinity' else v_bounds[1] end, case when random() < 0.5 then 'infinity' else v_bounds[2] end);
			v_wanted := not exists (select from pakn.routing_rule r where r.tenant_id = 90 and same_scope(r, v_rule));
			insert into pakn.routing_rule select v_rule.* on conflict do nothing;
			insert into test.offered values (i, j, found, v_wanted);
		end loop;
		insert into test.asked
		select i, q.category, q.area, q.at, d.rule_id, d.agency_id, s.rule, s.agency
		from (select below(6) as category, below(9) as area, moment() as at from generate_series(1, 80)) q
			left join lateral pakn.route_decide(90, q.category, q.area, q.at) d on true
			cross join lateral slow_route(q.category, q.area, q.at) s;
	end loop;
end $$;
select rounds(100) \g /dev/null

select is((select asked::text from test.asked where (rule, agency) is distinct from (wanted_rule, wanted_agency) limit 1), null,
	'the most specific rule that holds decides, in thousands of questions to a hundred sets of rules');
select cmp_ok((select count(*) from test.asked where rule is null), '>', 100::bigint, 'some questions met no rule');
select cmp_ok((select count(distinct rule) from test.asked), '>', 30::bigint, 'many rules decided something');
select is((select offered::text from test.offered where stored <> wanted limit 1), null, 'a rule is stored unless another one of its scope holds at one of its times');
select cmp_ok((select count(*) from test.offered where not stored), '>', 50::bigint, 'some rules were offered beside their equals');

delete from pakn.routing_rule where tenant_id = 90;
insert into pakn.routing_rule values (90, 1, 1, 1, 11, 'một', '2025-01-01 00:00+07', '2025-06-01 00:00+07');
select throws_ok($$ insert into pakn.routing_rule values (90, 2, 1, 1, 12, 'hai', '2025-05-31 23:59+07', 'infinity') $$, '23P01', null,
	'two rules of the same scope cannot hold at one time');
select lives_ok($$ insert into pakn.routing_rule values (90, 2, 1, 1, 13, 'hai', '2025-06-01 00:00+07', 'infinity') $$,
	'a rule may follow another one of its scope without a gap');
select is((select string_agg(d.rule_id::text, ' ' order by at) from unnest('{2025-05-31 23:59:59.999999+07,2025-06-01 00:00+07}'::timestamptz[]) at,
	lateral pakn.route_decide(90, 1, 1, at) d), '1 2', 'a rule holds from its first instant on, and not at its last');
select is_empty('select * from pakn.route_decide(90, 2, 2, now())', 'where no rule holds there is no row, and the desk gets the report');
select is((pakn.route_show(24, 'KHAC', null, null, '07210', null)).body::jsonb->'agency'->>'code', 'TT1022', 'a field without a rule goes to the desk');
select isnt((pakn.route_show(24, 'KHAC', null, null, '07210', null)).body::jsonb->>'reason', null, 'the desk too is given a reason');

-- 2. Points.  Four squares that share a corner, in a province of its own.
insert into pakn.tenant (tenant_id, code, name) values (91, 'vuong', 'Tỉnh vuông');
insert into pakn.area (tenant_id, area_id, code, name, full_name, level)
select 91, n, 'V' || n, 'Xã ' || n, 'Xã ' || n, 'commune' from generate_series(1, 4) n;
select pakn.area_boundary_set(91, 'V' || 1 + x + 2 * y, st_asgeojson(st_makeenvelope(105 + x, 21 + y, 106 + x, 22 + y, 4326)), 'test')
from generate_series(0, 1) x, generate_series(0, 1) y \g /dev/null
select results_eq(
	$$ select l.code from (values (105.5, 21.5), (106.5, 22.5), (106.0, 22.0), (106.0, 21.5), (105.5, 22.0), (106.0, 22.5), (106.5, 22.0), (105.0, 21.0))
		p (lon, lat), lateral pakn.area_locate(91, p.lon, p.lat, now()) l $$,
	$$ values ('V1'), ('V4'), ('V1'), ('V1'), ('V1'), ('V3'), ('V2'), ('V1') $$,
	'a point on a shared border or corner belongs to one commune, the one of the lower code');
select is_empty($$ select * from pakn.area_locate(91, 104.999999, 21.5, now()) union all select * from pakn.area_locate(91, null, null, now()) $$,
	'a point outside belongs to none, nor does no point');

-- The seed's communes: points on their corners, along their borders and anywhere.
create table test.point as
select st_x(g.geom) as lon, st_y(g.geom) as lat, 'corner' as kind
from (select distinct (st_dumppoints(b.geom)).geom from pakn.area_boundary b where b.tenant_id = 24) g
where random() < 0.5
union all
select st_x(p.geom), st_y(p.geom), 'border'
from (select st_intersection(a.geom, b.geom) as line from pakn.area_boundary a join pakn.area_boundary b on b.tenant_id = 24 and a.area_id < b.area_id
		and st_intersects(a.geom, b.geom) where a.tenant_id = 24) x,
	lateral st_dump(x.line) d, lateral (select st_lineinterpolatepoint(d.geom, random()) as geom from generate_series(1, 8)) p
where geometrytype(d.geom) = 'LINESTRING'
union all
select st_x(p.geom), st_y(p.geom), 'inside' from pakn.area_boundary b, lateral st_dump(st_generatepoints(b.geom, 15, 1 + b.area_id)) p where b.tenant_id = 24;
create table test.located as
select p.*, (select count(*) from pakn.area_locate(24, p.lon, p.lat, now()))::int as communes,
	(select l.code from pakn.area_locate(24, p.lon, p.lat, now()) l) as code,
	(select min(a.code) from pakn.area_boundary b join pakn.area a using (tenant_id, area_id) where b.tenant_id = 24
		and st_intersects(b.geom, st_setsrid(st_makepoint(p.lon, p.lat), 4326))) as covering
from test.point p;
select is((select string_agg(kind || ' ' || n, ', ') from (select kind, count(*) as n from test.located where communes <> 1 group by 1) x), null,
	'every point on a border of two communes lies in exactly one');
select is((select count(*) from test.located where kind = 'inside' and code is distinct from covering), 0::bigint,
	'a point inside a commune is found there, though its boundary is kept in parts');
select cmp_ok((select count(*) from test.located where kind <> 'inside'), '>', 1000::bigint, 'over a thousand points of borders are tried');

-- 3. A commune that was split: its time decides.
insert into pakn.area (tenant_id, area_id, code, name, full_name, level, valid_from, valid_to) values
	(91, 5, 'V5', 'Xã cũ', 'Xã cũ', 'commune', '2000-01-01', '2025-07-01'), (91, 6, 'V6', 'Xã mới', 'Xã mới', 'commune', '2025-07-01', 'infinity');
insert into pakn.area_part select 91, a, 1, st_makeenvelope(107, 21, 108, 22, 4326) from generate_series(5, 6) a;
select is((select string_agg(l.code, ' ' order by at) from unnest('{2025-06-30 23:59:59.9+07,2025-07-01 00:00+07}'::timestamptz[]) at,
	lateral pakn.area_locate(91, 107.5, 21.5, at) l), 'V5 V6', 'a point belongs to the commune that existed at the time');
select * from finish();
