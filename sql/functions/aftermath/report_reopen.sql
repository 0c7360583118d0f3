-- report_reopen: what reopening by its sender makes of a report, before the rest of report_move: no answer stands, what it was
-- rated is of the one before, and its deadline begins anew, as if it had come in now.  Whether the round before was late stays.
create or replace function pakn.report_reopen(n pakn.report, p_at timestamptz)
returns pakn.report
language plpgsql stable
as $$
begin
	n.late_round := n.late_round or coalesce(n.released_at > n.due_at, false);
	n.released_at := null;
	n.closed_at := null;
	n.score := null;
	n.rated_at := null;
	n.reopened_at := p_at;
	n.planned_on := null;
	n.due_given := null;
	n.extended_to := null;
	n.extended_at := null;
	n.extensions := null;
	return n;
end $$;
