-- case_publish: makes parts of a report public (p_action publish), or takes them back (unpublish): its text, with
-- address and place, and its answer.  By default the text, and the answer once it stands; of unpublish, all.
-- Never against the sender's wish, nor what is out of scope.
-- p_mask: words that are masked beside those that the rules find; p_unmask: of those that let stand (case_preview).
-- Answers: 200 and the case | PK401 PK403 | PK404 unknown, or never theirs | PK409 not allowed now, the
--          sender disagrees, out of scope, or not public | PK412 PK428 as case_move | PK422 nothing to do, or the answer does not stand
-- Writes: as report_move, operation
create or replace function pakn.case_publish(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea,
	p_event_id uuid, p_report_id uuid, p_version text, p_action text, p_text boolean, p_answer boolean, p_reason text,
	p_mask jsonb default null, p_unmask jsonb default null)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record;
	r report;
	v_text boolean;
	v_reply boolean;
	v_masks text[];
	v_unmasks text[];
begin
	select * into who from case_take(p_digest, p_tenant, 'case:act', p_operation_id, p_body_hash, p_report_id);
	if (who.replay).status is not null then
		return who.replay;
	end if;
	r := who.r;
	perform case_check(r, who.roles, who.agency_id, p_action, p_version, null, now());
	v_text := coalesce(p_text, true);
	v_reply := coalesce(p_answer, p_action = 'unpublish' or r.status = 'resolved');
	if p_action = 'publish' then
		perform publish_check(r, v_text, v_reply);
		v_masks := masks_read(r, p_mask);
		v_unmasks := unmasks_read(r, p_unmask);
	elsif not exists (select from report_publication p where p.tenant_id = p_tenant and p.report_id = p_report_id
		and (v_text and p.text_release = 'released' or v_reply and p.answer_release = 'released'))
	then
		perform refuse(409, 'not_public');
	end if;
	perform publication_set(r, case p_action when 'publish' then 'released' else 'removed' end, v_text, v_reply, v_masks, v_unmasks);
	r := report_move(r, p_event_id, p_action, r.status, 'staff', who.staff_id, null,
		concat_ws(': ', publication_words(p_action, v_text, v_reply, v_masks, v_unmasks), p_reason), null);
	return case_told(p_operation_id, p_body_hash, r, who.role, who.roles, who.agency_id);
end $$;
