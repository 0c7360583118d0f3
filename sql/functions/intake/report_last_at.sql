-- report_last_at: when a report's last event was.  In plpgsql, which keeps its plan: over all parts of the history that cost
-- most of an act.
create or replace function pakn.report_last_at(p_tenant int, p_report_id uuid)
returns timestamptz
language plpgsql stable
as $$
begin
	return (select max(e.at) from pakn.report_event e where e.tenant_id = p_tenant and e.report_id = p_report_id);
end $$;
