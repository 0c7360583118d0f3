-- The engine of working time against a slow, obvious reference: a list of all working minutes.  A few thousand cases;
-- with TESTS_LONG=1 more than a hundred thousand.
\ir lib/make.psql
select plan(31);
\getenv long TESTS_LONG
\if :{?long}
select :'long' = '1' as is_long \gset
\else
\set is_long false
\endif
select case when :'is_long' then 500 else 25 end as times \gset

-- 1. The reference knows office hours and holidays, and nothing of working_block.
-- is_workday: whether anybody works on a day.
create function test.is_workday(p_calendar int, p_day date) returns bool language plpgsql stable as $$
declare
	v_kind text := (select h.kind from pakn.holiday h where h.tenant_id = 24 and h.calendar_id = p_calendar and h.day = p_day);
begin
	if v_kind = 'swap_work' then
		return true;
	elsif v_kind is not null then
		return false;
	end if;
	return exists (select from pakn.office_hours o where o.tenant_id = 24 and o.calendar_id = p_calendar
		and o.weekday = extract(isodow from p_day));
end $$;

-- minutes_of: the working minutes of a day, each by its beginning.
create function test.minutes_of(p_calendar int, p_day date) returns setof timestamptz language plpgsql stable as $$
declare
	v_hours pakn.office_hours;
	v_kind text := (select h.kind from pakn.holiday h where h.tenant_id = 24 and h.calendar_id = p_calendar and h.day = p_day);
begin
	if not is_workday(p_calendar, p_day) then
		return;
	end if;
	for v_hours in select * from pakn.office_hours o where o.tenant_id = 24 and o.calendar_id = p_calendar loop
		if v_hours.weekday = (case when v_kind = 'swap_work' then 1 else extract(isodow from p_day) end) then
			return query select generate_series((p_day + v_hours.starts) at time zone 'Asia/Ho_Chi_Minh',
				(p_day + v_hours.ends) at time zone 'Asia/Ho_Chi_Minh' - interval '1 minute', interval '1 minute');
		end if;
	end loop;
end $$;

create table test.minute (calendar int, at timestamptz, primary key (calendar, at));
create table test.workday (calendar int, day date, primary key (calendar, day));

-- calendar_list: fills both tables for a calendar.
create function test.calendar_list(p_calendar int) returns void language plpgsql as $$
declare
	v_day date := '2023-01-01';
begin
	while v_day < '2028-07-01' loop
		insert into test.minute select p_calendar, m from minutes_of(p_calendar, v_day) m;
		if is_workday(p_calendar, v_day) then
			insert into test.workday values (p_calendar, v_day);
		end if;
		v_day := v_day + 1;
	end loop;
end $$;

-- slow_walk: where one is so many working minutes later, or earlier.  Day and night needs no list.
create function test.slow_walk(p_calendar int, p_at timestamptz, p_minutes int) returns timestamptz language sql stable as $$
	select case
		when p_minutes = 0 then date_trunc('minute', p_at)
		when p_calendar = 2 then date_trunc('minute', p_at) + p_minutes * interval '1 minute'
		when p_minutes > 0 then (select m.at + interval '1 minute' from test.minute m
			where m.calendar = p_calendar and m.at >= date_trunc('minute', p_at) order by m.at offset p_minutes - 1 limit 1)
		else (select m.at from test.minute m
			where m.calendar = p_calendar and m.at < date_trunc('minute', p_at) order by m.at desc offset -p_minutes - 1 limit 1) end
$$;

-- slow_due: due_at, by walking from working day to working day and from minute to minute.
create function test.slow_due(p_calendar int, p_unit text, p_amount int, p_from timestamptz) returns timestamptz
language plpgsql stable as $$
declare
	v_day date;
begin
	if p_unit = 'hours' then
		return p_from + p_amount * interval '1 hour';
	elsif p_unit = 'working_minutes' then
		return slow_walk(p_calendar, p_from, p_amount);
	elsif p_unit = 'working_hours' then
		return slow_walk(p_calendar, p_from, p_amount * 60);
	elsif p_calendar = 2 then
		return date_trunc('day', p_from) + (p_amount + 1) * interval '1 day';
	end if;
	-- The day of acceptance: the first day of which a working minute is not over.
	v_day := (select (m.at at time zone 'Asia/Ho_Chi_Minh')::date from test.minute m
		where m.calendar = p_calendar and m.at > p_from - interval '1 minute' order by m.at limit 1);
	for i in 1 .. p_amount loop
		v_day := (select w.day from test.workday w where w.calendar = p_calendar and w.day > v_day order by w.day limit 1);
	end loop;
	return (select max(m) + interval '1 minute' from minutes_of(p_calendar, v_day) m);
