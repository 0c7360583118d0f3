-- admin_put: adds or changes one fact, by the rules of the imports, and records who did it.
-- Without a key nothing is kept, and the answer tells what would become of it.
-- A repeated operation id answers what it answered first, before the version is looked at.
-- Answers: 200 changed, or as it was | 201 added | PK401 PK403 | PK412 another version, or it exists
--          | PK422 what is wrong, by field, or the operation id with another body | PK428 no version
-- Writes: as fact_write, admin_act, operation
create or replace function pakn.admin_put(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea,
	p_act_id uuid, p_noun text, p_key text, p_version text, p_none_match text, p_fact jsonb)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'admin:write');
	-- What is empty is cleared, as an empty cell.
	v_fact jsonb := (select jsonb_object_agg(f.key, f.value) from jsonb_each(p_fact) f where f.value not in ('null', '""'));
	v_answer pakn.answer;
	v_key text;
	v_before jsonb;
	v_after jsonb;
begin
	perform facts_lock(p_tenant);
	if p_key is null then
		return admin_check(p_tenant, p_noun, v_fact, who.staff_id, who.api_key_id);
	end if;
	v_answer := operation_recall(p_tenant, p_operation_id, p_body_hash);
	if v_answer.status is not null then
		return v_answer;
	end if;
	v_key := fact_key_meant(p_tenant, p_noun, p_key, v_fact);
	v_before := fact_of(p_tenant, p_noun, v_key);
	v_fact := fact_placed(p_noun, v_key, v_before, v_fact);
	perform fact_version_check(p_tenant, p_noun, v_key, v_before, p_version, p_none_match);
	if fact_key(p_tenant, p_noun, v_fact) is distinct from v_key then
		perform refuse(422, 'invalid', jsonb_build_object('errors', jsonb_build_array(fact_error(
			case p_noun when 'rules' then 'rule_no' when 'holidays' then 'day' when 'office-hours' then 'calendar'
				when 'deadlines' then 'class' when 'deadline-rules' then 'category_code' when 'ladders' then 'category_code' when 'answer-rules' then 'category_code' when 'duties' then 'starts_at' when 'targets' then 'agency_code' else 'code' end, 'not_the_key',
			import_words('not_the_key', array[p_key])))));
	end if;
	perform fact_write(p_tenant, p_noun, v_fact, who.staff_id, who.api_key_id);
	v_after := fact_of(p_tenant, p_noun, v_key);
	perform admin_act_record(p_tenant, p_act_id, who.staff_id, who.api_key_id, p_noun, v_key, v_before, v_after);
	v_answer := (case when v_before is null then 201 else 200 end, fact_shown(p_tenant, p_noun, v_key, v_after)::text,
		md5(v_after::text), null, null, null)::pakn.answer;
	return operation_record(p_tenant, p_operation_id, p_body_hash, v_answer);
end $$;
