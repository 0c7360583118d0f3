-- Rules as they are looked at before they decide: what is wrong with a set, and what another would have decided.
\ir lib/make.psql
select plan(45);

-- given: gives one rule to the import, as a file of one line would; answers what is wrong with it.
create function test.given(p_no int, p_category text, p_area text, p_agency text, p_from date default null, p_to date default null,
	p_zone text default null, p_senders text default null, p_hours text default null, p_priority int default null, p_coordinating text default null,
	p_tenant int default 92) returns text language sql as $$
	select string_agg(i.field || ' ' || i.code, ', ') from pakn.rules_import(p_tenant, '{1}', array[p_no], array[p_category], array[p_area], array[p_agency],
		array['Quy tắc ' || p_no], array[p_from], array[p_to], array[p_zone], array[p_senders], array[p_hours], array[p_priority], array[p_coordinating],
		array[null], array[null]) i where i.code is not null
$$;

-- 1. What a set of rules could not be seen to come to when it was saved.  Two districts of two communes each.
insert into pakn.tenant (tenant_id, code, name) values (92, 'xet', 'Tỉnh xét');
select pakn.areas_import(92, '{1,2,3,4,5,6,7}', '{92,D1,D2,A1,A2,A3,A4}', null, '{Tỉnh,Huyện 1,Huyện 2,Xã 1,Xã 2,Xã 3,Xã 4}',
	'{province,district,district,commune,commune,commune,commune}', '{null,92,92,D1,D1,D2,D2}', null, null, null, null) \g /dev/null
select pakn.agencies_import(92, '{1,2,3,4,5,6,7}', '{S1,S2,BAN,C1,C2,C3,C4}', '{Sở 1,Sở 2,Bộ phận tiếp nhận,Xã 1,Xã 2,Xã 3,Xã 4}', '{S1,S2,BAN,C1,C2,C3,C4}',
	'{province,province,province,commune,commune,commune,commune}', '{department,department,desk,committee,committee,committee,committee}', null,
	'{null,null,null,A1,A2,A3,A4}', null, null, null, null, null, null) \g /dev/null
select pakn.calendars_usual(92) \g /dev/null
insert into pakn.office_hours select 92, 1, d, time '07:30', time '17:00' from generate_series(1, 5) d
union all select 92, 2, d, time '00:00', time '24:00' from generate_series(1, 7) d;
select pakn.calendar_build(92, n, '2025-01-01', '2029-01-01') from generate_series(1, 2) n \g /dev/null
insert into pakn.deadline select 92, 'normal', 'answer', 'hours', 24, 1, 'thử';
select pakn.categories_import(92, '{1,2,3}', '{F1,F2,F3}', '{Một,Hai,Ba}', null, null, null, '{normal,normal,normal}', null, null) \g /dev/null
select pakn.tenant_set('xet', p_desk => 'BAN') \g /dev/null

select given(1, 'F1', 'D1', 'S1') \g /dev/null
select given(2, 'F1', 'A1', 'S2') \g /dev/null
select is((select string_agg(i.field || ' ' || i.code, ', ') from pakn.areas_import(92, '{1,2}', '{A1,A5}', null, '{Huyện,Xã}', '{district,commune}', '{92,A1}',
	null, null, null, null) i), 'level level_of_rules', 'a unit that a rule names keeps its level: two rules of one level could decide of what lies in both');
update pakn.agency set valid_to = '2026-01-01' where tenant_id = 92 and code = 'S2';
select is(refusal_of($$ select pakn.tenant_set('xet', p_desk => 'S2') $$), 'PK422 unknown_desk', 'an agency that has ended cannot become the desk, where all goes that no rule decides');
update pakn.agency set valid_to = 'infinity' where tenant_id = 92 and code = 'S2';

