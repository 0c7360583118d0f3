-- clock_move: what an action makes of a report's clock: it stands still while the citizen or another body is waited
-- for, and the due instant moves by the working minutes of that; an extension puts another day in its place.
-- Whoever waits is waited for until p_until at the most; a citizen, as long as the class says, else a week.
-- What begins after due moves nothing.  move-due: a calendar changed, absorb, part: another
-- report joined it, or left, so it is found again; reopen: it begins anew.  r: before, n: after, so far; answers n.
create or replace function pakn.clock_move(r pakn.report, n pakn.report, p_action text, p_at timestamptz,
	p_until timestamptz, p_due_on date)
returns pakn.report
language plpgsql stable
as $$
declare
	v_waits boolean := n.status in ('info_requested', 'paused');
begin
	if v_waits and r.status not in ('info_requested', 'paused') then
		n.waits_until := coalesce(p_until, (select d.due_at
			from pakn.due_at(r.tenant_id, r.deadline_class, 'wait', p_at, r.calendar_id) d), p_at + interval '7 days');
		if p_at < r.due_at then
			n.stopped := coalesce(r.stopped, '{}') + tstzmultirange(tstzrange(p_at, n.waits_until));
		end if;
	elsif not v_waits and r.waits_until is not null then
		n.waits_until := null;
		n.stopped := r.stopped * tstzmultirange(tstzrange(null, p_at));
	end if;
	case p_action
		when 'extend' then
			n.asked_due := p_due_on;
			n.asked_of := (select case d.extended_by when 'dispatcher' then 'desk_asked' else 'head_asked' end
				from pakn.answer_terms(r) d);
		when 'grant' then
			n.extended_to := r.asked_due;
			n.extended_at := p_at;
			n.extensions := coalesce(r.extensions, 0) + 1;
		else null;
	end case;
	if p_action in ('grant', 'refuse') or n.agency_id <> r.agency_id or n.status not in ('in_progress', 'info_requested', 'paused') then
		n.asked_due := null;
		n.asked_of := null;
	end if;
	if p_action in ('move-due', 'reopen', 'absorb', 'part') or (n.stopped, n.extended_at) is distinct from (r.stopped, r.extended_at) then
		n.due_at := pakn.due_of(n);
	end if;
	return n;
end $$;
