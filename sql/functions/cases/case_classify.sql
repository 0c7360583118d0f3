-- case_classify: a member of staff says in which commune a case is: a commune of the day on which it was received,
-- else of today.  At the desk the rules then decide, as if the report had named it.
-- A repeated operation id answers what it answered first, before the version is looked at.
-- Answers: 200 and the case | PK401 PK403 | PK404 unknown, or another agency's | PK409 not allowed now
--          | PK412 another version | PK428 no version | PK422 unknown commune, or the operation id with another body
-- Writes: as report_place and report_route, operation
create or replace function pakn.case_classify(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea,
	p_event_id uuid, p_report_id uuid, p_version text, p_area_code text, p_reason text)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'case:act');
	v_roles text[] := pakn.roles_now(p_tenant, who.staff_id, who.role, who.agency_id);
	r report;
	v_area area;
	v_answer pakn.answer;
begin
	select * into r from report x
	where x.tenant_id = p_tenant and x.report_id = p_report_id
	for update;
	v_answer := operation_recall(p_tenant, p_operation_id, p_body_hash);
	if v_answer.status is not null then
		return v_answer;
	end if;
	who.agency_id := agency_acting(p_tenant, who.agency_id, r.agency_id);
	if r.agency_id is null or (case_standing(r, who.agency_id) is null and not may(who.role, 'case:read_all')) then
		perform refuse(404, 'unknown_case');
	end if;
	select a.* into v_area
	from unnest(array[r.received_at::date, current_date]) with ordinality d (day, place)
		join area a on a.tenant_id = p_tenant and a.code = p_area_code and a.level = 'commune'
			and a.valid_from <= d.day and d.day < a.valid_to
	order by d.place
	limit 1;
	if not found then
		perform refuse(422, 'invalid', field_error('/area_code', 'unknown_area'));
	end if;
	perform case_check(r, v_roles, who.agency_id, 'classify', p_version, null, now());
	r := report_place(r, p_event_id, v_area.area_id, who.staff_id, concat_ws(': ', v_area.full_name, p_reason));
	-- A millisecond later: what happened last is told by time, and then by id.
	r := report_route(r, uuid_at(uuid_time(p_event_id) + interval '1 ms', 0));
	v_answer := (200, case_json(r, v_roles, who.agency_id)::text, r.version::text, null, null, null)::pakn.answer;
	return operation_record(p_tenant, p_operation_id, p_body_hash, v_answer);
end $$;
