-- due_end: when so much time is over, by a calendar of which the first block is known that is not over at p_from (its
-- working day, its beginning, the minutes before it): the definition, once (design.md 10.10).  working_days: the end of the n-th working day after the day of that block.
-- working_minutes, working_hours: so much working time later.  hours: by the wall clock.  date_part, since numbers of extract() cost
-- as much as the rest; of a day's microseconds it loses none.  Written to be inlined.
create or replace function pakn.due_end(p_tenant int, p_calendar int, p_unit text, p_amount int, p_from timestamptz,
	p_day int, p_starts timestamptz, p_before int)
returns table (due_at timestamptz)
language sql stable rows 1
as $$
	select case p_unit
		when 'hours' then p_from + make_interval(hours => p_amount)
		when 'working_days' then (
			select last.ends_at
			from pakn.working_block last
			where last.tenant_id = p_tenant and last.calendar_id = p_calendar and last.last_of_day
				and last.workday_no = p_day + p_amount)
		else (
			select target.starts_at + make_interval(mins => wanted.minutes - target.minutes_before)
			from (
				select p_before + p_amount * case p_unit when 'working_hours' then 60 else 1 end
					+ greatest(0, floor(date_part('epoch', p_from - p_starts) / 60)::int) as minutes) wanted
				cross join lateral (
					select b.starts_at, b.minutes_before, b.minutes
					from pakn.working_block b
					where b.tenant_id = p_tenant and b.calendar_id = p_calendar and b.minutes_before < wanted.minutes
					order by b.minutes_before desc
					limit 1) target
			where wanted.minutes <= target.minutes_before + target.minutes)
		end
$$;