-- Zones that are moved under a version of long ago: nobody can save it again, but a report may still be of its day.
select pakn.zone_set(92, z, z, 'market', st_asgeojson(st_makeenvelope(x, 21, x + 1, 22, 4326)), 'thử', null, null, true)
from (values ('Z1', 105.0), ('Z2', 107.0), ('Z3', 105.2)) v (z, x) \g /dev/null
select given(12, 'F2', '*', 'S1', p_zone => 'Z1') \g /dev/null
select given(11, 'F2', '*', 'S2', p_zone => 'Z2') \g /dev/null
update pakn.routing_version set effective_at = '2025-01-01' where tenant_id = 92;
select given(11, 'F2', '*', 'S2', p_zone => 'Z2', p_to => '2025-06-01') \g /dev/null
select given(11, 'F3', '*', 'S2', p_zone => 'Z2') \g /dev/null
select is((select count(*) from pakn.fact_import(92, 'zones', jsonb_build_object('code', 'Z2', 'name', 'Z2', 'source', 'thử',
	'geometry', st_asgeojson(st_makeenvelope(105.1, 21, 106, 22, 4326))))), 0::bigint, 'zones may come to meet where no rule of today minds');
select results_eq($$ select distinct d.rule_id from generate_series(1, 50) n, lateral pakn.route_find(92, 2, 0, '2025-03-01', 105.5, 21.5, 1) d $$,
	$$ values (11) $$, 'of a version that they would have tied in, the lower number decides, each time');

-- No two of these can be saved beside each other, however they are written.
delete from pakn.routing_rule where tenant_id = 92;
delete from pakn.routing_version where tenant_id = 92;
select is((select given(31, 'F1', 'A1', 'S1', p_hours => '7 22:00-04:00')), null, 'hours may run past midnight, and past Sunday');
select is((select given(32, 'F1', 'A1', 'S2', p_hours => '1 03:59-05:00')), 'priority ties_with_rule', 'what runs past Sunday meets Monday');
select is((select given(32, 'F1', 'A1', 'S2', p_hours => '1 04:00-05:00')), null, 'and ends when it says');
select is((select given(33, 'F1', 'A1', 'S2', p_hours => '!office')), 'priority ties_with_rule, priority ties_with_rule', 'hours of an office may meet those of a clock');
select is((select given(34, 'F1', '*', 'S1', p_zone => 'Z1')), null, 'a zone comes before the communes in which it lies');
select is((select given(35, 'F1', '*', 'S2', p_zone => 'Z3', p_senders => 'citizen staff app business')), null,
	'a rule that names all senders says more than one that names none');
select is((select given(36, 'F1', '*', 'S2', p_zone => 'Z3')), 'priority ties_with_rule', 'zones that share a point need different priorities');
select is((select given(37, 'F1', 'A2', 'S1', '2026-01-01', '2026-07-01')), null, 'a rule may have an end');
select is((select given(38, 'F1', 'A2', 'S1', '2026-06-30')), 'rule_no same_as_rule', 'and no other may begin on its last day');

-- 2. What is to be known of a set, from a day on.
-- set: makes one of these rules and none else; answers its version.
create function test.set(p_rules text) returns int language plpgsql as $$
declare
	r record;
	v_wrong text;
begin
	delete from pakn.routing_rule where tenant_id = 92;
	delete from pakn.routing_version where tenant_id = 92;
	for r in select * from jsonb_to_recordset(p_rules::jsonb) x (no int, category text, area text, agency text, since date, until date, zone text, senders text,
		hours text, priority int, along text) loop
		v_wrong := given(r.no, coalesce(r.category, '*'), coalesce(r.area, '*'), r.agency, r.since, r.until, r.zone, r.senders, r.hours, r.priority, r.along);
		if v_wrong is not null then
			raise '%: %', r.no, v_wrong;
		end if;
	end loop;
	return pakn.rules_version_at(92, now());
end $$;
-- found: what there is to be known of a set on a day, in short.
create function test.found(p_rules text, p_at timestamptz default '2026-11-11 00:00+07') returns text language sql as $$
	select string_agg(concat_ws(' ', f.kind, coalesce(f.rule_id::text, f.category), f.pairs, nullif(array_to_string(f.codes, ' '), ''), f.agency, f.day), '; ')
	from pakn.rules_findings(92, test.set(p_rules), p_at) f
