-- part_due_of: when the part of an agency is due that was asked at an instant to work along on a report (part_due).
create or replace function pakn.part_due_of(r pakn.report, p_asked timestamptz)
returns timestamptz
language plpgsql stable
as $$
begin
	return pakn.part_due(r.tenant_id, r.deadline_class, coalesce(r.calendar_id, pakn.agency_calendar(r.tenant_id, r.agency_id)),
		r.received_at, r.due_at, p_asked);
end $$;
