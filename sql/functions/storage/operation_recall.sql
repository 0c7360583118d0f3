-- operation_recall: what a write answered when it was done the first time; null where it was not yet.
-- Call it after the row that the write concerns is locked: an equal write under way is then over.
-- Raises: PK422 the same operation id, but another request
create or replace function pakn.operation_recall(p_tenant int, p_operation_id uuid, p_body_hash bytea)
returns pakn.answer
language plpgsql volatile
as $$
declare
	v_done pakn.operation;
begin
	select * into v_done from pakn.operation o where o.tenant_id = p_tenant and o.operation_id = p_operation_id;
	if pakn.is_other_body(v_done.body_hash, p_body_hash) then
		perform pakn.refuse(422, 'key_reused');
	end if;
	return v_done.result;
end $$;
