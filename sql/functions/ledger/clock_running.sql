-- clock_running: who holds the clock of a report since it last changed hands, until p_at: the span that is not written yet; of a wait
-- that lasts longer than the clock stands still, two.  A pause stands still as far as it moved the deadline: what begins after due
-- does not, nor what lasts longer than was said.
-- The deadlines, and which desk reviews, are those of the lead's work item, which follows a move only after the clock.
create or replace function pakn.clock_running(r pakn.report, p_at timestamptz)
returns setof pakn.clock_span
language plpgsql stable
as $$
declare
	v_part text := pakn.clock_part(r.status, r.resume_to, r.released_at, r.closed_at);
	v_since timestamptz := coalesce((select max(s.ends_at) from pakn.clock_span s
		where s.tenant_id = any (pakn.report_tenants(r.tenant_id, r.report_id)) and s.report_id = r.report_id), r.received_at);
	v_stands timestamptz;
	w pakn.work_item;
begin
	select * into w from pakn.work_item x
	where x.tenant_id = r.tenant_id and x.report_id = r.report_id and x.part = 'lead';
	if r.waits_until is not null then
		v_stands := (select upper(s) from unnest(r.stopped) s where s @> v_since);
		-- What came with a merger while it waited has that wait in the deadline that came along.
		if r.stopped is null and r.origin ? 'merged' and v_since < r.due_at then
			v_stands := r.waits_until;
		end if;
	end if;
	return query
	select r.tenant_id, r.report_id, p.starts_at, p.ends_at,
		case v_part when 'review' then coalesce(w.agency_id, r.agency_id) else r.agency_id end,
		w.assignee_id, p.part, coalesce(w.due_at, r.due_at), case when p.part in ('sort', 'accept') then w.stage_due_at end
	from (values (v_since, case when v_stands is not null then least(v_stands, p_at) end, 'wait'),
		(greatest(v_since, v_stands), p_at, v_part)) p (starts_at, ends_at, part)
	where p.starts_at < p.ends_at;
end $$;
