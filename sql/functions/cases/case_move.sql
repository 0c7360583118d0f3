-- case_move: one action of a member of staff on a case; the only writer of report.status after intake.
-- An importer says when it was done (p_at) and in which role (p_as: staff or head of the agency that has the
-- case, or dispatcher of the desk); the lifecycle decides with that role.
-- A repeated operation id answers what it answered first, before the version is looked at.
-- Answers: 200 and the case | PK401 PK403 | PK404 unknown, or another agency's | PK409 not allowed now
--          | PK412 another version | PK428 no version | PK422 inputs, or the operation id with another body
-- Writes: report, report_event, event_content, event_unsealed, work_item, stat_delta, operation, attachment
create or replace function pakn.case_move(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea,
	p_event_id uuid, p_report_id uuid, p_version text, p_action text,
	p_agency text, p_reason text, p_text text, p_outcome text,
	p_at timestamptz default null, p_as text default null, p_attachments uuid[] default null)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'case:act');
	v_roles text[] := pakn.roles_now(p_tenant, who.staff_id, who.role, who.agency_id);
	r report;
	v_to text;
	v_answer pakn.answer;
begin
	perform case_dated_check(p_digest, p_tenant, who.role, p_at, p_as);
	select * into r from report x
	where x.tenant_id = p_tenant and x.report_id = p_report_id
	for update;
	v_answer := operation_recall(p_tenant, p_operation_id, p_body_hash);
	if v_answer.status is not null then
		return v_answer;
	end if;
	-- Only now: what is repeated may have given the case to another agency.
	who.agency_id := agency_acting(p_tenant, who.agency_id, r.agency_id);
	if r.agency_id is null or (r.agency_id <> who.agency_id and not may(who.role, 'case:read_all')) then
		perform refuse(404, 'unknown_case');
	end if;
	if p_at is not null then
		if p_at < report_last_at(p_tenant, p_report_id) then
			perform refuse(422, 'invalid', field_error('/at', 'before_last_event'));
		end if;
		v_roles := array[p_as];
		who.agency_id := case when p_as = 'dispatcher' then (select t.desk_id from tenant t where t.tenant_id = p_tenant)
			else r.agency_id end;
	end if;
	perform case_check(r, v_roles, who.agency_id, p_action, p_version, p_agency, coalesce(p_at, now()));
	select case when l.to_status = '=' then r.resume_to else coalesce(l.to_status, r.status) end into v_to
	from lifecycle_allowed(v_roles, r.agency_id = who.agency_id, r.status, r.released_at is not null) l
	where l.action = p_action;
	r := report_move(r, p_event_id, p_action, v_to, 'staff', who.staff_id,
		(select a.agency_id from agency a where a.tenant_id = p_tenant and a.code = p_agency),
		coalesce(p_text, p_reason), p_outcome, p_at);
	perform attachments_link(p_tenant, p_report_id, 'answer', p_attachments);
	v_answer := (200, case_json(r, v_roles, who.agency_id)::text, r.version::text, null, null, null)::pakn.answer;
	return operation_record(p_tenant, p_operation_id, p_body_hash, v_answer);
end $$;
