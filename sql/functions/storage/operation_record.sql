-- operation_record: keeps what a write answers, for its repetition, and answers it.
-- Where an equal write was quicker, this one is undone and asked again (SQLSTATE 40001).
-- Writes: operation
create or replace function pakn.operation_record(p_tenant int, p_operation_id uuid, p_body_hash bytea, p_answer pakn.answer)
returns pakn.answer
language plpgsql
as $$
begin
	insert into pakn.operation values (p_tenant, p_operation_id, p_body_hash, now(), p_answer)
	on conflict (tenant_id, operation_id) do nothing;
	if not found then
		raise exception using errcode = '40001', message = 'the same operation was done meanwhile';
	end if;
	return p_answer;
end $$;
