-- cells_follow: writes down where these reports stand now, and where these events count.
-- Writes: report_cell
create or replace function pakn.cells_follow(p_tenant int, p_ids uuid[], p_events uuid[])
returns void
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
	v_cells pakn.report_cell[] := array(select c from pakn.cells_standing(p_tenant, p_ids) c);
begin
	delete from pakn.report_cell x
	where x.tenant_id = p_tenant and x.report_id = any (p_ids) and x.event_id = '00000000-0000-0000-0000-000000000000'
		and not exists (select from unnest(v_cells) c where c.report_id = x.report_id and c is not distinct from x);
	insert into pakn.report_cell select c.* from unnest(v_cells) c
	union all select h.* from pakn.cells_happened(p_tenant, p_events) h
	on conflict do nothing;
end $$;
