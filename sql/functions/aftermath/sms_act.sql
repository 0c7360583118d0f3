-- sms_act: what somebody does by a message with a report that they sent from this phone: rates it, has it opened again, adds to it,
-- withdraws it.
-- Answers: a word for what came of it: rated, reopened, supplemented, withdrawn; or the code of the refusal
-- Raises: PK401 PK403 as caller() | PK404 unknown code
-- Writes: as report_move, operation
create or replace function pakn.sms_act(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea, p_event_id uuid,
	p_code text, p_phone_hash bytea, p_verb text, p_score int, p_text text)
returns table (said text)
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_code report_code;
	r report;
	v_answer pakn.answer;
begin
	perform caller(p_digest, p_tenant, 'report:submit');
	select * into v_code from report_code c where c.tenant_id = p_tenant and c.code = p_code;
	if not found then
		perform refuse(404, 'unknown_code');
	elsif v_code.of_tenant is not null then
		return query select 'closed_already';
		return;
	end if;
	select x.* into r from report x join report_sender s on s.tenant_id = x.tenant_id and s.report_id = x.report_id
	where x.tenant_id = p_tenant and x.report_id = v_code.report_id and s.phone_hash = p_phone_hash
	for update of x;
	if not found then
		return query select 'other_phone';
		return;
	end if;
	v_answer := operation_recall(p_tenant, p_operation_id, p_body_hash);
	if v_answer.status is null then
		begin
			r := sender_act(r, p_event_id, p_verb, p_score, p_text);
		exception when sqlstate 'PK409' or sqlstate 'PK422' then
			return query select sqlerrm;
			return;
		end;
		v_answer := operation_record(p_tenant, p_operation_id, p_body_hash, (200, p_verb, null, null, null, null)::pakn.answer);
	end if;
	return query select v_answer.body;
end $$;
