-- part_due: when the part of an agency that works along is due: as long before the lead's answer as the class of the
-- report says (stage coordinate; a working day where it says nothing), but no earlier than half of the time that
-- the agency had when it was asked; never after the lead's.
create or replace function pakn.part_due(p_tenant int, p_class text, p_calendar int, p_received timestamptz, p_due timestamptz,
	p_asked timestamptz)
returns timestamptz
language plpgsql stable
as $$
declare
	v_unit text;
	v_amount int;
	v_calendar int;
	v_minutes int;
	v_due timestamptz;
begin
	select d.unit, d.amount, coalesce(d.calendar_id, p_calendar) into v_unit, v_amount, v_calendar
	from (select) as one left join pakn.deadline_at(p_tenant, p_class, 'coordinate', p_received, p_calendar) d on true;
	v_minutes := least(pakn.working_minutes(p_tenant, v_calendar, p_asked, p_due) / 2,
		case v_unit when 'working_minutes' then v_amount when 'working_hours' then 60 * v_amount
			when 'hours' then null else coalesce(v_amount, 1) * pakn.day_minutes(p_tenant, v_calendar, p_due) end);
	-- A minute more back, and forth again: the end of a day, and not the beginning of the next.
	v_due := pakn.working_add(p_tenant, v_calendar, pakn.working_add(p_tenant, v_calendar, p_due, -v_minutes - 1), 1);
	return least(p_due, case v_unit when 'hours' then greatest(p_due - make_interval(hours => v_amount), v_due) else v_due end);
end $$;
