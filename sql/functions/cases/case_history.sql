-- case_history: what case_events has of a report, oldest first.
create or replace function pakn.case_history(p_tenant int, p_report_id uuid, p_agency_id int default null,
	p_after int default null)
returns json
language plpgsql stable
as $$
begin
	return (select coalesce(json_agg(e.line order by e.at, e.event_id), '[]')
		from pakn.case_events(p_tenant, p_report_id, p_agency_id, p_after) e);
end $$;
