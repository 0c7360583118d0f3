-- stage_due: when a stage must be done in which a report is since an instant; null where its class does not say it.
create or replace function pakn.stage_due(r pakn.report, p_stage text, p_since timestamptz)
returns timestamptz
language plpgsql stable
as $$
declare
	v_minutes int := pakn.clock_minutes(r, p_since);
	v_due record;
begin
	select d.due_at, coalesce(d.calendar_id, r.calendar_id) as calendar_id into v_due
	from pakn.due_at(r.tenant_id, r.deadline_class, p_stage, p_since, pakn.agency_calendar(r.tenant_id, r.agency_id)) d;
	return case when v_minutes = 0 then v_due.due_at
		else pakn.working_add(r.tenant_id, v_due.calendar_id, v_due.due_at, v_minutes) end;
end $$;
