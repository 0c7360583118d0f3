-- case_redact: takes words or a file out of a report, for good, or puts other words in their place; also where it stayed with a
-- province that became part of its own.  The history tells that it was done, by whom, why, who had asked for it and on what
-- ground, and still verifies.
-- p_part: description, address, attributes, answer, event with its id, or attachment with its id, which is deleted.
-- Answers: 200 and the new version | PK401 PK403 | PK404 unknown | PK412 another version: what was taken out meanwhile would come
--          back | PK428 no version | PK422 nothing stands there, or the
--          operation id with another body
-- Writes: as part_erase, erasure_end; admin_act, operation
create or replace function pakn.case_redact(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea,
	p_event_id uuid, p_report_id uuid, p_part text, p_event uuid, p_text text, p_reason text,
	p_attachment uuid, p_version text, p_asked_by text default null, p_ground text default null)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'case:redact');
	v_asked_by text := coalesce(p_asked_by, 'agency');
	v_ground text := coalesce(p_ground, 'excess');
	v_id uuid := case p_part when 'event' then p_event when 'attachment' then p_attachment end;
	v_erased text;
	v_first text;
	v_version int;
	v_answer pakn.answer;
	r report;
	c report;
begin
	select * into r from report x where x.tenant_id = p_tenant and x.report_id = p_report_id for update;
	if not found then
		perform refuse(404, 'unknown_case');
	end if;
	v_answer := operation_recall(p_tenant, p_operation_id, p_body_hash);
	if v_answer.status is not null then
		return v_answer;
	end if;
	perform case_version_check(r, roles_now(p_tenant, who.staff_id, who.role, who.agency_id), who.agency_id, p_version);
	v_version := r.version;
	for c in select * from report_copies(p_tenant, p_report_id) loop
		v_erased := part_erase(c, p_part, v_id, p_text);
		continue when v_erased is null;
		v_first := coalesce(v_first, v_erased);
		if c.tenant_id = p_tenant then
			c := erasure_end(c, p_event_id, 'redact', 'staff', who.staff_id, p_reason, v_asked_by, v_ground, array[v_erased]);
			v_version := c.version;
		else
			perform erasure_end(c, uuid_at(clock_timestamp(), 0), 'redact', 'system', null, p_reason, v_asked_by, v_ground, array[v_erased]);
		end if;
	end loop;
	if v_first is null then
		perform refuse(422, 'invalid', field_error(case when p_part in ('event', 'attachment') then '/' || p_part else '/part' end, 'nothing_there'));
	end if;
	perform admin_act_by(p_tenant, who.staff_id, 'cases', 'redact', r.code, null,
		jsonb_build_object('part', p_part, 'erased', v_first, 'reason', p_reason, 'asked_by', v_asked_by, 'ground', v_ground));
	v_answer := (200, json_build_object('id', r.report_id, 'version', v_version, 'event', p_event_id)::text,
		v_version::text, null, null, null)::pakn.answer;
	return operation_record(p_tenant, p_operation_id, p_body_hash, v_answer);
end $$;
