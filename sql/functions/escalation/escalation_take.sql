-- escalation_take: brings an open case up to date on its ladder: what has come since, in one event that tells all whom those
-- steps name, once; and when the next one is, which is never never.  At another agency, or in another stage, the ladder
-- begins anew; where the deadline has moved, so have the steps that were not taken.  What somebody enters who tells of
-- the past is left alone for a day: more of it may follow.  Call it with the row and the report locked.
-- Writes: escalation, and as escalation_tell
create or replace function pakn.escalation_take(e pakn.escalation, r pakn.report, w pakn.work_item, p_now timestamptz)
returns void
language plpgsql
as $$
declare
	v_stage text := case when r.released_at is not null then 'review' else coalesce(pakn.stage_of(r.status, r.resume_to), 'answer') end;
	v_term record := pakn.escalation_term(r, v_stage, w.stage_since);
	v_ladder jsonb := pakn.ladder_of(r.tenant_id, r.category_id, r.urgency, v_stage);
	v_last int := jsonb_array_length(v_ladder->'steps');
	v_step jsonb;
	v_at timestamptz;
	v_tells text[] := '{}';
begin
	if w.given_at > p_now - interval '1 day' and exists (select from pakn.report_event v
		where v.tenant_id = r.tenant_id and v.report_id = r.report_id and v.type = 'received' and v.imported) then
		update pakn.escalation x set next_at = w.given_at + interval '1 day' where x.tenant_id = r.tenant_id and x.report_id = r.report_id;
		return;
	end if;
	if e.agency_id <> w.agency_id or e.stage is distinct from v_stage then
		e.taken := 0;
		e.taken_at := null;
		update pakn.work_item i set escalated = null
		where i.tenant_id = r.tenant_id and i.report_id = r.report_id and i.part = 'lead' and i.escalated is not null;
	end if;
	e.taken := least(e.taken, v_last);
	loop
		v_step := v_ladder->'steps'->least(e.taken, v_last - 1);
		v_at := pakn.escalation_at(r, v_term.since, v_term.due_at, v_term.calendar_id, v_step);
		if e.taken = v_last then
			v_at := pakn.escalation_again_at(r.tenant_id, v_term.calendar_id, e.taken_at, v_at, v_ladder->'every');
		end if;
		exit when (v_at <= p_now) is not true;
		v_tells := v_tells || array(select jsonb_array_elements_text(v_step->'tells'));
		e.taken := least(e.taken + 1, v_last);
		e.taken_at := p_now;
	end loop;
	update pakn.escalation x set agency_id = w.agency_id, status = w.status, due_at = w.due_at, stage_due_at = w.stage_due_at,
		stage = v_stage, taken = e.taken, taken_at = e.taken_at, next_at = v_at
	where x.tenant_id = r.tenant_id and x.report_id = r.report_id;
	if v_tells <> '{}' then
		perform pakn.escalation_tell(r, w.agency_id, v_stage, v_term.due_at, v_term.calendar_id, v_tells, p_now);
	end if;
end $$;
