-- stat_move: takes a report out of the cell in which it counted and puts it into its new one.
-- Writes: stat_delta
create or replace function pakn.stat_move(p_before pakn.report, p_after pakn.report, p_event_id uuid)
returns void
language plpgsql
as $$
begin
	insert into pakn.stat_delta
	select p_after.tenant_id, p_event_id, c.n, date_trunc('hour', p_after.received_at), c.agency_id, c.area_id,
		c.category_id, p_after.channel_id, c.stat_class, c.stat_bucket
	from (values
		(-1, p_before.agency_id, p_before.area_id, p_before.category_id, p_before.stat_class, p_before.stat_bucket),
		(1, p_after.agency_id, p_after.area_id, p_after.category_id, p_after.stat_class, p_after.stat_bucket)
	) as c (n, agency_id, area_id, category_id, stat_class, stat_bucket)
	where (p_before.agency_id, p_before.area_id, p_before.category_id, p_before.stat_class, p_before.stat_bucket)
		is distinct from (p_after.agency_id, p_after.area_id, p_after.category_id, p_after.stat_class, p_after.stat_bucket);
end $$;
