-- history_reports: looks whether the next reports of a tenant, by their ids, stand where their history leaves them.
-- Answers how many, the last id, and of the first that does not its code, its id and the fault:
--   without_history   no event tells of it
--   stands_elsewhere  its status or its agency is not that of its last event
--   other_answer      its answer is none that was given
-- ended: fewer than p_limit were left.
create or replace function pakn.history_reports(p_tenant int, p_after uuid, p_limit int,
	out checked int, out last_id uuid, out bad_code text, out bad_id uuid, out fault text, out ended boolean)
language plpgsql stable security definer set search_path = pakn, public, pg_temp
	set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off set enable_seqscan = off
	set plan_cache_mode = force_generic_plan set jit = off
as $$
begin
	with page as materialized (
		select r.report_id, r.code, r.status, r.agency_id, r.answer
		from report r
		where r.tenant_id = p_tenant and r.report_id > p_after
		order by r.report_id
		limit p_limit
	), looked as (
		select p.report_id, p.code, case
			when e.at is null then 'without_history'
			when not e.fits then 'stands_elsewhere'
			when p.answer is not null and not exists (select from event_content c
				where c.tenant_id = p_tenant and c.text = p.answer and c.event_id = any (e.answers)) then 'other_answer'
			end as fault
		from page p
			-- Of two events of one instant either may be the last.
			cross join lateral (select max(x.at) as at,
					coalesce(array_agg(x.event_id) filter (where x.type = 'answered'), '{}') as answers,
					bool_or(x.to_status = p.status and x.agency_id = p.agency_id) filter (where x.newest) as fits
				from (select y.*, y.at = max(y.at) over () as newest
					from report_event y where y.tenant_id = p_tenant and y.report_id = p.report_id offset 0) x) e
	)
	select count(*), coalesce((array_agg(l.report_id order by l.report_id desc))[1], p_after), count(*) < p_limit,
		(array_agg(l.code order by l.report_id) filter (where l.fault is not null))[1],
		(array_agg(l.report_id order by l.report_id) filter (where l.fault is not null))[1],
		(array_agg(l.fault order by l.report_id) filter (where l.fault is not null))[1]
	into checked, last_id, ended, bad_code, bad_id, fault
	from looked l;
end $$;
