-- stat_happened: counts an event in the cells beside what became of a report (stat_class.event_types), for good: with
-- whoever had the report then.  p_left_id: the agency that it has left by it, which returned, transferred or did not accept it.
-- Writes: stat_delta
create or replace function pakn.stat_happened(r pakn.report, p_event_type text, p_at timestamptz, p_left_id int default null)
returns void
language plpgsql
as $$
begin
	insert into pakn.stat_delta (tenant_id, delta_id, n, received_hour, agency_id, area_id, category_id, channel_id, stat_class, stat_bucket,
		kind, urgency, happened)
	select r.tenant_id, gen_random_uuid(), 1, date_trunc('hour', r.received_at), coalesce(h.agency_id, r.agency_id), r.area_id, r.category_id,
		r.channel_id, h.stat_class, 0, r.kind, r.urgency, date_trunc('hour', p_at)
	from (
		select c.stat_class, null::int as agency_id from pakn.stat_class c where p_event_type = any (c.event_types)
		union all
		select c.stat_class, p_left_id from pakn.stat_class c
		where p_left_id is not null and c.name = p_event_type and c.returned + c.transferred + c.unaccepted = 1) h;
end $$;
