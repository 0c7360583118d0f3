-- escalation_term: the deadline that counts for an open case in a stage (as stage_of, and review: of a released answer, at the
-- desk), since when its time runs, and by which calendar.  Where its class says nothing of the stage, the answer's counts.
create or replace function pakn.escalation_term(r pakn.report, p_stage text, p_since timestamptz, out since timestamptz,
	out due_at timestamptz, out calendar_id int)
language plpgsql stable
as $$
declare
	v_class_stage text := case p_stage when 'review' then 'sort' else p_stage end;
begin
	since := case p_stage when 'answer' then coalesce(r.clock_from, r.received_at) when 'review' then r.released_at
		else coalesce(p_since, r.received_at) end;
	if p_stage <> 'answer' then
		due_at := pakn.stage_due(r, v_class_stage, since);
		select d.calendar_id into calendar_id
		from pakn.deadline_at(r.tenant_id, r.deadline_class, v_class_stage, since, r.calendar_id) d;
	end if;
	due_at := coalesce(due_at, r.due_at);
	calendar_id := coalesce(calendar_id, r.calendar_id, pakn.agency_calendar(r.tenant_id, r.agency_id));
end $$;
