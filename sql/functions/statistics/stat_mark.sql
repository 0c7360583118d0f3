-- stat_mark: counts that a report was returned, transferred or not accepted in time, for the agency that had it: a cell
-- of its own beside that of the report (stat_class).  Nothing for all other events.
-- Writes: stat_delta
create or replace function pakn.stat_mark(r pakn.report, n pakn.report, p_event_type text)
returns void
language plpgsql
as $$
begin
	insert into pakn.stat_delta
	select r.tenant_id, gen_random_uuid(), 1, date_trunc('hour', r.received_at), r.agency_id, r.area_id, r.category_id,
		r.channel_id, c.stat_class, 0
	from pakn.stat_class c
	where n.agency_id <> r.agency_id and c.name = p_event_type and c.returned + c.transferred + c.unaccepted = 1;
end $$;
