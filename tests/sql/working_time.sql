-- due_at and working_minutes against a slow, obvious reference: a list of all working minutes.
\ir lib/make.psql
select plan(17);

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

-- slow_due: due_at, by walking from working day to working day and from minute to minute.
create function test.slow_due(p_calendar int, p_unit text, p_amount int, p_from timestamptz) returns timestamptz
language plpgsql stable as $$
declare
	v_day date;
begin
	if p_unit = 'hours' then
		return p_from + p_amount * interval '1 hour';
	elsif p_unit = 'working_minutes' then
		return (select m.at + interval '1 minute' from test.minute m
			where m.calendar = p_calendar and m.at >= date_trunc('minute', p_from)
			order by m.at offset p_amount - 1 limit 1);
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
	select floor(coalesce(sum(extract(epoch from least(m.at + interval '1 minute', p_to) - greatest(m.at, p_from))), 0) / 60)::int
	from test.minute m
	where m.calendar = p_calendar and m.at > p_from - interval '1 minute' and m.at < p_to
$$;

-- 2. Three calendars: the seed's; one with Saturday mornings, other hours on each day and days off, off and
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
	case unit when 'working_days' then (array[1, 2, 3, 5, 7, 20, 45])[n] when 'hours' then (array[1, 2, 4, 24, 36, 72, 1000])[n]
		else (array[1, 7, 60, 240, 480, 1234, 9000])[n] end
from unnest('{1,91,92}'::int[]) c, unnest('{working_days,working_minutes,hours}'::text[]) unit, generate_series(1, 7) n;
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
		return v_edge + (array['0', '1 microsecond', '-1 microsecond', '29.5 seconds', '30.6 seconds', '59.999 seconds', '-1 second', '1 minute', '-1 minute']::interval[])[1 + below(9)];
	elsif random() < 0.2 then
		return date_trunc('day', v_at) + (below(3) - 1) * interval '1 second';
	elsif random() < 0.5 then
		return date_trunc('minute', v_at);
	end if;
	return v_at;
end $$;

create table test.due_case as
select d.*, moment(d.calendar) as sent from test.chance_deadline d, generate_series(1, 120) n;
create table test.due_result as
select c.*, (select x.due_at from pakn.due_at(24, c.class, 'answer', c.sent) x) as due, slow_due(c.calendar, c.unit, c.amount, c.sent) as wanted
from due_case c;
select cmp_ok((select count(*) from due_result), '>=', 7560::bigint, 'thousands of deadlines are compared');
select is((select format('%s of %s from %s: %s instead of %s', amount, unit, sent, due, wanted) from due_result
	where calendar = c and unit = u and due is distinct from wanted order by sent limit 1), null,
	format('due_at counts %s of calendar %s like the reference', u, c))
from unnest('{1,91,92}'::int[]) c, unnest('{working_days,working_minutes,hours}'::text[]) u;

create table test.minutes_case as
select c.calendar, c.a, c.a + random() ^ 4 * interval '40 days' as b from (select calendar, moment(calendar) as a
	from unnest('{1,91,92}'::int[]) calendar, generate_series(1, 400) n) c
union all
select c.calendar, least(c.a, c.b), greatest(c.a, c.b) from (select calendar, moment(calendar) as a, moment(calendar) as b
	from unnest('{1,91,92}'::int[]) calendar, generate_series(1, 3) n) c;
create table test.minutes_result as
select c.*, pakn.working_minutes(24, calendar, a, b) as minutes, slow_minutes(calendar, a, b) as wanted from minutes_case c;
select is((select format('%s from %s to %s: %s instead of %s', calendar, a, b, minutes, wanted)
	from minutes_result where minutes is distinct from wanted limit 1), null,
	'working_minutes counts like the reference');
select is((select count(*) from minutes_case where pakn.working_minutes(24, calendar, b, a) > 0), 0::bigint,
	'no working time lies between an instant and an earlier one');

-- 3. What was seen in Huế's public records (7 working days), by our definition of the due instant.
-- Of 2021-06-11 18:22 the record says 24-06; sent after hours on a Friday it counts from Monday, so 23-06.
insert into pakn.calendar values (24, 93, 'hue', 'Huế');
insert into pakn.office_hours select 24, 93, weekday, starts, ends from pakn.office_hours where tenant_id = 24 and calendar_id = 1;
insert into pakn.holiday (tenant_id, calendar_id, day, kind, name, status)
select 24, 93, day, 'off', 'x', 'x' from (
	select generate_series('2021-02-10'::date, '2021-02-16', interval '1 day')::date as day
	union all
	select unnest('{2021-01-01,2021-04-21,2021-04-30,2021-05-03,2021-09-02,2021-09-03}'::date[])
	union all
	select h.day from pakn.holiday h where h.tenant_id = 24 and h.calendar_id = 1 and h.kind = 'off' and h.day >= '2025-01-01') d;
select pakn.calendar_build(24, 93, '2020-12-01', '2026-12-31') \g /dev/null
insert into pakn.deadline values (24, 'hue', 'answer', 'working_days', 7, 93);
select results_eq(
	$$ select s.sent, d.due_at from (values ('2021-02-21 10:00+07'::timestamptz), ('2021-01-05 09:00+07'), ('2021-01-17 20:00+07'),
			('2021-06-11 18:22+07'), ('2025-07-01 08:00+07'), ('2025-08-31 12:00+07'), ('2025-10-31 22:01+07'), ('2026-03-02 15:00+07'))
		s (sent), lateral pakn.due_at(24, 'hue', 'answer', s.sent) d $$,
	$$ values ('2021-02-21 10:00+07'::timestamptz, '2021-03-03 17:00+07'::timestamptz), ('2021-01-05 09:00+07', '2021-01-14 17:00+07'),
		('2021-01-17 20:00+07', '2021-01-27 17:00+07'), ('2021-06-11 18:22+07', '2021-06-23 17:00+07'),
		('2025-07-01 08:00+07', '2025-07-10 17:00+07'), ('2025-08-31 12:00+07', '2025-09-12 17:00+07'),
		('2025-10-31 22:01+07', '2025-11-12 17:00+07'), ('2026-03-02 15:00+07', '2026-03-11 17:00+07') $$,
	'eight public records of Huế have the due day that our definition gives');
select is((select due_at from pakn.due_at(24, 'normal', 'answer', '2026-01-08 09:00+07')), '2026-01-16 17:00+07'::timestamptz,
	'a Saturday that is worked in exchange counts as a working day');
select is((select due_at from pakn.due_at(24, 'urgent', 'answer', '2026-02-14 22:00+07')), '2026-02-15 22:00+07'::timestamptz,
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
