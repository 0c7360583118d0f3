-- flag_resolve: the desk decides about a thing that was flagged: it stays (keep), or is public no longer (remove).  What was taken
-- away because so many flagged it comes back where it stays.
-- Answers: 200 | PK401 PK403 | PK404 unknown, or not flagged | PK409 what may not be public | PK422 inputs, or the operation id with
--          another body
-- Writes: flag, flag_item, operation; as publication_set and report_move
create or replace function pakn.flag_resolve(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea,
	p_event_id uuid, p_report_id uuid, p_item text, p_attachment uuid, p_decision text, p_reason text)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'flag:resolve');
	r report;
	v_item text := flag_item_of(p_item, p_attachment);
	v_keep boolean := p_decision = 'keep';
	v_taken boolean;
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
	select i.taken into v_taken from flag_item i
	where i.tenant_id = p_tenant and i.report_id = p_report_id and i.item = v_item and i.waits_since is not null;
	if not found then
		perform refuse(404, 'not_there');
	end if;
	if v_taken or not v_keep then
		perform flag_put(r, v_item, case when v_keep then 'released' else 'removed' end);
	end if;
	update flag_item i set waits_since = null, waiting = 0, taken = false, kept = v_keep
	where i.tenant_id = p_tenant and i.report_id = p_report_id and i.item = v_item;
	update flag f set closed_at = now()
	where f.tenant_id = p_tenant and f.report_id = p_report_id and f.item = v_item and f.closed_at is null;
	r := report_move(r, p_event_id, 'flag-resolve', r.status, 'staff', who.staff_id, null,
		flag_words(r, v_item, case when v_keep then 'Giữ' else 'Gỡ' end) || ': ' || p_reason, null);
	v_answer := (200, json_build_object('id', r.report_id, 'item', p_item, 'decision', p_decision, 'version', r.version)::text,
		r.version::text, null, null, null)::pakn.answer;
	return operation_record(p_tenant, p_operation_id, p_body_hash, v_answer);
end $$;
