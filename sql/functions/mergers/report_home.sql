-- report_home: whose the report of a code is: the province's own, or that of one that became part of it, of which only
-- what was open goes on here.
create or replace function pakn.report_home(c pakn.report_code)
returns int
language sql immutable
as $$
	select coalesce(c.of_tenant, c.tenant_id)
$$;
