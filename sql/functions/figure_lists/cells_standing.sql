-- cells_standing: in which cells these reports stand now: what became of each, and that staff entered it, exactly as stats_standing has it.
create or replace function pakn.cells_standing(p_tenant int, p_ids uuid[])
returns setof pakn.report_cell
language plpgsql stable set plan_cache_mode = force_generic_plan set jit = off
as $$
declare
	v_into int := (select t.merged_into from pakn.tenant t where t.tenant_id = p_tenant);
begin
	return query
	select p_tenant, r.report_id, '00000000-0000-0000-0000-000000000000'::uuid, k.stat_class::smallint, r.channel_id, pakn.stat_number('kind', r.kind),
		pakn.stat_number('urgency', r.urgency),
		case when r.stat_class <= 1 then r.agency_id else pakn.stat_row(r.stat_class, r.agency_id, r.late_agency_id) end, r.area_id, r.category_id, null::timestamptz
	from unnest(p_ids) i (report_id)
		-- One by one, so that each is looked for in its partition only.
		cross join lateral (select x.* from pakn.report x where x.tenant_id = p_tenant and x.report_id = i.report_id offset 0) r
		left join lateral (select x.stat_class, x.due_at from pakn.work_item x
			where x.tenant_id = p_tenant and x.report_id = i.report_id and x.part = 'lead' offset 0) w on true
		cross join lateral (
			select case when w.stat_class <= 1 and w.due_at <= now() or r.status = 'duplicate' and r.stat_class <= 1 and r.due_at <= now() then 2
				else r.stat_class end
			union all select 81 where r.created_by is not null) k (stat_class)
	where v_into is null or r.status <> 'transferred_out' or not exists (select from pakn.report n where n.tenant_id = v_into and n.report_id = r.report_id);
end $$;