$$;
create temp table looked (rules text, at timestamptz, wanted text, why text);
insert into looked values
	('[]', default, 'uncovered F1 4 A1 A2 A3 A4; uncovered F2 4 A1 A2 A3 A4; uncovered F3 4 A1 A2 A3 A4', 'without rules all is the desk''s'),
	('[{"no":1,"agency":"S1"}]', default, null, 'one rule for all leaves nothing to be said'),
	('[{"no":1,"category":"F1","agency":"S1"},{"no":2,"category":"F2","area":"A1","agency":"S1"}]', default,
		'uncovered F3 4 A1 A2 A3 A4; gap F2 3 A2 A3 A4', 'a field without any rule is not the same as one with gaps'),
	('[{"no":1,"agency":"S1","senders":"citizen"}]', default, 'partly F1 4 A1 A2 A3 A4; partly F2 4 A1 A2 A3 A4; partly F3 4 A1 A2 A3 A4',
		'a rule for some senders covers a part'),
	('[{"no":1,"agency":"S1","senders":"citizen"},{"no":2,"agency":"S1","senders":"staff app business","priority":1}]', default, null, 'and those for the others the rest'),
	('[{"no":1,"agency":"S1","hours":"office"},{"no":2,"agency":"S2","hours":"!office"},{"no":3,"agency":"S1"}]', default, 'shadowed 3 1 2',
		'office hours and all others are all there are'),
	('[{"no":1,"agency":"S1","hours":"1-5 00:00-24:00"},{"no":2,"agency":"S2","hours":"6-7 00:00-24:00"},{"no":3,"agency":"S1"}]', default, 'shadowed 3 1 2',
		'so are the days of a week'),
	('[{"no":1,"agency":"S1","hours":"1-5 00:00-24:00"},{"no":2,"agency":"S2","hours":"6-7 00:01-24:00"},{"no":3,"agency":"S1"}]', default, null, 'to the minute'),
	('[{"no":1,"category":"F1","agency":"S1","senders":"citizen staff"},{"no":2,"category":"F1","agency":"S2","senders":"app business"},
		{"no":3,"category":"F1","agency":"S2"},{"no":4,"agency":"S2"}]', default, 'shadowed 3 1 2', 'all senders together leave nothing to who asks for none'),
	('[{"no":1,"category":"F1","area":"A1","agency":"S1"},{"no":2,"category":"F1","area":"A1","agency":"S2","priority":-1},{"no":4,"agency":"S2"}]', default, 'shadowed 2 1',
		'the same scope with less priority'),
	('[{"no":1,"category":"F1","area":"A1","agency":"S1","until":"2027-01-01"},{"no":2,"category":"F1","area":"A1","agency":"S2","priority":-1},{"no":4,"agency":"S2"}]',
		default, null, 'is reached when the other has ended'),
	('[{"no":1,"area":"A1","agency":"S1","until":"2027-01-01"},{"no":2,"area":"A1","agency":"S1","since":"2027-01-01"},{"no":3,"area":"A1","agency":"S2","priority":-1},
		{"no":4,"agency":"S2"}]', default, 'shadowed 3 1 2', 'unless one follows upon the other'),
	('[{"no":1,"category":"F1","agency":"S1"},{"no":2,"category":"F1","area":"D2","agency":"S1"},{"no":3,"category":"F1","area":"A3","agency":"S1"},
		{"no":5,"category":"F1","area":"A4","agency":"S1"},{"no":4,"agency":"S2"}]', default, 'shadowed 2 3 5',
		'a district of which each commune has a rule'),
	('[{"no":1,"agency":"S1"},{"no":2,"agency":"commune","priority":1}]', default, 'placeless 1 2', 'a report without a commune has no committee'),
	('[{"no":1,"agency":"S1","until":"2026-11-11"},{"no":2,"agency":"S1","since":"2026-11-11"}]', default, 'ended 1 2026-11-11', 'what has ended by then'),
	('[{"no":1,"area":"A1","agency":"S1","hours":"1-5 08:00-17:00","since":"2027-02-06","until":"2027-02-08"},{"no":4,"agency":"S2"}]', default, 'no_hours 1',
		'working days in a rule of one weekend'),
	('[{"no":1,"area":"A1","agency":"S1","hours":"1-5 08:00-17:00","since":"2027-02-06","until":"2027-02-09"},{"no":4,"agency":"S2"}]', default, null, 'and a Monday'),
	('[{"no":1,"area":"A1","agency":"S1","hours":"office","since":"2027-02-06","until":"2027-02-08"},{"no":4,"agency":"S2"}]', default, 'no_hours 1', 'the same by a calendar'),
	('[{"no":1,"area":"A1","agency":"S1","hours":"!always"},{"no":4,"agency":"S2"}]', default, 'no_hours 1', 'there is no time outside of all time'),
	('[{"no":1,"agency":"S1","zone":"Z1"},{"no":2,"agency":"S2","zone":"Z1","priority":1},{"no":4,"agency":"S2"}]', default, 'shadowed 1 2', 'a zone with two rules'),
	('[{"no":1,"agency":"S1","zone":"Z3"},{"no":2,"agency":"S2","zone":"Z1","priority":1},{"no":4,"agency":"S2"}]', default, null, 'zones that meet leave each other a part');
