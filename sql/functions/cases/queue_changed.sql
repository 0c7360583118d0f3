-- queue_changed: the queues that changed in the last seconds, each with a mark that is another after a
-- further change; wakes long polls.  Windows of successive questions overlap, since commits are not in
-- the order of their times.  The desk has what an agency answered until it is reviewed (work_item_follow).
create or replace function pakn.queue_changed(p_seconds int)
returns table (topic text, mark text)
language sql stable security definer set search_path = pakn, public, pg_temp
as $$
	select queue_topic(e.tenant_id, a.agency_id), max(e.event_id::text) || ' ' || count(*)
	from tenant t
		join report_event e on e.tenant_id = t.tenant_id
			and e.event_id >= uuid_floor(now() - make_interval(secs => p_seconds)),
		lateral (values (e.agency_id), (nullif(e.from_agency_id, e.agency_id)),
			(case when 'answered' in (e.from_status, e.to_status) then t.desk_id end)) as a (agency_id)
	where a.agency_id is not null
	group by 1
$$;
