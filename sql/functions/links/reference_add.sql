-- reference_add: notes the number that another system has for a report; the same again is that one.  A number is that of one
-- report: another is refused, and told, if the caller may see it, which that is.
-- Answers: 201 | PK401 PK403 | PK404 unknown case, or never theirs | PK409 reference_taken | PK422 source, or the operation id with another
--          body
-- Writes: report_reference, operation, and as event_add
create or replace function pakn.reference_add(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea, p_event_id uuid,
	p_report_id uuid, p_source text, p_ref text)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := caller(p_digest, p_tenant, 'case:reference');
	r report;
	other report;
	v_name text := (select s.name from reference_source s where s.source = p_source);
	v_answer pakn.answer;
begin
	r := case_held(p_tenant, p_report_id, who.role, who.agency_id);
	v_answer := operation_recall(p_tenant, p_operation_id, p_body_hash);
	if v_answer.status is not null then
		return v_answer;
	elsif v_name is null then
		perform refuse(422, 'invalid', field_error('/source', 'unknown_source'));
	end if;
	insert into report_reference (tenant_id, source, ref_key, ref, reference_id, report_id, noted_by)
	values (p_tenant, p_source, ref_key(p_ref), p_ref, p_event_id, p_report_id, who.staff_id)
	on conflict (tenant_id, source, ref_key) do nothing;
	if found then
		perform event_add(r, p_event_id, 'reference', v_name || ': ' || p_ref, who.staff_id);
	end if;
	select x.* into other from report_reference f join report x on x.tenant_id = p_tenant and x.report_id = f.report_id
	where f.tenant_id = p_tenant and f.source = p_source and f.ref_key = ref_key(p_ref);
	if other.report_id <> p_report_id then
		perform refuse(409, 'reference_taken', case when case_view(other, who.role, array[who.role], who.agency_id) is not null
			then jsonb_build_object('case', jsonb_build_object('id', other.report_id, 'code', other.code)) else '{}' end);
	end if;
	return operation_record(p_tenant, p_operation_id, p_body_hash,
		(201, (select json_build_object('id', f.reference_id, 'source', f.source, 'ref', f.ref, 'case', f.report_id)::text
			from report_reference f where f.tenant_id = p_tenant and f.source = p_source and f.ref_key = ref_key(p_ref)),
			null, null, null, null)::pakn.answer);
end $$;
