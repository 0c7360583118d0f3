-- left_words: how much of a calendar's time is left until a due instant, or is over since, in words: còn 3 giờ làm
-- việc; quá hạn 2 ngày làm việc.  In days once it is as long as the working day of the due instant (of a clock that
-- never rests, two days), else in hours, else in minutes; never more than there is.  Less than a minute is told as just due.
create or replace function pakn.left_words(p_tenant int, p_calendar int, p_due timestamptz, p_at timestamptz, p_lang text default 'vi')
returns text
language plpgsql stable
as $$
declare
	v_always boolean := (select c.around_the_clock from pakn.calendar c where c.tenant_id = p_tenant and c.calendar_id = p_calendar);
	v_late boolean := p_due <= p_at;
	v_minutes int := pakn.working_minutes(p_tenant, p_calendar, least(p_due, p_at), greatest(p_due, p_at));
	v_day int := pakn.day_minutes(p_tenant, p_calendar, p_due);
	v_unit int := case when v_minutes >= v_day * case when v_always then 2 else 1 end then 1 when v_minutes >= 60 then 2 else 3 end;
	v_count int := v_minutes / (array[v_day, 60, 1])[v_unit];
begin
	if p_lang = 'en' then
		return case when v_count > 0 then v_count || case when v_always then ' ' else ' working ' end || ('{day,hour,minute}'::text[])[v_unit]
				|| case when v_count = 1 then '' else 's' end || case when v_late then ' overdue' else ' left' end
			when v_late then 'overdue' else 'due now' end;
	end if;
	return case when v_count > 0 then case when v_late then 'quá hạn ' else 'còn ' end || v_count || ' '
			|| ('{ngày,giờ,phút}'::text[])[v_unit] || case when v_always then '' else ' làm việc' end
		when v_late then 'quá hạn' else 'đến hạn' end;
end $$;
