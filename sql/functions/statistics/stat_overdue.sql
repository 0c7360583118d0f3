-- stat_overdue: records that open reports have passed their due instant (P1 becomes P2).
-- Until it has run, readers add such reports themselves (stats_cells), so no figure waits for it.
-- Answers how many were recorded.
-- Writes: report, work_item, stat_delta
create or replace function pakn.stat_overdue(p_limit int)
returns int
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_tenant int;
	v_count int := 0;
	v_marked int;
begin
	for v_tenant in select t.tenant_id from tenant t order by 1 loop
		with late as (
			-- Both rows are locked here, and neither is waited for: whoever moves a report takes
			-- them in the other order.
			select w.report_id
			from work_item w
				join report r on r.tenant_id = w.tenant_id and r.report_id = w.report_id
			where w.tenant_id = v_tenant and w.part = 'lead' and w.stat_class = 1 and w.due_at <= now()
			limit p_limit
			for update of w, r skip locked
		), marked as (
			-- Those of agencies beside the lead, too: only who has the report's row changes them.
			update work_item w set stat_class = 2
			from late l
			where w.tenant_id = v_tenant and w.report_id = l.report_id
		), changed as (
			update report r set stat_class = 2
			from late l
			where r.tenant_id = v_tenant and r.report_id = l.report_id and r.stat_class = 1
			returning r.*
		), deltas as (
			insert into stat_delta
			select v_tenant, gen_random_uuid(), s.n, date_trunc('hour', c.received_at), c.agency_id,
				c.area_id, c.category_id, c.channel_id, s.stat_class, 0
			from changed c, (values (-1, 1), (1, 2)) as s (n, stat_class)
		)
		select count(*) into v_marked from changed;
		v_count := v_count + v_marked;
	end loop;
	return v_count;
end $$;
