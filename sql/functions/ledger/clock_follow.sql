-- clock_follow: writes down who held the clock of a report until now, where another agency or somebody else there holds it from here
-- on, or for something else, or against another deadline.  r: before, n: after what happened; call it before the work items follow.
-- Writes: clock_span
create or replace function pakn.clock_follow(r pakn.report, n pakn.report, p_event_type text, p_at timestamptz)
returns void
language plpgsql
as $$
begin
	if p_event_type in ('handed_over', 'put_back') or (r.agency_id, r.due_at, r.status in ('info_requested', 'paused'), pakn.clock_part(r.status, r.resume_to, r.released_at, r.closed_at))
			is distinct from (n.agency_id, n.due_at, n.status in ('info_requested', 'paused'),
				pakn.clock_part(n.status, n.resume_to, n.released_at, n.closed_at)) then
		insert into pakn.clock_span select c.* from pakn.clock_running(r, p_at) c;
	end if;
end $$;
