-- admin_delete: takes a fact back (fact_delete); what may not be deleted is ended by changing it.
-- Answers: 204 | PK401 PK403 | PK404 | PK405 fact_stays | PK412 another version | PK428 no version
--          | PK422 the operation id with another request
-- Writes: as fact_delete or rules_save, admin_act, operation
create or replace function pakn.admin_delete(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea,
	p_act_id uuid, p_noun text, p_key text, p_version text)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'admin:write');
	v_key text := fact_key_meant(p_tenant, p_noun, p_key);
	v_answer pakn.answer;
	v_before jsonb;
begin
	perform facts_lock(p_tenant);
	v_answer := operation_recall(p_tenant, p_operation_id, p_body_hash);
	if v_answer.status is not null then
		return v_answer;
	end if;
	v_before := fact_of(p_tenant, p_noun, v_key);
	if v_before is null then
		perform refuse(404, 'not_there');
	end if;
	if fact_stays(p_tenant, p_noun, v_before) then
		perform refuse(405, 'ended_not_deleted');
	end if;
	perform fact_version_check(p_tenant, p_noun, v_key, v_before, p_version, null);
	if p_noun = 'rules' then
		perform rules_without(p_tenant, (v_before->>'rule_no')::int, who.staff_id, who.api_key_id);
	else
		perform fact_delete(p_tenant, p_noun, v_before);
	end if;
	perform admin_act_record(p_tenant, p_act_id, who.staff_id, who.api_key_id, p_noun, v_key, v_before, null);
	return operation_record(p_tenant, p_operation_id, p_body_hash, (204, null, null, null, null, null)::pakn.answer);
end $$;
