-- clock_spans: who held the clock of a report, from its receipt until now, or until it was closed; with its time in a province that
-- became part of this one.
create or replace function pakn.clock_spans(r pakn.report)
returns setof pakn.clock_span
language sql stable
as $$
	select s.* from pakn.clock_span s
	where s.tenant_id = any (pakn.report_tenants(r.tenant_id, r.report_id)) and s.report_id = r.report_id
	union all
	select c.* from pakn.clock_running(r, now()) c where r.closed_at is null
$$;
