-- duplicates_due: the earliest deadline of what is merged into a report, so much later as the clock of this one stood still since; null:
-- none, since it was given more time, or opened again, after that.
create or replace function pakn.duplicates_due(r pakn.report, p_calendar int)
returns timestamptz
language plpgsql stable
as $$
begin
	return (
		select min(case when c.minutes = 0 then d.due_at else coalesce(pakn.working_add(r.tenant_id, p_calendar, d.due_at, c.minutes), d.due_at) end)
		from pakn.report_duplicate d cross join lateral (select pakn.clock_minutes(r, d.merged_at) as minutes offset 0) c
		where d.tenant_id = r.tenant_id and d.kept_id = r.report_id
			and d.merged_at > coalesce(greatest(r.reopened_at, r.extended_at), '-infinity'));
end $$;
