-- delegation_add: a head lets a colleague release and send back answers in their place for a time.
-- Answers: 201 and the delegation | PK401 PK403 | PK422 colleague or time, or the operation id with another body
-- Writes: delegation, operation
create or replace function pakn.delegation_add(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea,
	p_id uuid, p_deputy text, p_from timestamptz, p_until timestamptz)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'agency:delegate');
	v_from timestamptz := coalesce(p_from, now());
	v_deputy int;
	v_answer pakn.answer;
begin
	v_answer := operation_recall(p_tenant, p_operation_id, p_body_hash);
	if v_answer.status is not null then
		return v_answer;
	end if;
	v_deputy := colleague(p_tenant, who.agency_id, p_deputy, '/deputy');
	if v_deputy = who.staff_id then
		perform refuse(422, 'invalid', field_error('/deputy', 'oneself'));
	end if;
	perform absence_check(v_from, p_until);
	insert into delegation values (p_tenant, p_id, who.agency_id, who.staff_id, v_deputy, v_from, p_until);
	v_answer := (201, delegation_json(d)::text, null, null, null, null)::pakn.answer
	from delegation d where d.tenant_id = p_tenant and d.delegation_id = p_id;
	return operation_record(p_tenant, p_operation_id, p_body_hash, v_answer);
end $$;
