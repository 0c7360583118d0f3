-- head_put: puts a head in charge of their agency from an instant on, now by default.
-- Answers: 200 and the agency's terms | PK401 PK403 | PK422 not a head's account, a time that is history, or the
--          operation id with another body
-- Writes: agency_head, admin_act, operation
create or replace function pakn.head_put(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea,
	p_username text, p_from timestamptz)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := caller(p_digest, p_tenant, 'admin:accounts');
	v_answer pakn.answer := operation_recall(p_tenant, p_operation_id, p_body_hash);
	v_staff staff;
	v_agency text;
	v_before jsonb;
begin
	if v_answer.status is not null then
		return v_answer;
	end if;
	select * into v_staff from staff s where s.tenant_id = p_tenant and s.username = lower(p_username);
	v_agency := (select a.code from agency a where a.tenant_id = p_tenant and a.agency_id = v_staff.agency_id);
	v_before := agency_heads_json(p_tenant, v_staff.agency_id);
	perform agency_head_set(p_tenant, v_staff.staff_id, coalesce(p_from, now()));
	perform admin_act_record(p_tenant, uuid_at(clock_timestamp(), 0), who.staff_id, null, 'heads', v_agency, v_before,
		agency_heads_json(p_tenant, v_staff.agency_id)::jsonb);
	v_answer := (200, json_build_object('agency', v_agency, 'items', agency_heads_json(p_tenant, v_staff.agency_id))::text,
		null, null, null, null)::pakn.answer;
	return operation_record(p_tenant, p_operation_id, p_body_hash, v_answer);
end $$;
