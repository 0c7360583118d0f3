-- queue_changed: the agencies whose queue changed in the last seconds; wakes long polls.  Windows of
-- successive questions overlap, since commits are not in the order of their times.
create or replace function pakn.queue_changed(p_seconds int)
returns table (tenant_id int, agency_id int)
language sql stable security definer set search_path = pakn, public, pg_temp
as $$
	select distinct e.tenant_id, a.agency_id
	from tenant t
		join report_event e on e.tenant_id = t.tenant_id
			and e.event_id >= uuid_floor(now() - make_interval(secs => p_seconds)),
		lateral (values (e.agency_id), (e.from_agency_id), (t.desk_id)) as a (agency_id)
	where a.agency_id is not null
$$;
