-- open_counts: the counts that everybody may read, in the order in which a row of a table has them as numbers (open_withheld);
-- behind them comes what is in progress within time, which any reader finds by subtracting.
create or replace function pakn.open_counts()
returns text[]
language sql immutable
as $$
	select '{received,refused,accepted,handled,on_time,late,in_progress,overdue,overdue_open,unsatisfied,rated,reopened}'::text[]
$$;
