-- case_publish: makes parts of a report public (p_action publish), or takes them back (unpublish): its text, with
-- address and place, and its answer.  By default the text, and the answer once it stands; of unpublish, all.
-- Never against the sender's wish, nor what is out of scope.
-- Answers: 200 and the case | PK401 PK403 | PK404 unknown, or another agency's | PK409 not allowed now, the
--          sender disagrees, out of scope, or not public | PK412 PK428 as case_move | PK422 nothing to do, or the answer does not stand
-- Writes: as report_move, operation
create or replace function pakn.case_publish(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea,
	p_event_id uuid, p_report_id uuid, p_version text, p_action text, p_text boolean, p_answer boolean, p_reason text)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'case:act');
	v_roles text[] := pakn.roles_now(p_tenant, who.staff_id, who.role, who.agency_id);
	r report;
	v_answer pakn.answer;
	v_text boolean;
	v_reply boolean;
begin
	select * into r from report x
	where x.tenant_id = p_tenant and x.report_id = p_report_id
	for update;
	v_answer := operation_recall(p_tenant, p_operation_id, p_body_hash);
	if v_answer.status is not null then
		return v_answer;
	end if;
	who.agency_id := agency_acting(p_tenant, who.agency_id, r.agency_id);
	if r.agency_id is null or (r.agency_id <> who.agency_id and not may(who.role, 'case:read_all')) then
		perform refuse(404, 'unknown_case');
	end if;
	perform case_check(r, v_roles, who.agency_id, p_action, p_version, null, now());
	v_text := coalesce(p_text, true);
	v_reply := coalesce(p_answer, p_action = 'unpublish' or r.status = 'resolved');
	if p_action = 'publish' then
		perform publish_check(r, v_text, v_reply);
	elsif not exists (select from report_publication p where p.tenant_id = p_tenant and p.report_id = p_report_id
		and (v_text and p.text_release = 'released' or v_reply and p.answer_release = 'released'))
	then
		perform refuse(409, 'not_public');
	end if;
	perform publication_set(r, p_action, v_text, v_reply);
	r := report_move(r, p_event_id, p_action, r.status, 'staff', who.staff_id, null,
		concat_ws(': ', publication_words(p_action, v_text, v_reply), p_reason), null);
	v_answer := (200, case_json(r, v_roles, who.agency_id)::text, r.version::text, null, null, null)::pakn.answer;
	return operation_record(p_tenant, p_operation_id, p_body_hash, v_answer);
end $$;
