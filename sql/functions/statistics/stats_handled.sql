-- stats_handled: the figures on the basis of what was handled: how things stood at the end of a period less how they stood at its
-- beginning, p_open of them open then, p_overdue overdue.  carried over + accepted = handled + left.  Written to be inlined.
create or replace function pakn.stats_handled(s pakn.stat_rollup, p_open bigint, p_overdue bigint)
returns table (carried_over bigint, carried_overdue bigint, received int, moved int, accepted int, handled int, on_time int, late int, "left" bigint, left_overdue bigint,
	rate_handled numeric, rate_on_time numeric)
language sql immutable
as $$
	select p_open, p_overdue, s.arrived, s.refused + s.on_time + s.late + s.in_time + s.overdue - s.arrived, s.on_time + s.late + s.in_time + s.overdue,
		s.on_time + s.late, s.on_time, s.late, p_open + s.in_time + s.overdue, p_overdue + s.overdue,
		pakn.rate(s.on_time + s.late, p_open + s.on_time + s.late + s.in_time + s.overdue),
		pakn.rate(s.on_time, p_open + s.on_time + s.late + s.in_time + s.overdue)
$$;
