-- due_at: when a stage must be done that began at p_from; the definition, once (design.md 10.10).
-- working_days: the end of the n-th working day after the day of acceptance, which is the day of the
-- first working minute at or after p_from.  working_minutes: that many minutes of working time later.
-- hours: by the wall clock.  Written to be inlined.
create or replace function pakn.due_at(p_tenant int, p_class text, p_stage text, p_from timestamptz)
returns table (due_at timestamptz)
language sql stable
as $$
	select case d.unit
		when 'hours' then p_from + make_interval(hours => d.amount)
		when 'working_days' then (
			select last.ends_at
			from pakn.working_block last
			where last.tenant_id = d.tenant_id and last.calendar_id = d.calendar_id and last.last_of_day
				and last.workday_no = d.amount + (
					select first.workday_no
					from pakn.working_block first
					where first.tenant_id = d.tenant_id and first.calendar_id = d.calendar_id
						and first.ends_at > p_from
					order by first.ends_at
					limit 1))
		else (
			select target.starts_at + make_interval(mins => wanted.minutes - target.minutes_before)
			from (
				select first.minutes_before + d.amount
					+ greatest(0, floor(extract(epoch from p_from - first.starts_at) / 60)::int) as minutes
				from pakn.working_block first
				where first.tenant_id = d.tenant_id and first.calendar_id = d.calendar_id
					and first.ends_at > p_from
				order by first.ends_at
				limit 1) as wanted,
				lateral (
				select b.starts_at, b.minutes_before
				from pakn.working_block b
				where b.tenant_id = d.tenant_id and b.calendar_id = d.calendar_id
					and b.minutes_before < wanted.minutes
				order by b.minutes_before desc
				limit 1) as target)
		end
	from pakn.deadline d
	where d.tenant_id = p_tenant and d.class = p_class and d.stage = p_stage
$$;
