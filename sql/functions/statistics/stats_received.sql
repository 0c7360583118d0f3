-- stats_received: the figures on the basis of what was received (domain.md 4).  Written to be inlined.
create or replace function pakn.stats_received(s pakn.stat_rollup)
returns table (received int, accepted int, handled int, on_time int, late int, in_progress int, overdue int, overdue_open int, unsatisfied int,
	rate_handled numeric, rate_on_time numeric, rate_overdue numeric, rate_satisfied numeric, rate_entered numeric)
language sql immutable
as $$
	select s.refused + s.on_time + s.late + s.in_time + s.overdue, s.on_time + s.late + s.in_time + s.overdue, s.on_time + s.late, s.on_time, s.late,
		s.in_time + s.overdue, s.late + s.overdue, s.overdue, s.late + s.overdue + s.unsatisfied,
		pakn.rate(s.on_time + s.late, s.on_time + s.late + s.in_time + s.overdue),
		pakn.rate(s.on_time, s.on_time + s.late + s.in_time + s.overdue),
		pakn.rate(s.late + s.overdue, s.on_time + s.late + s.in_time + s.overdue),
		pakn.rate(s.on_time + s.in_time - s.unsatisfied, s.on_time + s.late + s.in_time + s.overdue),
		pakn.rate(s.entered, s.refused + s.on_time + s.late + s.in_time + s.overdue)
$$;
