-- stat_overdue: records that open reports have passed their due instant (P1 becomes P2).
-- Until it has run, readers add such reports themselves (stats_cells), so no figure waits for it.
-- Whoever leads when it passes answers for it (late_agency_id).
-- Answers how many were recorded.
-- Writes: report, work_item, stat_delta, report_cell
create or replace function pakn.stat_overdue(p_limit int)
returns int
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_tenant int;
	v_late uuid[];
	v_count int := 0;
	v_marked int;
begin
	for v_tenant in select t.tenant_id from tenant t
		where exists (select from work_item w where w.tenant_id = t.tenant_id and w.part = 'lead' and w.stat_class <= 1 and w.due_at <= now()) order by 1
	loop
		-- No event tells of it: so that search_follow writes down neither before nor meanwhile how these stood, it waits for its turn first.
		insert into public_head (tenant_id) values (v_tenant) on conflict do nothing;
		perform from public_head h where h.tenant_id = v_tenant for update;
		v_late := array(select w.report_id from work_item w
			where w.tenant_id = v_tenant and w.part = 'lead' and w.stat_class <= 1 and w.due_at <= now() limit p_limit);
		-- Both rows are locked here, and neither is waited for: whoever moves a report takes them in the other order.  What is locked is
		-- written by a statement of its own, which sees it as it is: one that had begun before could find another set when it looks again.
		v_late := array(select r.report_id
			from report r join work_item w on w.tenant_id = v_tenant and w.report_id = r.report_id
			where r.tenant_id = v_tenant and r.report_id = any (v_late) and w.part = 'lead' and w.stat_class <= 1 and w.due_at <= now()
			for update of w, r skip locked);
		continue when v_late = '{}';
		-- Items of agencies beside the lead, too: only who has the report's row changes them.
		update work_item w set stat_class = 2
		where w.tenant_id = v_tenant and w.report_id = any (v_late);
		-- What is merged into one of them is as late.
		v_late := v_late || array(select r.report_id
			from report_duplicate d join report r on r.tenant_id = v_tenant and r.report_id = d.report_id
			where d.tenant_id = v_tenant and d.kept_id = any (v_late) and r.stat_class <= 1
			order by r.report_id
			for update of r);
		with was as materialized (
			select r.report_id, r.stat_class from report r where r.tenant_id = v_tenant and r.report_id = any (v_late)
		), changed as (
			update report r set stat_class = 2, late_agency_id = r.agency_id
			where r.tenant_id = v_tenant and r.report_id = any (v_late)
			returning r.*
		), cells as (
			update report_cell x set stat_class = 2, agency_id = c.agency_id
			from changed c
			where x.tenant_id = v_tenant and x.report_id = c.report_id and x.event_id = '00000000-0000-0000-0000-000000000000' and x.stat_class <= 1
		), deltas as (
			insert into stat_delta
			select v_tenant, gen_random_uuid(), s.n, date_trunc('hour', c.received_at), c.agency_id,
				c.area_id, c.category_id, c.channel_id, s.stat_class, 0, c.kind, c.urgency, c.created_by is not null, date_trunc('hour', c.due_at)
			from changed c join was using (report_id), lateral (values (-1, was.stat_class), (1, 2::smallint)) as s (n, stat_class)
		)
		select count(*) into v_marked from changed;
		v_count := v_count + v_marked;
	end loop;
	return v_count;
end $$;
