-- is_contested: whether agencies have handed a report over so often that only the desk decides who answers.
create or replace function pakn.is_contested(r pakn.report)
returns boolean
language plpgsql stable
as $$
begin
	return r.handovers > 0 and r.handovers >= (select t.handover_limit from pakn.tenant t where t.tenant_id = r.tenant_id);
end $$;
