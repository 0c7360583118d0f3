-- operation_forget: takes the words out of what writes about a report answered, which are kept for their
-- repetition: that still tells what was done.
-- Writes: operation
create or replace function pakn.operation_forget(p_tenant int, p_report_id uuid, p_code text)
returns void
language sql
as $$
	update pakn.operation o set result.body = ((o.result).body::jsonb
		- '{description,summary,address,location,attributes,answer,routing,history,timeline}'::text[])::text
	where o.tenant_id = p_tenant
		and ((o.result).body like '%' || p_report_id || '%' or (o.result).body like '%' || p_code || '%')
$$;
