-- case_move: one action of a member of staff on a case; the only writer of report.status after intake.
-- An importer says when it was done (p_at) and in which role (p_as: staff or head of the agency that has the
-- case, or dispatcher of the desk); the lifecycle decides with that role.
-- p_until: of a pause; p_due_on: of an extension that is asked for; p_assignee: of hand-to, by default oneself.
-- An agency's transfer is an offer: the other one has to agree (accept-transfer); the desk's is done at once.
-- A repeated operation id answers what it answered first, before the version is looked at.
-- p_planned_on: of what is planned.
-- Answers: 200 and the case | PK401 PK403 | PK404 unknown, or never theirs | PK409 not allowed now, for the desk only, or
--          the answer lacks what it must have | PK412 another version | PK428 no version | PK422 inputs, or the operation id with another body
-- Writes: as report_move and assignee_set, operation, attachment
create or replace function pakn.case_move(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea,
	p_event_id uuid, p_report_id uuid, p_version text, p_action text,
	p_agency text, p_reason text, p_text text, p_outcome text,
	p_at timestamptz default null, p_as text default null, p_attachments uuid[] default null,
	p_until timestamptz default null, p_due_on date default null, p_planned_on date default null,
	p_assignee text default null)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record;
	r report;
	v_step record;
	v_assignee int;
begin
	select * into who from case_take(p_digest, p_tenant, 'case:act', p_operation_id, p_body_hash, p_report_id);
	if (who.replay).status is not null then
		return who.replay;
	end if;
	r := who.r;
	perform case_dated_check(p_digest, p_tenant, who.role, p_at, p_as);
	if p_at is not null then
		if p_at < report_last_at(p_tenant, p_report_id) then
			perform refuse(422, 'invalid', field_error('/at', 'before_last_event'));
		end if;
		who.roles := array[p_as, 'importer'];
		who.agency_id := case when p_as = 'dispatcher' then (select t.desk_id from tenant t where t.tenant_id = p_tenant)
			else r.agency_id end;
	end if;
	v_step := case_check(r, who.roles, who.agency_id, p_action, p_version, p_agency, coalesce(p_at, now()));
	perform clock_check(r, p_action, coalesce(p_at, now()), p_until, p_due_on);
	if p_at is null then
		perform answer_check(r, p_action, p_text, p_outcome, p_planned_on, p_attachments);
	end if;
	if p_action = 'hand-to' then
		v_assignee := case when p_assignee is null then who.staff_id else colleague(p_tenant, who.own_id, p_assignee, '/assignee') end;
		p_reason := assignee_words(p_tenant, v_assignee, p_reason);
	end if;
	r := report_move(r, p_event_id, v_step.does, v_step.to_status, 'staff', who.staff_id,
		case_other_agency(r, p_action, p_agency, who.agency_id), coalesce(p_text, p_reason), p_outcome, p_at, p_until,
		coalesce(p_planned_on, p_due_on));
	if p_action in ('hand-to', 'put-back') then
		perform assignee_set(r, who.agency_id, v_assignee);
	end if;
	perform attachments_link(p_tenant, p_report_id, case p_action when 'contribute' then 'contribution' else 'answer' end, p_attachments);
	return case_told(p_operation_id, p_body_hash, r, who.role, who.roles, who.agency_id);
end $$;
