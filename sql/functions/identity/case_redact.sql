-- case_redact: takes words out of a report, for good, or puts others in their place; the history tells that
-- it was done, by whom and why, and still verifies.
-- p_part: description, address, attributes, answer, event with its id, or attachment with its id, which is deleted.
-- Answers: 200 and the new version | PK401 PK403 | PK404 unknown | PK422 nothing stands there, or the
--          operation id with another body
-- Writes: report, attachment, attachment_file, file_unused, report_event, event_content, event_unsealed, admin_act, operation
create or replace function pakn.case_redact(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea,
	p_event_id uuid, p_report_id uuid, p_part text, p_event uuid, p_text text, p_reason text,
	p_attachment uuid default null)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'case:redact');
	r report;
	v_text text := coalesce(p_text, removed_words());
	v_event uuid;
	v_answer pakn.answer;
begin
	select * into r from report x where x.tenant_id = p_tenant and x.report_id = p_report_id for update;
	if not found then
		perform refuse(404, 'unknown_case');
	end if;
	v_answer := operation_recall(p_tenant, p_operation_id, p_body_hash);
	if v_answer.status is not null then
		return v_answer;
	end if;
	if p_part in ('answer', 'event') then
		select c.event_id into v_event
		from report_event e join event_content c on c.tenant_id = e.tenant_id and c.event_id = e.event_id
		where e.tenant_id = p_tenant and e.report_id = p_report_id
			and case when p_part = 'event' then e.event_id = p_event else e.type = 'answered' and c.text = r.answer end
		order by e.at desc limit 1;
		if not found then
			perform refuse(422, 'invalid', field_error(case when p_part = 'event' then '/event' else '/part' end, 'nothing_there'));
		end if;
		perform event_redact(p_tenant, p_report_id, v_event, v_text);
	end if;
	if p_part = 'attachment' then
		perform 1 from attachment a where a.tenant_id = p_tenant and a.report_id = p_report_id
			and a.attachment_id = p_attachment and a.release <> 'removed';
		if not found then
			perform refuse(422, 'invalid', field_error('/attachment', 'nothing_there'));
		end if;
		perform attachment_remove(p_tenant, p_attachment);
	end if;
	update report x set
		description = case when p_part = 'description' then v_text else x.description end,
		text_salt = case when p_part = 'description' then null else x.text_salt end,
		address = case when p_part = 'address' then p_text else x.address end,
		attributes = case when p_part = 'attributes' then null else x.attributes end
	where x.tenant_id = p_tenant and x.report_id = p_report_id
	returning * into r;
	perform operation_forget(p_tenant, p_report_id, r.code);
	r := report_move(r, p_event_id, 'redact', r.status, 'staff', who.staff_id, null, p_reason, null);
	perform admin_act_by(p_tenant, who.staff_id, 'cases', 'redact', r.code, null,
		jsonb_build_object('part', p_part, 'event', v_event, 'attachment', p_attachment, 'reason', p_reason));
	v_answer := (200, json_build_object('id', r.report_id, 'version', r.version, 'event', p_event_id)::text,
		r.version::text, null, null, null)::pakn.answer;
	return operation_record(p_tenant, p_operation_id, p_body_hash, v_answer);
end $$;
