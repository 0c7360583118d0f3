-- case_duplicate: says that a case is the same matter as another, which stands for both from then on: its deadline is the earlier
-- one of the two, and whoever sent this one hears what becomes of that.  What is merged already is resolved to what was kept.
-- Agencies may say so of two cases of theirs, the desk of any.  Of two that are open the one that came first is kept.
-- p_of: the other case, by its code or id.
-- Answers: 200 and the case | PK401 PK403 | PK404 unknown, or never theirs | PK409 not allowed now, or the other is another agency's
--          | PK412 PK428 as case_move | PK422 the other: unknown, the same, refused, or later; or the operation id with another body
-- Writes: report_duplicate, operation, and as report_move
create or replace function pakn.case_duplicate(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea,
	p_event_id uuid, p_report_id uuid, p_version text, p_of text, p_reason text)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record;
	r report;
	k report;
	v_step record;
begin
	perform caller(p_digest, p_tenant, 'case:act');
	perform duplicates_lock(p_tenant, p_report_id, p_of);
	select * into who from case_take(p_digest, p_tenant, 'case:act', p_operation_id, p_body_hash, p_report_id);
	if (who.replay).status is not null then
		return who.replay;
	end if;
	r := who.r;
	select * into k from report x where x.tenant_id = p_tenant and x.report_id = case_kept(p_tenant, case_named(p_tenant, p_of));
	v_step := case_check(r, who.roles, who.agency_id, 'duplicate', p_version, null, now());
	perform duplicate_check(r, k, who.role, who.agency_id);
	k := duplicate_join(r, k, p_event_id, who.staff_id);
	-- A millisecond later, as what happened last is told by time, and then by id.
	r := report_move(r, uuid_at(uuid_time(p_event_id) + interval '1 ms', 0), v_step.does, v_step.to_status, 'staff', who.staff_id,
		k.agency_id, concat_ws(': ', 'Gộp với ' || k.code, p_reason), null);
	return case_told(p_operation_id, p_body_hash, r, who.role, who.roles, who.agency_id);
end $$;
