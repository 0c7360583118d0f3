-- route_decide against a slow, obvious reference; area_locate on and off borders.
\ir lib/make.psql
select plan(23);

-- 1. A province of its own: two districts of communes in a row, of which the third is split in two in 2025, each with a
-- committee; agencies that come and go; zones, some of which overlap; offices that close on a holiday.
insert into pakn.tenant (tenant_id, code, name) values (90, 'thu', 'Tỉnh thử');
insert into pakn.area (tenant_id, area_id, code, name, full_name, level, parent_id, valid_from, valid_to)
select 90, n, 'A' || n, 'Đơn vị ' || n, 'Đơn vị ' || n, case n when 20 then 'province' when 21 then 'district' when 22 then 'district' else 'commune' end,
	case when n in (21, 22, 8) then 20 when n < 5 then 21 when n < 8 then 22 end, case when n in (7, 8) then '2025-07-01' else '-infinity' end::date,
	case when n = 3 then '2025-07-01' else 'infinity' end::date
from unnest('{20,21,22,1,2,3,4,5,6,7,8}'::int[]) n;
insert into pakn.agency (tenant_id, agency_id, code, name, short_name, level, kind, area_id, valid_from, valid_to)
select 90, n, 'C' || n, 'UBND ' || n, 'UBND ' || n, 'commune', 'committee', n, case when n in (7, 8) then '2025-07-01' else '-infinity' end::date,
	case when n = 3 then '2025-07-01' else 'infinity' end::date
from generate_series(1, 7) n -- the eighth has none yet
union all
select 90, 10 + n, 'S' || n, 'Sở ' || n, 'Sở ' || n, 'province', 'department', null, case when n = 1 then '2024-05-01' else '-infinity' end::date,
	case when n = 2 then '2026-02-01' else 'infinity' end::date
from generate_series(1, 5) n;
update pakn.tenant set desk_id = 15 where tenant_id = 90;
insert into pakn.category (tenant_id, category_id, code, name, deadline_class) select 90, n, 'F' || n, 'Lĩnh vực ' || n, 'normal' from generate_series(1, 4) n;
select pakn.calendars_usual(90) \g /dev/null
insert into pakn.office_hours select 90, 1, d, t.starts, t.ends from generate_series(1, 5) d, (values ('07:30'::time, '11:30'::time), ('13:00', '17:00')) t (starts, ends);
insert into pakn.holiday values (90, 1, '2025-04-30', 'off', 'Lễ', 'announced', 'thử');
select pakn.calendar_build(90, 1, '2023-01-01', '2028-01-01') \g /dev/null
select pakn.zone_set(90, 'Z' || z, 'Vùng ' || z, 'market', st_asgeojson(st_makeenvelope(x, 21, x + 1, 22, 4326)), 'thử', valid_from, valid_to, true)
from (values (1, 105.0, null::date, null::date), (2, 105.5, null, null), (3, 105.7, '2025-01-01', null), (4, 108.0, null, '2026-01-01'),
	(5, 105.2, null, '2025-01-01')) v (z, x, valid_from, valid_to) \g /dev/null
select results_eq($$ select zone_id, array_agg(other_id order by other_id) from pakn.zone_overlap where tenant_id = 90 group by 1 order by 1 $$,
	$$ values (1, '{2,3,5}'::int[]), (2, '{1,3,5}'), (3, '{1,2}'), (5, '{1,2}') $$, 'zones that share a point and a day are known, in both directions');

-- What a set of rules says, as it was written.
create table test.rule (rule_no int primary key, category text, area text, zone text, senders text, hours text, priority int, agency text,
	coordinating text, reason text, valid_from date, valid_to date);
-- Everything below is told from those words and the facts of the province, by nothing that decides elsewhere.
create function test.hours_hold(p_hours text, p_at timestamptz) returns bool language plpgsql as $$
declare
	v_local timestamp := p_at at time zone 'Asia/Ho_Chi_Minh';
	v_yesterday int := case extract(isodow from v_local) when 1 then 7 else extract(isodow from v_local) - 1 end;
	v_office bool := v_local::date <> '2025-04-30' and extract(isodow from v_local) <= 5
		and (v_local::time >= '07:30' and v_local::time < '11:30' or v_local::time >= '13:00' and v_local::time < '17:00');
	v_part text;
	v_days text; v_starts time; v_ends time; v_from int; v_to int;
