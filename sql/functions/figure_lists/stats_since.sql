-- stats_since: of reports of [p_first, p_until), by their ids, those of which report_cell may not say how they stand: something has happened
-- since it was written, or a deadline has passed that nobody has recorded; and these events.
create or replace function pakn.stats_since(p_tenant int, p_first uuid, p_until uuid, out ids uuid[], out events uuid[])
language plpgsql stable set plan_cache_mode = force_generic_plan set jit = off
as $$
begin
	select coalesce(array_agg(distinct e.report_id), '{}'), coalesce(array_agg(e.event_id), '{}')
	into ids, events
	from (
		select s.event_id from pakn.event_seal s
		where s.tenant_id = p_tenant and s.seq > coalesce((select h.search_seq from pakn.public_head h where h.tenant_id = p_tenant), 0)
		union all
		select u.event_id from pakn.event_unsealed u where u.tenant_id = p_tenant) w
		cross join lateral (select x.report_id, x.event_id from pakn.report_event x where x.tenant_id = p_tenant and x.event_id = w.event_id offset 0) e
	where e.report_id >= p_first and e.report_id < p_until;
	ids := ids || array(
		select unnest(w.report_id || array(select d.report_id from pakn.report_duplicate d where d.tenant_id = p_tenant and d.kept_id = w.report_id))
		from pakn.work_item w
		where w.tenant_id = p_tenant and w.part = 'lead' and w.stat_class <= 1 and w.due_at <= now());
end $$;
