-- sender_report: the report of a code, provided that its sender asks, and that it goes on here: what was closed before
-- its province became part of this one is only read.
-- Raises: as sender_code | PK409 closed_already
create or replace function pakn.sender_report(p_digest bytea, p_tenant int, p_code text)
returns uuid
language plpgsql stable
as $$
declare
	v_code pakn.report_code := pakn.sender_code(p_digest, p_tenant, p_code);
begin
	if v_code.of_tenant is not null then
		perform pakn.refuse(409, 'closed_already');
	end if;
	return v_code.report_id;
end $$;
