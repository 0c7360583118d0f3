-- erasure_end: leaves the tombstone of an erasure in a report's history: what it was of, who had asked for it and on what
-- ground, as part of the chain.  Call it with the report locked, after what it tells of.  Answers the report as it is afterwards.
-- p_action: redact or erase-contact.
-- Writes: operation, erasure, report_search; as report_move
create or replace function pakn.erasure_end(r pakn.report, p_event_id uuid, p_action text, p_actor_kind text, p_actor_id int,
	p_reason text, p_asked_by text, p_ground text, p_erased text[])
returns pakn.report
language plpgsql
as $$
begin
	perform pakn.operation_forget(r.tenant_id, r.report_id, r.code);
	delete from pakn.report_search x where x.tenant_id = r.tenant_id and x.report_id = r.report_id;
	insert into pakn.erasure values (r.tenant_id, p_event_id, r.report_id, p_asked_by, p_ground, p_erased);
	select * into r from pakn.report x where x.tenant_id = r.tenant_id and x.report_id = r.report_id;
	return pakn.report_move(r, p_event_id, p_action, r.status, p_actor_kind, p_actor_id, null, p_reason, null);
end $$;