begin
	case p_hours when 'office' then return v_office; when '!office' then return not v_office; else null; end case;
	foreach v_part in array string_to_array(p_hours, '; ') loop
		v_days := split_part(v_part, ' ', 1);
		v_from := left(v_days, 1)::int;
		v_to := right(v_days, 1)::int;
		v_starts := split_part(split_part(v_part, ' ', 2), '-', 1)::time;
		v_ends := split_part(split_part(v_part, ' ', 2), '-', 2)::time;
		if v_starts < v_ends then
			if extract(isodow from v_local) between v_from and v_to and v_local::time >= v_starts and v_local::time < v_ends then
				return true;
			end if;
		elsif extract(isodow from v_local) between v_from and v_to and v_local::time >= v_starts
			or v_yesterday between v_from and v_to and v_local::time < v_ends then
			return true;
		end if;
	end loop;
	return false;
end $$;
create function test.within_unit(p_area text, p_commune int) returns bool language plpgsql as $$
declare
	v_unit pakn.area;
	v_next int := p_commune;
begin
	while v_next is not null loop
		select * into v_unit from pakn.area a where a.tenant_id = 90 and a.area_id = v_next;
		exit when not found;
		if v_unit.code = p_area then
			return true;
		end if;
		v_next := v_unit.parent_id;
	end loop;
	return false;
end $$;
-- slow_route: looks at every rule, and keeps the one that says most; raises where two say as much.
create function test.slow_route(p_category int, p_area int, p_at timestamptz, p_point geometry, p_sender text, out rule int, out agency int) language plpgsql as $$
declare
	r test.rule;
	v_agency pakn.agency;
	v_best int[];
	v_score int[];
begin
	for r in select * from test.rule loop
		continue when r.category <> '*' and r.category <> 'F' || p_category;
		continue when r.area <> '*' and not within_unit(r.area, p_area);
		continue when r.zone is not null and not coalesce((select st_intersects(z.geom, p_point) and p_at::date >= z.valid_from and p_at::date < z.valid_to
			from pakn.zone z where z.tenant_id = 90 and z.code = r.zone), false);
		continue when r.senders is not null and not p_sender = any (string_to_array(r.senders, ' '));
		continue when r.hours is not null and not hours_hold(r.hours, p_at);
		continue when p_at::date < r.valid_from or p_at::date >= r.valid_to;
		select * into v_agency from pakn.agency a where a.tenant_id = 90
			and case r.agency when 'commune' then a.kind = 'committee' and a.area_id = p_area else a.code = r.agency end;
		continue when not found or p_at::date < v_agency.valid_from or p_at::date >= v_agency.valid_to;
		v_score := array[case when r.zone is not null then 4 when r.area in ('A21', 'A22') then 2 when r.area = 'A20' then 1 when r.area <> '*' then 3 else 0 end,
			(r.category <> '*')::int, (r.senders is not null)::int, (r.hours is not null)::int, coalesce(r.priority, 0)];
		if v_score = v_best then
			raise exception 'rules % and % both decide of field % in area % at % for %', rule, r.rule_no, p_category, p_area, p_at, p_sender;
		elsif v_best is null or v_score > v_best then
			v_best := v_score;
			rule := r.rule_no;
			agency := v_agency.agency_id;
		end if;
	end loop;
end $$;
-- same_scope: whether two rules, as they were written, may hold for the same report and say as much.  Hours are compared each
-- half an hour of a week without holidays; of office hours and hours by the clock nobody knows.
create function test.same_scope(a test.rule, b test.rule) returns bool language sql as $$
	select a.category = b.category and a.area = b.area and coalesce(a.priority, 0) = coalesce(b.priority, 0)
		and (a.zone is null) = (b.zone is null) and (a.senders is null) = (b.senders is null) and (a.hours is null) = (b.hours is null)
		and coalesce(a.valid_from, '-infinity') < coalesce(b.valid_to, 'infinity') and coalesce(b.valid_from, '-infinity') < coalesce(a.valid_to, 'infinity')
		and (a.zone is null or exists (select from pakn.zone x, pakn.zone y where x.tenant_id = 90 and x.code = a.zone and y.tenant_id = 90 and y.code = b.zone
			and st_intersects(x.geom, y.geom) and x.valid_from < y.valid_to and y.valid_from < x.valid_to))
		and (a.senders is null or string_to_array(a.senders, ' ') && string_to_array(b.senders, ' '))
		and (a.hours is null or (a.hours ~ 'office') <> (b.hours ~ 'office') or exists (
			select from generate_series(timestamptz '2026-03-02 00:00+07', '2026-03-08 23:30+07', '30 minutes') t where hours_hold(a.hours, t) and hours_hold(b.hours, t)))