insert into looked select replace(rules, 'Z3', 'ZIN'), at, 'shadowed 1 2', 'one that lies within another does not' from looked where why like 'zones that meet%';
select pakn.zone_set(92, 'ZIN', 'Trong', 'market', st_asgeojson(st_makeenvelope(105.2, 21.2, 105.3, 21.3, 4326)), 'thử', null, null, true) \g /dev/null
select is(found(l.rules, coalesce(l.at, '2026-11-11 00:00+07')), l.wanted, l.why) from looked l;

-- What ended since a set was saved.
select pakn.areas_import(92, '{1}', '{A9}', null, '{Xã 9}', '{commune}', '{92}', '{2026-10-01}', null, null, null) \g /dev/null
select is(found('[{"no":1,"agency":"commune"}]'), 'gap F1 1 A9; gap F2 1 A9; gap F3 1 A9; no_committee 1 1 A9', 'a commune without a committee');
select set('[{"no":1,"area":"A4","agency":"S1","along":"S2"},{"no":2,"category":"F3","agency":"S1"},{"no":3,"agency":"S2"},{"no":5,"zone":"ZIN","agency":"C1"}]') as version \gset
update pakn.agency set valid_to = '2027-01-01' where tenant_id = 92 and code = 'S2';
update pakn.agency set valid_to = '2026-07-01' where tenant_id = 92 and code = 'C1';
update pakn.category set active = false where tenant_id = 92 and code = 'F3';
update pakn.zone set valid_to = '2026-12-01' where tenant_id = 92 and code = 'ZIN';
select pakn.areas_import(92, '{1,2}', '{A4,A8}', null, '{Xã 4,Xã 8}', '{commune,commune}', '{D2,D2}', '{null,2026-07-01}', '{2026-07-01,null}', null, null) \g /dev/null
select pakn.succession_import(92, '{1}', '{A4}', '{A8}', null, null) \g /dev/null
select is((select string_agg(concat_ws(' ', f.kind, f.rule_id, array_to_string(f.codes, ' '), f.agency, f.day), '; ') from pakn.rules_findings(92, :version, '2026-11-11 00:00+07') f),
	'field_ended 2 ; unit_ended 1 A8 2026-07-01; zone_ends 5  2026-12-01; agency_ended 5  C1 2026-07-01; agency_ends 3  S2 2027-01-01; along_ends 1  S2 2027-01-01',
	'field, unit, zone and agencies that end before a rule, with what the unit became');
select is_empty($$ select f.kind from pakn.rules_findings(92, 1, now()) f where f.words->>'en' is null or f.words->>'vi' is null $$, 'all is said in both languages');

-- 3. What another set would have made of what came in: the same as if it had been in force when it came.
-- put: makes a set the only one there ever was.
create function test.put(p_rules jsonb) returns void language plpgsql as $$
declare
	v_wrong text := (select string_agg(o.pointer || ' ' || o.code, ', ') from pakn.rules_offered(24, p_rules, true) o);
begin
	if v_wrong is not null then
		raise '%', v_wrong;
	end if;
	update pakn.routing_version v set effective_at = case when v.version = (select max(l.version) from pakn.routing_version l where l.tenant_id = 24)
		then '-infinity'::timestamptz else 'infinity' end where v.tenant_id = 24;
