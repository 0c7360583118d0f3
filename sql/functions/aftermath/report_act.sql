-- report_act: its sender rates what came of a report, has it opened again, or withdraws it.
-- Answers: 200 and the sender's view | PK401 | PK404 unknown code | PK409 as sender_act | PK422 the score, or the operation id with
--          another body
-- Writes: as report_move, operation
create or replace function pakn.report_act(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea,
	p_event_id uuid, p_code text, p_action text, p_score int, p_comment text, p_reason text, p_lang text)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	r report;
	v_answer pakn.answer;
begin
	select * into r from report x
	where x.tenant_id = p_tenant and x.report_id = sender_report(p_digest, p_tenant, p_code) for update;
	v_answer := operation_recall(p_tenant, p_operation_id, p_body_hash);
	if v_answer.status is not null then
		return v_answer;
	end if;
	r := sender_act(r, p_event_id, p_action, p_score, coalesce(p_comment, p_reason));
	return operation_record(p_tenant, p_operation_id, p_body_hash, report_show(p_digest, p_tenant, p_code, false, p_lang));
end $$;
