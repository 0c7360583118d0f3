-- stat_move: takes a report out of the cell in which it counted and puts it into its new one, where that is another.
-- Writes: stat_delta
create or replace function pakn.stat_move(p_before pakn.report, p_after pakn.report, p_event_id uuid, p_at timestamptz)
returns void
language plpgsql
as $$
begin
	if (pakn.stat_row(p_before.stat_class, p_before.agency_id, p_before.late_agency_id), p_before.area_id, p_before.category_id, p_before.urgency,
			p_before.stat_class, p_before.stat_bucket)
		is distinct from (pakn.stat_row(p_after.stat_class, p_after.agency_id, p_after.late_agency_id), p_after.area_id, p_after.category_id, p_after.urgency,
			p_after.stat_class, p_after.stat_bucket)
	then
		perform pakn.stat_put(p_before, -1, p_at, p_event_id), pakn.stat_put(p_after, 1, p_at, p_event_id);
	end if;
end $$;
