-- stats_nothing: the total of a period in which nothing was received.
create or replace function pakn.stats_nothing()
returns json
language sql immutable
as $$
	select json_build_object('code', null, 'name', null, 'received', 0, 'refused', 0, 'accepted', 0, 'handled', 0,
		'on_time', 0, 'late', 0, 'in_progress', 0, 'overdue', 0, 'overdue_open', 0, 'rate_handled', null,
		'rate_on_time', null, 'rate_overdue', null, 'rate_satisfied', null, 'median_hours', null, 'p90_hours', null,
		'returned', 0, 'transferred', 0, 'unaccepted', 0)
$$;