end $$;

-- slow_minutes: working_minutes, by adding up what of each minute lies between.
create function test.slow_minutes(p_calendar int, p_from timestamptz, p_to timestamptz) returns int language sql stable as $$
	select case when p_calendar = 2 then floor(extract(epoch from p_to - p_from) / 60) else floor(coalesce(sum(extract(epoch from least(m.at + interval '1 minute', p_to) - greatest(m.at, p_from))), 0) / 60) end::int
	from test.minute m
	where p_calendar <> 2 and m.calendar = p_calendar and m.at > p_from - interval '1 minute' and m.at < p_to
$$;

-- 2. Four calendars: the seed's two, of the offices and of day and night; one with Saturday mornings, other hours on each day and days off, off and
-- swapped, by chance; and one that works day and night but on Sundays.
insert into pakn.calendar values (24, 91, 'chance', 'Ngẫu nhiên'), (24, 92, 'nights', 'Cả đêm');
insert into pakn.office_hours
select 24, 91, weekday, make_time(7, 5 * weekday, 0), make_time(11, 10 + weekday, 0) from generate_series(1, 6) weekday
union all
select 24, 91, weekday, '13:00', make_time(16, 7 * weekday, 0) from generate_series(1, 5) weekday
union all
select 24, 91, 3, '18:00', '20:30'
union all
select 24, 92, weekday, '00:00', '24:00' from generate_series(1, 6) weekday;
insert into pakn.holiday (tenant_id, calendar_id, day, kind, name, status)
select 24, c, '2023-01-01'::date + n, case when extract(isodow from '2023-01-01'::date + n) = 7 then 'swap_work' else (array['off', 'swap_off'])[1 + below(2)] end, 'x', 'x'
from generate_series(91, 92) c, generate_series(0, 2000) n where random() < 0.08;
select pakn.calendar_build(24, c, '2023-01-01', '2028-12-31') from generate_series(91, 92) c \g /dev/null
select calendar_list(c) from unnest('{1,91,92}'::int[]) c \g /dev/null
analyze test.minute;

create table test.chance_deadline (class text, calendar int, unit text, amount int);
insert into test.chance_deadline
select format('%s %s %s', c, unit, n), c, unit,
	case unit when 'working_days' then (array[1, 2, 3, 5, 7, 20, 45])[n] when 'working_hours' then (array[1, 2, 4, 8, 16, 40, 100])[n] when 'hours' then (array[1, 2, 4, 24, 36, 72, 1000])[n]
		else (array[1, 7, 60, 240, 480, 1234, 9000])[n] end
from unnest('{1,2,91,92}'::int[]) c, unnest('{working_days,working_minutes,working_hours,hours}'::text[]) unit, generate_series(1, 7) n;
insert into pakn.deadline select 24, class, 'answer', unit, amount, calendar from test.chance_deadline;

-- moment: an instant of 2023-2027: anywhere; or where days, blocks and years begin or end; with seconds or without.
create function test.moment(p_calendar int) returns timestamptz language plpgsql as $$
declare
	v_at timestamptz := timestamptz '2023-01-01 00:00+07' + random() * interval '1825 days';
	v_edge timestamptz;
begin
	if random() < 0.4 then
		select case when random() < 0.5 then b.starts_at else b.ends_at end into v_edge from pakn.working_block b
		where b.tenant_id = 24 and b.calendar_id = p_calendar and b.ends_at > v_at order by b.ends_at limit 1;
		return greatest(v_edge + (array['0', '1 microsecond', '-1 microsecond', '29.5 seconds', '30.6 seconds', '59.999 seconds', '-1 second', '1 minute', '-1 minute']::interval[])[1 + below(9)], '2023-01-01 00:00+07');
	elsif random() < 0.2 then
		return greatest(date_trunc('day', v_at) + (below(3) - 1) * interval '1 second', '2023-01-01 00:00+07');
	elsif random() < 0.5 then
		return date_trunc('minute', v_at);
	end if;
	return v_at;
end $$;

