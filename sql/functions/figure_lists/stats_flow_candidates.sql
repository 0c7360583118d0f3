-- stats_flow_candidates: the next reports, by their ids, the newest first, among which those are that a figure of the flow counts by how they
-- stood (stats_flow_cell): what was open at an instant is open still, or something has happened to it since; of all others,
-- something happened in the period.
create or replace function pakn.stats_flow_candidates(p_tenant int, p_open boolean, p_from timestamptz, p_to timestamptz, p_first_id uuid, p_until_id uuid, p_count int)
returns uuid[]
language plpgsql stable set plan_cache_mode = force_custom_plan set jit = off
as $$
begin
	return array(
		select c.report_id
		from (
			select e.report_id from pakn.report_event e
			-- An event has its id before its instant, by the time that a write takes.
			where e.tenant_id = p_tenant and e.event_id >= pakn.uuid_floor(p_from - interval '1 day') and e.at >= p_from and e.at < p_to
				and e.report_id >= p_first_id and e.report_id < p_until_id
			union
			select unnest(w.report_id || array(select d.report_id from pakn.report_duplicate d where d.tenant_id = p_tenant and d.kept_id = w.report_id))
			from pakn.work_item w where p_open and w.tenant_id = p_tenant and w.part = 'lead') c
		where c.report_id >= p_first_id and c.report_id < p_until_id
		order by 1 desc
		limit p_count);
end $$;
