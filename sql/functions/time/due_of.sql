-- due_of: when the answer of a report is due by the calendar of now: by its class and receipt (or since when it is open again), or as an older system
-- said, or on the day until which it was extended; and so much later as its clock stood still since;
-- never later than what is merged into it.
create or replace function pakn.due_of(r pakn.report)
returns timestamptz
language plpgsql stable
as $$
declare
	v_calendar int := coalesce(r.calendar_id, pakn.agency_calendar(r.tenant_id, r.agency_id));
	v_due timestamptz := coalesce(
		case when r.extended_to is not null then pakn.day_end(r.tenant_id, v_calendar, r.extended_to) end,
		r.due_given,
		case when r.deadline_class is null and r.reopened_at is null then r.due_at else (select d.due_at
			from pakn.answer_due(r.tenant_id, coalesce(r.deadline_class, 'normal'), coalesce(r.reopened_at, r.received_at), v_calendar) d) end);
	v_minutes int := pakn.clock_minutes(r, greatest(r.reopened_at, r.extended_at));
begin
	v_due := case when v_minutes = 0 then v_due
		else coalesce(pakn.working_add(r.tenant_id, v_calendar, v_due, v_minutes), r.due_at) end;
	return case when r.merged > 0 then least(v_due, pakn.duplicates_due(r, v_calendar)) else v_due end;
end $$;