$$;

create table test.offered (round int, rule test.rule, stored bool, wanted bool);
create table test.asked (round int, version int, category int, area int, at timestamptz, point geometry, sender text, facts jsonb, rule int, agency int,
	wanted_rule int, wanted_agency int);
-- moment: an instant of 2023-2027, often the beginning of a half-year, or of an hour of an April with a holiday.
create function test.moment() returns timestamptz language sql volatile as $$
	select case below(3) when 0 then timestamptz '2023-01-01 00:00+07' + below(10) * interval '6 months' + (below(3) - 1) * interval '1 microsecond' * below(2)
		when 1 then timestamptz '2025-04-26 00:00+07' + below(480) * interval '30 minutes'
		else timestamptz '2023-01-01 00:00+07' + random() * interval '1825 days' end
$$;
-- one_of: an element of a list by chance, often none.
create function test.one_of(p_often float8, p_list text[]) returns text language sql volatile as $$
	select case when random() < p_often then p_list[1 + below(cardinality(p_list))] end
$$;
-- save: a rule by the import, as somebody would who changes rules one after the other; the first one ends all others.
create function test.save(r test.rule, p_whole bool) returns bool language sql volatile as $$
	select not exists (select from pakn.rules_import(90, '{1}', array[r.rule_no], array[r.category], array[r.area], array[r.agency], array[r.reason],
		array[r.valid_from], array[r.valid_to], array[r.zone], array[r.senders], array[r.hours], array[r.priority], array[r.coordinating], array[null],
		array[null], p_whole) i where i.code is not null)
$$;
-- round: a set of rules by chance, and questions to it.
create function test.round(i int) returns void language plpgsql as $$
declare
	r test.rule;
	v_bounds date[];
	v_stored bool;
begin
	delete from test.rule;
	for j in 1 .. 5 + below(40) loop
		v_bounds := (select array_agg(m::date order by m) from (select moment() as m from generate_series(1, 2)) x);
		continue when v_bounds[1] = v_bounds[2];
		r := (j, coalesce(one_of(0.7, '{F1,F2}'), '*'), coalesce(one_of(0.6, '{A1,A2,A4,A5,A20,A21,A22}'), '*'), one_of(0.4, '{Z1,Z2,Z3,Z4,Z5}'),
			one_of(0.4, '{citizen,staff,app,"citizen app","app business"}'), one_of(0.4, '{office,!office,1-5 07:30-17:00,6-7 00:00-24:00,"1-5 18:00-06:00; 6-7 00:00-24:00",1-7 22:00-04:30,3 09:00-10:00}'),
			one_of(0.3, '{-1,1}'), coalesce(one_of(0.6, '{S1,S2,S3,C1,C4}'), 'commune'), one_of(0.2, '{S4,S5}'), 'Quy tắc ' || j,
			case when random() < 0.3 then v_bounds[1] end, case when random() < 0.3 then v_bounds[2] end);
		if r.zone is not null then
			r.area := '*';
		end if;
		v_stored := save(r, j = 1);
		insert into test.offered values (i, r, v_stored, j = 1 or not exists (select from test.rule o where same_scope(o, r)));
		insert into test.rule select r.* where v_stored;
	end loop;
	-- As if the last set had always held.
	update pakn.routing_version set effective_at = '-infinity' where tenant_id = 90 and effective_at > '-infinity';
	insert into test.asked
	select i, d.version, q.category, q.area, q.at, q.point, k.code, d.facts, d.rule_id, d.agency_id, s.rule, s.agency
	from (select below(4) as category, below(9) as area, moment() as at, 1 + below(4) as sender,
			case when random() < 0.8 then st_setsrid(st_makepoint(104.9 + random() * 2, 21.5), 4326) end as point from generate_series(1, 60)) q
		join pakn.sender_kind k on k.sender_id = q.sender
		left join lateral pakn.route_find(90, q.category, q.area, q.at, st_x(q.point), st_y(q.point), q.sender) d on true
		cross join lateral slow_route(q.category, q.area, q.at, q.point, k.code) s;
end $$;
\set rounds 15
\getenv long TESTS_LONG
\if :{?long}
\set rounds 600
\endif
-- Each in a transaction of its own, as rules are saved.
\o /dev/null
select format('select test.round(%s)', i) from generate_series(1, :rounds) i \gexec
\o

