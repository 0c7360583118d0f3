-- stat_class_of: the class in which a report counts at an instant (stat_class_at).
create or replace function pakn.stat_class_of(r pakn.report, p_at timestamptz)
returns smallint
language sql stable
as $$
	select pakn.stat_class_at(r.status, r.due_at, r.accepted_at, r.released_at, r.late_round, r.closed_at, p_at)
$$;
