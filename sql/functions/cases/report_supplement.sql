-- report_supplement: the sender's answer to a question; the case goes on where it stood.
-- Answers: 200 and the sender's view | PK401 | PK404 | PK409 nothing was asked | PK422
-- Writes: as report_move, operation, attachment
create or replace function pakn.report_supplement(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea,
	p_event_id uuid, p_code text, p_text text, p_attachments uuid[], p_lang text)
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
	r := sender_act(r, p_event_id, 'supplement', null, p_text);
	perform attachments_link(p_tenant, r.report_id, 'supplement', p_attachments);
	v_answer := report_show(p_digest, p_tenant, p_code, false, p_lang);
	return operation_record(p_tenant, p_operation_id, p_body_hash, v_answer);
end $$;
