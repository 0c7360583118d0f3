-- case_told: how every act of staff on a case ends: its answer is the case as who acted may see it now, and is kept for a
-- repetition of the operation.
-- Writes: operation
create or replace function pakn.case_told(p_operation_id uuid, p_body_hash bytea, r pakn.report, p_role text, p_roles text[],
	p_agency_id int)
returns pakn.answer
language plpgsql
as $$
begin
	return pakn.operation_record(r.tenant_id, p_operation_id, p_body_hash,
		(200, pakn.case_view(r, p_role, p_roles, p_agency_id)::text, r.version::text, null, null, null)::pakn.answer);
end $$;
