-- reason_internal: whether the reason for which a report is where it is are words between agencies.
create or replace function pakn.reason_internal(r pakn.report)
returns boolean
language plpgsql stable
as $$
begin
	return exists (
		select from (
			select e.type
			from pakn.report_event e
			where e.tenant_id = r.tenant_id and e.report_id = r.report_id and e.agency_id <> e.from_agency_id
			order by e.at desc, e.event_id desc
			limit 1) last
			join pakn.action a on a.event_type = last.type and a.internal);
end $$;
