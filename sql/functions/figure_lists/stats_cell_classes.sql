-- stats_cell_classes: the classes (stat_class) that count in a figure that is a count, or in one of its outcomes; null where it is
-- neither.
create or replace function pakn.stats_cell_classes(p_cell text)
returns int[]
language sql stable
as $$
	select array_agg(k.stat_class::int)
	from pakn.stat_class k
	where case p_cell
		when 'received' then k.refused + k.on_time + k.late + k.in_time + k.overdue
		when 'refused' then k.refused
		when 'refused_rejected' then k.rejected
		when 'refused_duplicate' then k.duplicate
		when 'refused_withdrawn' then k.withdrawn
		when 'refused_no_reply' then k.no_reply
		when 'refused_transferred_out' then k.transferred_out
		when 'accepted' then k.on_time + k.late + k.in_time + k.overdue
		when 'handled' then k.on_time + k.late
		when 'on_time' then k.on_time
		when 'late' then k.late
		when 'in_progress' then k.in_time + k.overdue
		when 'overdue' then k.late + k.overdue
		when 'overdue_open' then k.overdue
		when 'unsatisfied' then k.late + k.overdue + k.unsatisfied
		when 'rated' then k.rated
		when 'reopened' then k.reopened
		when 'withdrawn' then k.withdrawals
		when 'returned' then k.returned
		when 'transferred' then k.transferred
		when 'unaccepted' then k.unaccepted
		when 'paused' then k.paused
		when 'extended' then k.extended
		when 'urged' then k.urged
		when 'escalated' then k.escalated
		when 'entered' then k.entered
		else (k.on_time + k.late = 1 and coalesce(k.outcome, 'other') = p_cell)::int end > 0
$$;
