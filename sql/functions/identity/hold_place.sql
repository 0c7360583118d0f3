-- hold_place: keeps one report's sender, or all that one person sent, from being erased, until it is lifted.
-- Answers: 201 | PK401 PK403 | PK404 unknown report | PK422 not exactly one of report, phone and e-mail
-- Writes: identity_hold, admin_act, operation
create or replace function pakn.hold_place(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea,
	p_hold_id uuid, p_report_id uuid, p_phone_hash bytea, p_email_hash bytea, p_reason text)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'identity:hold');
	v_answer pakn.answer := operation_recall(p_tenant, p_operation_id, p_body_hash);
begin
	if v_answer.status is not null then
		return v_answer;
	end if;
	if num_nonnulls(p_report_id, p_phone_hash, p_email_hash) <> 1 then
		perform refuse(422, 'invalid', field_error('/report', 'one_of'));
	end if;
	if p_report_id is not null and not exists (select from report r
		where r.tenant_id = p_tenant and r.report_id = p_report_id) then
		perform refuse(404, 'unknown_case');
	end if;
	insert into identity_hold (tenant_id, hold_id, report_id, phone_hash, email_hash, reason, placed_by, placed_at)
	values (p_tenant, p_hold_id, p_report_id, p_phone_hash, p_email_hash, p_reason, who.staff_id, now());
	perform admin_act_by(p_tenant, who.staff_id, 'holds', 'add', p_hold_id::text, null, jsonb_build_object('report', p_report_id,
		'by', case when p_report_id is not null then 'report' when p_phone_hash is not null then 'phone' else 'email' end,
		'reason', p_reason));
	v_answer := (201, json_build_object('id', p_hold_id, 'placed_at', now())::text, null, null, null, null)::pakn.answer;
	return operation_record(p_tenant, p_operation_id, p_body_hash, v_answer);
end $$;