create table test.due_case as
select d.*, moment(d.calendar) as sent from test.chance_deadline d, generate_series(1, :times) n;
create table test.due_result as
select c.*, (select x.due_at from pakn.due_at(24, c.class, 'answer', c.sent, null) x) as due, slow_due(c.calendar, c.unit, c.amount, c.sent) as wanted
from due_case c;
select cmp_ok((select count(*) from due_result), '>=', 2800::bigint, 'thousands of deadlines are compared');
select is((select format('%s of %s from %s: %s instead of %s', amount, unit, sent, due, wanted) from due_result
	where calendar = c and unit = u and due is distinct from wanted order by sent limit 1), null,
	format('due_at counts %s of calendar %s like the reference', u, c))
from unnest('{1,2,91,92}'::int[]) c, unnest('{working_days,working_minutes,working_hours,hours}'::text[]) u;

create table test.minutes_case as
select c.calendar, c.a, c.a + random() ^ 4 * interval '40 days' as b from (select calendar, moment(calendar) as a
	from unnest('{1,2,91,92}'::int[]) calendar, generate_series(1, 8 * :times) n) c
union all
select c.calendar, least(c.a, c.b), greatest(c.a, c.b) from (select calendar, moment(calendar) as a, moment(calendar) as b
	from unnest('{1,2,91,92}'::int[]) calendar, generate_series(1, 3) n) c;
create table test.minutes_result as
select c.*, pakn.working_minutes(24, calendar, a, b) as minutes, slow_minutes(calendar, a, b) as wanted from minutes_case c;
select is((select format('%s from %s to %s: %s instead of %s', calendar, a, b, minutes, wanted)
	from minutes_result where minutes is distinct from wanted limit 1), null,
	'working_minutes counts like the reference');
select is((select count(*) from minutes_case where pakn.working_minutes(24, calendar, b, a) > 0), 0::bigint,
	'no working time lies between an instant and an earlier one');

-- walked: some minutes forwards or backwards, from an edge or anywhere.
create table test.walk as
select c.calendar, c.at, (c.sign * round(exp(random() * ln(40000)) - 1))::int as minutes
from (select calendar, moment(calendar) as at, case when random() < 0.5 then 1 else -1 end as sign
	from unnest('{1,2,91,92}'::int[]) calendar, generate_series(1, 8 * :times) n) c;
select is((select format('%s: %s and %s minutes: %s instead of %s', calendar, at, minutes, got, wanted)
	from (select w.*, pakn.working_add(24, calendar, at, minutes) as got, slow_walk(calendar, at, minutes) as wanted from walk w) x
	where at > '2023-07-01' and got is distinct from wanted limit 1), null, 'working_add walks like the reference, forwards and backwards');
select is_empty($$ select * from walk where at > '2023-07-01' and minutes <> 0
	and pakn.working_minutes(24, calendar, least(date_trunc('minute', at), pakn.working_add(24, calendar, at, minutes)),
		greatest(date_trunc('minute', at), pakn.working_add(24, calendar, at, minutes))) <> abs(minutes) $$,
	'so many working minutes as were added or subtracted lie between');

-- Pauses: up to three, each of minutes or weeks, some of them overlapping nights, weekends, holidays.
create table test.pause_case as
select n, c.class, c.calendar, c.unit, c.amount, c.sent, (select coalesce(range_agg(tstzrange(p.at, p.at + p.long)), '{}')
	from (select c.sent + random() ^ 2 * interval '10 days' as at, random() ^ 4 * interval '30 days' + interval '1 second' as long
		from generate_series(1, 1 + c.sent_no % 3)) p) as stopped
from (select d.*, n as sent_no, row_number() over () as n, moment(d.calendar) as sent
	from test.chance_deadline d, generate_series(1, :times / 3) n) c;
create table test.pause_result as
select c.*, pakn.due_of(jsonb_populate_record(null::pakn.report, jsonb_build_object('tenant_id', 24, 'deadline_class', c.class,
		'calendar_id', c.calendar, 'received_at', c.sent, 'stopped', c.stopped))) as due,
	slow_walk(c.calendar, slow_due(c.calendar, c.unit, c.amount, c.sent), (select coalesce(sum(slow_minutes(c.calendar, lower(s), upper(s))), 0)::int
		from unnest(c.stopped) s)) as wanted
from test.pause_case c;
-- A due instant by the wall clock has seconds; without a pause it keeps them.
update test.pause_result p set wanted = slow_due(p.calendar, p.unit, p.amount, p.sent)
where not exists (select from unnest(p.stopped) s where slow_minutes(p.calendar, lower(s), upper(s)) > 0);
select is((select format('%s %s from %s without %s: %s instead of %s', amount, unit, sent, stopped, due, wanted)
	from pause_result where calendar = c and due is distinct from wanted limit 1), null,
	format('a deadline of calendar %s moves by the working minutes of its pauses', c)) from unnest('{1,2,91,92}'::int[]) c;
