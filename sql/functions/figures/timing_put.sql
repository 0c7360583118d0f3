-- timing_put: counts how long a report took until it was first accepted, or answered, where that happened to it just now, at p_at: once, for
-- good, with whoever had it then.  r: before, n: after it (timing_note).
-- Writes: stat_delta
create or replace function pakn.timing_put(r pakn.report, n pakn.report, p_at timestamptz)
returns void
language plpgsql
as $$
begin
	if (r.accept_bucket, r.answer_bucket) <> (n.accept_bucket, n.answer_bucket) then
		insert into pakn.stat_delta (tenant_id, delta_id, n, received_hour, agency_id, area_id, category_id, channel_id, stat_class, stat_bucket,
			kind, urgency, happened)
		select n.tenant_id, gen_random_uuid(), 1, date_trunc('hour', n.received_at), n.agency_id, n.area_id, n.category_id, n.channel_id, c.stat_class, m.bucket,
			n.kind, n.urgency, date_trunc('hour', p_at)
		from (values ('accept'::pakn.stat_measure, r.accept_bucket, n.accept_bucket), ('answer', r.answer_bucket, n.answer_bucket)) m (measure, was, bucket)
			join pakn.stat_class c on c.measure = m.measure
		where m.bucket <> m.was;
	end if;
end $$;
