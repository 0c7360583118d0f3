-- cells_happened: in which cells these events count, as stats_counted has it; most count in none.
create or replace function pakn.cells_happened(p_tenant int, p_events uuid[])
returns setof pakn.report_cell
language plpgsql stable set plan_cache_mode = force_generic_plan set jit = off
as $$
begin
	return query
	select p_tenant, e.report_id, e.event_id, k.stat_class, r.channel_id, pakn.stat_number('kind', r.kind),
		pakn.stat_number('urgency', pakn.stat_urgency(r, e.at, e.event_id)),
		case when k.event_types = '{}' then e.from_agency_id else e.agency_id end, e.area_id, e.category_id, e.at
	from unnest(p_events) i (event_id)
		cross join lateral (select x.* from pakn.report_event x where x.tenant_id = p_tenant and x.event_id = i.event_id offset 0) e
		join pakn.stat_class k on e.type = any (k.event_types)
			or k.name = e.type and k.returned + k.transferred + k.unaccepted = 1 and e.agency_id <> e.from_agency_id
		cross join lateral (select x.* from pakn.report x where x.tenant_id = p_tenant and x.report_id = e.report_id offset 0) r;
end $$;
