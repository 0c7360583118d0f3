-- stat_pass: records of an open report that its deadline has passed by an instant, if it has and nobody did so yet: it is overdue
-- from the hour of its deadline on, in the row of whoever led then.  Whoever changes a report asks for this first.
-- Writes: stat_delta
create or replace function pakn.stat_pass(r pakn.report, p_at timestamptz)
returns pakn.report
language plpgsql
as $$
begin
	if r.stat_class <= 1 and r.due_at <= p_at then
		perform pakn.stat_put(r, -1, r.due_at);
		r.stat_class := 2;
		r.late_agency_id := r.agency_id;
		perform pakn.stat_put(r, 1, r.due_at);
	-- What is told afterwards happened before it passed.  (What is merged was late by another's deadline.)
	elsif r.stat_class = 2 and r.due_at > p_at and r.status <> 'duplicate' then
		perform pakn.stat_put(r, -1, r.due_at);
		r.stat_class := pakn.stat_class_of(r, p_at);
		r.late_agency_id := case when r.late_round then r.late_agency_id end;
		perform pakn.stat_put(r, 1, r.due_at);
	end if;
	return r;
end $$;
