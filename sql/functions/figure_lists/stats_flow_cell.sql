-- stats_flow_cell: what a figure of the flow (stats_handled) counts: the classes that a report stands in, and how many it counts that stands
-- in them when the period begins, when it ends, and that came in meanwhile; or, none of these, what happened in it.
create or replace function pakn.stats_flow_cell(p_cell text, out classes int[], out at_first int, out at_end int, out came int)
language sql stable
as $$
	select pakn.stats_cell_classes(c.of), c.at_first, c.at_end, c.came
	from (values
		('carried_over', 'in_progress', 1, 0, 0),
		('carried_overdue', 'overdue_open', 1, 0, 0),
		('received', 'received', 0, 0, 1),
		('moved', 'received', -1, 1, -1),
		('left', 'in_progress', 0, 1, 0),
		('left_overdue', 'overdue_open', 0, 1, 0)) c (cell, of, at_first, at_end, came)
	where c.cell = p_cell
	union all
	-- All else is how it is in the end less how it was at first.
	select array_agg(k.stat_class::int), -1, 1, 0
	from pakn.stat_class k
	where p_cell not in ('carried_over', 'carried_overdue', 'received', 'moved', 'left', 'left_overdue', 'in_progress', 'overdue', 'overdue_open', 'unsatisfied')
		and k.stat_class = any (pakn.stats_cell_classes(p_cell)) and k.refused + k.on_time + k.late + k.in_time + k.overdue + k.entered = 1
	having count(*) > 0
	union all
	select array_agg(k.stat_class::int), 0, 0, 0
	from pakn.stat_class k
	where k.stat_class = any (pakn.stats_cell_classes(p_cell)) and k.refused + k.on_time + k.late + k.in_time + k.overdue + k.entered = 0
	having count(*) > 0
$$;
