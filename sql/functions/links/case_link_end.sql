-- case_link_end: ends the links by which agencies handle a report.
-- Writes: case_link
create or replace function pakn.case_link_end(r pakn.report)
returns void
language plpgsql
as $$
begin
	update pakn.case_link l set revoked_at = now()
	where l.tenant_id = r.tenant_id and l.report_id = r.report_id and l.purpose = 'handle' and l.revoked_at is null;
end $$;
