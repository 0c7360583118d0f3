-- link_do: what is done by a link: opened (by whoever presses for it: to ask for the page alone, as scanners of mail do, is
-- nothing), accepted, given back, answered, by an agency without accounts; rated or opened again by who sent the report.
-- p_version: the version of the case that one acts upon; null: any.  p_planned_on: of what is planned.
-- Raises: as link_find | PK409 not_allowed_now | PK412 another version | PK422 inputs, or the operation id with another body
-- Writes: case_link, operation, attachment, and as report_move
create or replace function pakn.link_do(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea, p_event_id uuid,
	p_version text, p_action text, p_score int, p_text text, p_outcome text, p_planned_on date, p_attachments uuid[], p_lang text)
returns pakn.answer
language plpgsql
as $$
declare
	l pakn.case_link := pakn.link_find(p_digest, p_tenant, case when p_action in ('rate', 'reopen') then 'rate' else 'handle' end);
	r pakn.report;
	v_answer pakn.answer;
	v_step record;
begin
	select * into r from pakn.report x where x.tenant_id = p_tenant and x.report_id = l.report_id for update;
	v_answer := pakn.operation_recall(p_tenant, p_operation_id, p_body_hash);
	if v_answer.status is not null then
		return v_answer;
	end if;
	if p_action = 'open' then
		update pakn.case_link x set opened_at = now()
		where x.tenant_id = p_tenant and x.digest = p_digest and x.opened_at is null;
		if found then
			l.opened_at := now();
			perform pakn.event_add(r, p_event_id, 'open-hand-off', 'Liên kết đã được mở.', p_kind => 'agency');
		end if;
	elsif p_action <> all (pakn.link_may(l, r)) then
		perform pakn.refuse(409, 'not_allowed_now',
			jsonb_build_object('case_status', r.status, 'allowed', to_jsonb(pakn.link_may(l, r))));
	elsif l.purpose = 'rate' then
		r := pakn.sender_act(r, p_event_id, p_action, p_score, p_text);
	else
		v_step := pakn.case_check(r, '{staff}', r.agency_id, p_action, coalesce(p_version, r.version::text), null, now());
		perform pakn.answer_check(r, p_action, p_text, p_outcome, p_planned_on, p_attachments);
		r := pakn.report_move(r, p_event_id, v_step.does, v_step.to_status, 'agency', null, null, p_text, p_outcome,
			p_due_on => p_planned_on);
		perform pakn.attachments_link(p_tenant, r.report_id, 'answer', p_attachments);
	end if;
	return pakn.operation_record(p_tenant, p_operation_id, p_body_hash,
		(200, pakn.link_json(l, r, true, p_lang)::text, null, null, null, null)::pakn.answer);
end $$;