end $$;
-- decided: agency and rule of each report, by its code, as they were decided first.
create function test.decided() returns jsonb language sql as $$
	select coalesce(jsonb_object_agg(r.code, jsonb_build_array(e.agency_id, case when r.first_route is null then r.rule_id else (r.first_route->>'rule')::int end)), '{}')
	from pakn.report r join pakn.report_event e on e.tenant_id = 24 and e.report_id = r.report_id and e.type = 'received' where r.tenant_id = 24
$$;
-- had_it_been: what a set decides of reports that come in under it; they do not stay.
create function test.had_it_been(p_rules jsonb, p_rows jsonb) returns jsonb language plpgsql as $$
declare
	v_decided jsonb;
begin
	perform put(p_rules);
	perform submit(p_rows);
	v_decided := decided();
	raise sqlstate 'PK200';
exception when sqlstate 'PK200' then
	return v_decided;
end $$;
-- tried: what a dry run tells of it: by code where each was, where it goes; and the sums.
create function test.tried(p_rules jsonb, p_since timestamptz, out cases jsonb, out sums jsonb) language plpgsql as $$
declare
	v_next timestamptz := p_since;
begin
	perform pakn.rules_offered(24, p_rules, true);
	perform pakn.rules_try_begin(24);
	while v_next is not null loop
		select t.next into v_next from pakn.rules_try(24, v_next, now()) t;
	end loop;
	cases := (select coalesce(jsonb_object_agg(t.code, jsonb_build_array(t.old_agency, t.old_rule, t.new_agency, t.new_rule)), '{}') from tried t);
	sums := (select to_jsonb(s) from pakn.rules_tried(24) s);
	raise sqlstate 'PK200';
exception when sqlstate 'PK200' then
	null;
end $$;

select pakn.zone_set(24, 'KCN' || n, 'KCN', 'industrial_park', st_asgeojson(st_buffer(st_setsrid(st_makepoint(c.lon, c.lat), 4326), 0.02)), 'thử',
	case n when 2 then date '2026-07-15' end, null, true) from (values (1, '09187'), (2, '07210')) z (n, area), centre(z.area) c \g /dev/null
-- some_set: rules by chance; a field's rule for all is always there, so that not all goes to the desk.
create function test.some_set(p_asks text[]) returns jsonb language sql volatile as $$
	select jsonb_object_agg(n, jsonb_strip_nulls(jsonb_build_object('category_code', case when below(4) > 0 then (array['HTGT','CSCC','TN','KHAC'])[1 + n % 4] else '*' end,
		'area_code', case when zone is null and below(2) > 0 then (array['09187','07210','09169','24'])[1 + below(4)] else '*' end, 'zone_code', zone,
		'agency_code', (array['SXD','commune','TTHT','CAT','MTDT'])[1 + below(5)], 'reason', 'Vì thử', 'priority', n,
		'senders', case when 'senders' = any (p_asks) and below(3) = 0 then (array['citizen','staff business','business'])[1 + below(3)] end,
		'hours', case when 'hours' = any (p_asks) and below(3) = 0 then (array['office','!office','1-7 18:00-06:00'])[1 + below(3)] end,
		'valid_from', case when below(5) = 0 then '2026-08-20' end)))
	from (select n, case when 'zones' = any (p_asks) and below(4) = 0 then 'KCN' || 1 + below(2) end as zone from generate_series(1, 12) n offset 0) x
$$;
create temp table round_of (no int, old jsonb, new jsonb, rows jsonb, wanted jsonb, cases jsonb, sums jsonb);
create function test.try_round(p_no int, p_old text[], p_new text[]) returns void language plpgsql as $$
declare
	v_begins timestamptz := timestamptz '2026-05-01 00:00+07' + p_no * interval '1 month';
	v_old jsonb := some_set(p_old);
	v_new jsonb := some_set(p_new);
	v_staff text := login('operator')::text;
	v_rows jsonb := (select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('code', 'T' || p_no || '-' || n, 'received_at', v_begins + n * interval '2 hours 7 minutes',
			'category', (array['HTGT','CSCC','TN','KHAC','NGOAI',null])[1 + below(6)], 'kind', case when below(4) = 0 then 'business' end,
			'digest', case when below(3) = 0 then v_staff end, 'area_code', case when below(3) = 0 then a.code end,
			'lat', case when a.place > 0 then c.lat + x.dx end, 'lon', case when a.place > 0 then c.lon + x.dx end)))
		from generate_series(1, 250) n
			cross join lateral (select (array['09187','07210','09169','09190'])[1 + below(4)] as code, below(3) + 0 * n as place offset 0) a
			cross join lateral (select (random() - 0.5) / 50 + 0 * n as dx offset 0) x
			cross join lateral centre(a.code) c);
	v_wanted jsonb := had_it_been(v_new, v_rows);
	r record;
