-- stats_column: the column of report_cell that has the keys of a group (stats_group).  Written to be inlined.
create or replace function pakn.stats_column(p_group text)
returns text
language sql immutable
as $$
	select case when p_group in ('kind', 'urgency') then p_group when p_group in ('successor', 'level') then 'agency_id' else p_group || '_id' end
$$;
