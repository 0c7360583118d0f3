-- timing_note: notes with a report how long it took until it was accepted, and until it was first answered: classes of working time
-- (stat_bucket), which stay whatever comes later.  r: before; n: after what happened at p_at.
create or replace function pakn.timing_note(r pakn.report, n pakn.report, p_event_type text, p_at timestamptz)
returns pakn.report
language plpgsql stable
as $$
declare
	v_accepted boolean := n.accept_bucket = 0 and r.accepted_at is null and n.accepted_at is not null;
	v_answered boolean := n.answer_bucket = 0 and p_event_type = 'answered';
	v_bucket smallint;
begin
	if v_accepted or v_answered then
		v_bucket := pakn.stat_bucket(pakn.working_minutes(r.tenant_id, (select t.office_calendar_id from pakn.tenant t where t.tenant_id = r.tenant_id),
			r.received_at, p_at));
		n.accept_bucket := case when v_accepted then v_bucket else n.accept_bucket end;
		n.answer_bucket := case when v_answered then v_bucket else n.answer_bucket end;
	end if;
	return n;
end $$;
