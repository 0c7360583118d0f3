-- stat_put: writes one change of the figures: a report comes into (p_n 1) or out of (-1) a cell, at an instant, in the
-- row of whoever it stands with (stat_row).
-- Writes: stat_delta
create or replace function pakn.stat_put(r pakn.report, p_n int, p_at timestamptz, p_delta_id uuid default gen_random_uuid())
returns void
language plpgsql
as $$
begin
	insert into pakn.stat_delta (tenant_id, delta_id, n, received_hour, agency_id, area_id, category_id, channel_id, stat_class, stat_bucket,
		kind, urgency, entered, happened)
	values (r.tenant_id, p_delta_id, p_n, date_trunc('hour', r.received_at), pakn.stat_row(r.stat_class, r.agency_id, r.late_agency_id), r.area_id,
		r.category_id, r.channel_id, r.stat_class, r.stat_bucket, r.kind, r.urgency, r.created_by is not null, date_trunc('hour', p_at));
end $$;
