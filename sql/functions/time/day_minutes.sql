-- day_minutes: how long the working day is by whose end an instant is over; null beyond the years that the calendar covers.
create or replace function pakn.day_minutes(p_tenant int, p_calendar int, p_at timestamptz)
returns int
language plpgsql stable
as $$
begin
	return (
		select last.minutes_before + last.minutes - coalesce(before.minutes_before + before.minutes, 0)
		from (
			select b.workday_no
			from pakn.working_block b
			where b.tenant_id = p_tenant and b.calendar_id = p_calendar and b.ends_at >= p_at
			order by b.ends_at
			limit 1) day
			join pakn.working_block last on last.tenant_id = p_tenant and last.calendar_id = p_calendar and last.last_of_day
				and last.workday_no = day.workday_no
			left join pakn.working_block before on before.tenant_id = p_tenant and before.calendar_id = p_calendar and before.last_of_day
				and before.workday_no = day.workday_no - 1);
end $$;