begin
	perform put(v_old);
	perform submit(v_rows);
	select * into r from tried(v_new, v_begins);
	insert into round_of values (p_no, v_old, v_new, v_rows, v_wanted, r.cases, r.sums);
end $$;
select try_round(no, asked.old, asked.new) from (values (1, '{}'::text[], '{zones,hours}'::text[]), (2, '{senders,hours}', '{senders,zones,hours}'),
	(3, '{}', '{senders}'), (4, '{zones}', '{}')) asked (no, old, new) \g /dev/null
select results_eq($$ select r.no, jsonb_object_agg(d.key, d.value || (r.wanted->d.key)) from round_of r, jsonb_each(decided()) d
		where r.wanted->d.key <> d.value group by 1 order by 1 $$,
	$$ select no, cases from round_of order by 1 $$, 'a dry run tells those that other rules decide otherwise as they come in, and no more');
select is_empty($$ select sums from round_of r where (sums->>'asked')::int <> 250 or (sums->>'moved')::int < 20
	or (sums->>'asked')::int <> (sums->>'same')::int + (sums->>'other_rule')::int + (sums->>'moved')::int + (sums->>'not_by_rules')::int $$,
	'each report is counted once');
select is_empty($$ select r.code from pakn.report r, round_of o where r.tenant_id = 24 and r.code = any (array(select jsonb_object_keys(o.cases)))
	and r.category_id = (select c.category_id from pakn.category c where c.tenant_id = 24 and c.code = 'NGOAI') $$, 'what is out of scope is never up to rules');
-- What was decided since does not count: a hand-over changes nothing of it.
select pakn.report_move(r, uuid7(), 'assign', 'assigned', 'staff', 1, (select a.agency_id from pakn.agency a where a.tenant_id = 24 and a.code = 'CAT'), 'Chuyển', null)
from pakn.report r where r.tenant_id = 24 and r.code like 'T4-%' \g /dev/null
select is((select t.cases from round_of o, tried(o.new, '2026-09-01 00:00+07') t where o.no = 4), (select o.cases from round_of o where o.no = 4),
	'the first decision counts, and no hand-over since');
select is((select count(*) from pakn.routing_version v where v.tenant_id = 24 and v.effective_at = '-infinity'), 1::bigint, 'nothing of it stays');
select is((select string_agg(o.pointer || ' ' || o.code, ', ' order by o.pointer) from pakn.rules_offered(24, '{"x": {}, "1": {"category_code": "*", "area_code": "*", "agency_code": "SXD",
	"reason": "a", "priority": "1", "valid_from": "2026-13-01", "colour": "red"}, "2": {"category_code": "*", "area_code": "*", "agency_code": "SXD"}}', false) o),
	'rules/1/colour unknown_field, rules/1/priority bad_format, rules/1/valid_from bad_format, rules/2/reason required, rules/x bad_format, '
	'rules/x/agency_code required, rules/x/area_code required, rules/x/category_code required, rules/x/reason required', 'rules of an object are read as strictly as one by one');
select is((select string_agg(o.pointer || ' ' || o.code, ', ' order by o.pointer) from pakn.rules_offered(24, '{"1": {"category_code": "*", "area_code": "*", "agency_code": "SXD",
	"reason": "a"}, "2": {"category_code": "*", "area_code": "*", "agency_code": "CAT", "reason": "b"}, "3": {"category_code": "X", "area_code": "*", "agency_code": "CAT", "reason": "b"}}', true) o),
	'rules/3/category_code unknown', 'and checked as when they are saved');
select * from finish();
