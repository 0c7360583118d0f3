-- case_separate: takes a case out of the one that it was merged into: it goes on where it stood, with whoever had it, and by its own
-- deadline; so does the other.
-- Answers: 200 and the case | PK401 PK403 | PK404 unknown, or never theirs | PK409 not allowed now | PK412 PK428 as case_move
--          | PK422 the operation id with another body
-- Writes: report_duplicate, operation, and as report_move
create or replace function pakn.case_separate(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea,
	p_event_id uuid, p_report_id uuid, p_version text, p_reason text)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record;
	v_step record;
	r report;
begin
	perform caller(p_digest, p_tenant, 'case:act');
	perform duplicates_lock(p_tenant, p_report_id, null);
	select * into who from case_take(p_digest, p_tenant, 'case:act', p_operation_id, p_body_hash, p_report_id);
	if (who.replay).status is not null then
		return who.replay;
	end if;
	v_step := case_check(who.r, who.roles, who.agency_id, 'separate', p_version, null, now());
	r := duplicate_part(who.r, p_event_id, 'staff', who.staff_id, p_reason);
	return case_told(p_operation_id, p_body_hash, r, who.role, who.roles, who.agency_id);
end $$;
