-- queue_changed: the queues that changed in the last seconds, each with a mark that is another after a
-- further change; wakes long polls.  Windows of successive questions overlap, since commits are not in
-- the order of their times.  Those of agencies beside the lead change with each step of the case, and with a
-- new report that names them.  The desk has what an agency answered until it is reviewed (work_item_follow).
create or replace function pakn.queue_changed(p_seconds int)
returns table (topic text, mark text)
language sql stable security definer set search_path = pakn, public, pg_temp
as $$
	with event as (
		select e.tenant_id, e.event_id, e.report_id, e.from_status, e.to_status, e.from_agency_id, e.agency_id, e.other_agency_id, t.desk_id
		from tenant t
			join report_event e on e.tenant_id = t.tenant_id
				and e.event_id >= uuid_floor(now() - make_interval(secs => p_seconds))
	), change as (
		select e.tenant_id, a.agency_id, e.event_id
		from event e,
			lateral (values (e.agency_id), (nullif(e.from_agency_id, e.agency_id)), (e.other_agency_id),
				(case when 'answered' in (e.from_status, e.to_status) then e.desk_id end)) as a (agency_id)
		where a.agency_id is not null
		union all
		select c.tenant_id, c.agency_id, e.event_id
		from event e join report_agency c on c.tenant_id = e.tenant_id and c.report_id = e.report_id
		where e.from_status is not null
		union all
		select c.tenant_id, c.agency_id, c.report_id
		from tenant t join report_agency c on c.tenant_id = t.tenant_id
			and c.report_id >= uuid_floor(now() - make_interval(secs => p_seconds))
	)
	select queue_topic(c.tenant_id, c.agency_id), max(c.event_id::text) || ' ' || count(*)
	from change c
	group by 1
$$;
