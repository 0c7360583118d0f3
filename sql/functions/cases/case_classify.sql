-- case_classify: a member of staff says in which field a case is, or in which commune, or both: a commune of the day on which
-- it was received, else of today.  At the desk the rules then decide, as if the report had named it; its deadline stays as it
-- was told, unless the rule has another.
-- A repeated operation id answers what it answered first, before the version is looked at.
-- Answers: 200 and the case | PK401 PK403 | PK404 unknown, or another agency's | PK409 not allowed now
--          | PK412 another version | PK428 no version | PK422 neither, unknown field or commune, or the operation id with another body
-- Writes: as report_place and report_route, operation
create or replace function pakn.case_classify(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea,
	p_event_id uuid, p_report_id uuid, p_version text, p_area_code text, p_reason text, p_category text default null)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record;
	r report;
	v_area area;
	v_category category;
begin
	select * into who from case_take(p_digest, p_tenant, 'case:act', p_operation_id, p_body_hash, p_report_id);
	if (who.replay).status is not null then
		return who.replay;
	end if;
	r := who.r;
	if p_area_code is null and p_category is null then
		perform refuse(422, 'invalid', field_error('/category', 'field_or_commune'));
	end if;
	select c.* into v_category from category c where c.tenant_id = p_tenant and c.code = p_category and c.active;
	if p_category is not null and not found then
		perform refuse(422, 'invalid', field_error('/category', 'unknown_category'));
	end if;
	select a.* into v_area
	from unnest(array[r.received_at::date, current_date]) with ordinality d (day, place)
		join area a on a.tenant_id = p_tenant and a.code = p_area_code and a.level = 'commune'
			and a.valid_from <= d.day and d.day < a.valid_to
	order by d.place
	limit 1;
	if p_area_code is not null and not found then
		perform refuse(422, 'invalid', field_error('/area_code', 'unknown_area'));
	end if;
	perform case_check(r, who.roles, who.agency_id, 'classify', p_version, null, now());
	r := report_place(r, p_event_id, v_area.area_id, v_category.category_id, who.staff_id,
		concat_ws(': ', concat_ws(', ', v_category.name, v_area.full_name), p_reason));
	-- A millisecond later: what happened last is told by time, and then by id.
	r := report_route(r, uuid_at(uuid_time(p_event_id) + interval '1 ms', 0),
		case when p_area_code is not null then '{ended_area,unknown_area,out_of_area}'::text[] else '{}' end
		|| case when p_category is not null then '{ended_category,unknown_category}'::text[] else '{}' end);
	return case_told(p_operation_id, p_body_hash, r, who.role, who.roles, who.agency_id);
end $$;