select is((select asked::text from test.asked where (rule, agency) is distinct from (wanted_rule, wanted_agency) limit 1), null,
	'the most specific rule that holds decides, in many questions to sets by chance');
select cmp_ok((select count(*) from test.asked where rule is null), '>', 100::bigint, 'some questions met no rule');
select cmp_ok((select count(distinct rule) from test.asked), '>', 25::bigint, 'many rules decided something');
select is((select array_agg(distinct a.criterion order by a.criterion) from test.asked q cross join lateral (
		select jsonb_array_elements(pakn.route_explain(90, q.version, q.rule, q.category, q.area, q.at, q.facts, false)->'matched')->>'criterion') a (criterion)
	where q.round <= 15), '{area,field,hours,priority,senders}', 'each criterion decided something');
select is((select offered::text from test.offered where stored <> wanted limit 1), null,
	'a rule is stored unless it could decide the same report as another that is as specific');
select cmp_ok((select count(*) from test.offered where not stored), '>', 20::bigint, 'some rules were offered beside their equals');
select is_empty($$ select q.* from test.asked q cross join lateral pakn.route_decide(90, q.version, q.category, q.area, q.at,
		array(select a.area_id from pakn.area a where a.tenant_id = 90 and a.area_id <> q.area and within_unit(a.code, q.area)),
		array(select z::int from jsonb_array_elements_text(nullif(q.facts->'zones', 'null')) z),
		(q.facts->>'sender')::int, (q.facts->>'moment')::int4multirange) d
	where d.rule_id is distinct from q.rule $$, 'what was decided is decided again by the version and what it looked at, long after');
select is_empty($$ select q.round, q.rule, x.lost from test.asked q
		cross join lateral (select pakn.route_explain(90, q.version, q.rule, q.category, q.area, q.at, q.facts, false)) e (e)
		cross join lateral jsonb_array_elements(e.e->'lost') x (lost)
	where q.round <= 15 and (x.lost->>'why' is null or (x.lost->>'rule')::int = q.rule) $$, 'whichever rule loses, it is said why');

-- 1b. The constraint stands where nobody looks.
delete from pakn.routing_rule where tenant_id = 90;
insert into pakn.routing_rule (tenant_id, rule_id, category_id, place, area_id, agency_id, reason, valid_from, valid_to)
values (90, 1, 1, 3, 1, 11, 'một', '2025-01-01 00:00+07', '2025-06-01 00:00+07');
create function test.beside(p_from text, p_columns text default '') returns text language sql as $$
	select sqlstate_of(format($x$ insert into pakn.routing_rule (tenant_id, rule_id, category_id, place, area_id, agency_id, reason, valid_from, valid_to%s)
		select 90, 2, 1, 3, 1, 12, 'hai', %L, 'infinity'%s $x$, (select string_agg(', ' || split_part(c, '=', 1), '') from unnest(string_to_array(p_columns, '&')) c),
		p_from, (select string_agg(', ' || quote_literal(split_part(c, '=', 2)), '') from unnest(string_to_array(p_columns, '&')) c)))
$$;
select is(beside('2025-05-31 23:59+07'), '23P01', 'two rules of the same scope cannot hold at one time');
select is(beside('2025-05-31 23:59+07', 'senders={[1,2)}'), '00000', 'one that names senders is more specific');
delete from pakn.routing_rule where tenant_id = 90 and rule_id = 2;
select is(beside('2025-05-31 23:59+07', 'priority=1'), '00000', 'as specific ones differ by their priority');
delete from pakn.routing_rule where tenant_id = 90 and rule_id = 2;
select is(beside('2025-06-01 00:00+07'), '00000', 'a rule may follow another one of its scope without a gap');
select is((select string_agg(d.rule_id::text, ' ' order by at) from unnest('{2025-05-31 23:59:59.999999+07,2025-06-01 00:00+07}'::timestamptz[]) at,
	lateral pakn.route_find(90, 1, 1, at, null, null, 1) d), '1 2', 'a rule holds from its first instant on, and not at its last');
select is((select d.rule_id from pakn.route_find(90, 2, 2, now(), null, null, 1) d), null, 'where no rule holds there is none, and the desk gets the report');
select is((pakn.route_show(null, 24, 'KHAC', null, null, '07210', null, null)).body::jsonb->'agency'->>'code', 'TT1022', 'a field without a rule goes to the desk');
select isnt((pakn.route_show(null, 24, 'KHAC', null, null, '07210', null, null)).body::jsonb->>'reason', null, 'the desk too is given a reason');

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