select diag(format('%s cases: %s deadlines, %s spans, %s walks, %s pauses', d + m + w + p, d, m, w, p))
from (select (select count(*) from due_result) d, (select count(*) from minutes_result) m, (select count(*) from walk) w,
	(select count(*) from pause_result) p) x;

-- 3. What was seen in Huế's public records, by configuration alone: a calendar, its hours, its holidays, 7 working days.
create table test.hue (sent timestamptz, seen date);
insert into test.hue values ('2021-02-21 10:00+07', '2021-03-03'), ('2021-01-05 09:00+07', '2021-01-14'), ('2021-01-17 20:00+07', '2021-01-27'),
	('2021-06-11 18:22+07', '2021-06-24'), ('2025-07-01 08:00+07', '2025-07-10'), ('2025-08-31 12:00+07', '2025-09-12'),
	('2025-10-31 22:01+07', '2025-11-12'), ('2026-03-02 15:00+07', '2026-03-11');
create function test.day_off(p_days date[]) returns void language sql as $$
	select pakn.holidays_import(24, array_agg(n::int), array_agg(d), array_agg('off'::text), array_agg('Nghỉ'::text), array_agg('recalled'::text), null,
		array_agg('hue'::text)) from unnest(p_days) with ordinality x (d, n)
$$;
select pakn.calendars_import(24, '{1}', '{hue}', '{Huế}'), pakn.office_hours_import(24, '{1}', '{hue}', array[null::date], array[h], array[h], array[h],
		array[h], array[h], array[null::text], array[null::text]),
	pakn.deadlines_import(24, '{1}', '{hue}', '{answer}', '{working_days}', '{7}', '{hue}', null, null, '{"Đo trên 8 phản ánh công khai"}', null, null)
from (values ('07:30-11:30, 13:30-17:00')) x (h) \g /dev/null
select day_off(array(select generate_series('2021-02-10'::date, '2021-02-16', interval '1 day')::date
	union all select unnest('{2021-01-01,2021-04-21,2021-04-30,2021-05-03,2021-09-02,2021-09-03}'::date[])
	union all select h.day from pakn.holiday h where h.tenant_id = 24 and h.calendar_id = 1 and h.kind = 'off' and h.day >= '2025-01-01')) \g /dev/null
select results_eq($$ select h.sent, h.seen, d.due_at from hue h, lateral pakn.due_at(24, 'hue', 'answer', h.sent, null) d
		where d.due_at is distinct from h.seen + time '17:00' $$,
	$$ values ('2021-06-11 18:22+07'::timestamptz, '2021-06-24'::date, '2021-06-23 17:00+07'::timestamptz) $$,
	'of eight public records of Huế seven have the due day that the calendar gives; that of 2021-06-11 is a day later');
-- No source names a day off there; one within those days is what the eighth would take.
select day_off('{2021-06-15}') \g /dev/null
select is_empty($$ select h.* from hue h, lateral pakn.due_at(24, 'hue', 'answer', h.sent, null) d where d.due_at is distinct from h.seen + time '17:00' $$,
	'with one more day off in June 2021 all eight have');
select is((select due_at from pakn.due_at(24, 'normal', 'answer', '2026-01-08 09:00+07', null)), '2026-01-16 17:00+07'::timestamptz,
	'a Saturday that is worked in exchange counts as a working day');
select is((select due_at from pakn.due_at(24, 'urgent', 'answer', '2026-02-14 22:00+07', null)), '2026-02-15 22:00+07'::timestamptz,
	'an urgent deadline runs on over Tết and at night');

-- 4. The calendar itself.
select is_empty($$ select calendar_id, workday_no from pakn.working_block where tenant_id = 24 and last_of_day
	group by 1, 2 having count(*) <> 1 $$, 'every working day has one last block');
select is_empty($$ select * from (select calendar_id, starts_at, minutes_before,
		lag(minutes_before + minutes) over w as minutes_upto, lag(ends_at) over w as previous_end
	from pakn.working_block where tenant_id = 24 window w as (partition by calendar_id order by ends_at)) b
	where minutes_upto <> minutes_before or previous_end > starts_at $$,
	'blocks do not overlap, and their running totals have no gap');
select * from finish();
