-- case_bulk_begin: which cases one action is to be done to at once (case_bulk_step): those of a list of codes, or those that a filter
-- finds, provided that they are still as many as the caller saw.  Kept under the operation's id: a retry means the same cases,
-- whatever the filter would find by then.
-- p_versions: beside each code, empty or left out where any version will do.
-- Answers: 200 and the cases | PK401 PK403 | PK409 the filter finds another number | PK422 inputs, or the operation id with another body
-- Writes: operation
create or replace function pakn.case_bulk_begin(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea,
	p_codes text[], p_versions text[], p_filter pakn.case_filter, p_expected int)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'case:act');
	v_answer pakn.answer := pakn.operation_recall(p_tenant, p_operation_id, p_body_hash);
	v_where text;
	v_ids uuid[];
	v_cases json;
begin
	if v_answer.status is not null then
		return v_answer;
	elsif (p_codes is null) = (p_expected is null) then
		perform refuse(422, 'invalid', field_error('/codes', 'codes_or_filter'));
	elsif cardinality(p_versions) > cardinality(p_codes) then
		perform refuse(422, 'invalid', field_error('/versions', 'too_long'));
	end if;
	if p_codes is not null then
		select json_agg(json_build_object('code', i.code, 'id', c.report_id, 'version', nullif(i.version, '-')) order by i.place) into v_cases
		from unnest(p_codes, p_versions) with ordinality i (code, version, place)
			left join lateral (select x.report_id from report_code x
				where x.tenant_id = p_tenant and x.code = any (code_keys(i.code)) and x.of_tenant is null limit 1) c on true;
	else
		v_where := cases_where(p_tenant, case_scope(p_tenant, who.role, who.agency_id), who.agency_id, p_filter, '/');
		v_ids := array(select f.report_id from cases_find(p_tenant, v_where, (p_filter).q, 'newest', null, null, 501) f);
		if cardinality(v_ids) > 500 then
			perform refuse(422, 'invalid', field_error('/count', 'too_many'));
		elsif cardinality(v_ids) <> p_expected then
			perform refuse(409, 'other_count', jsonb_build_object('count', cardinality(v_ids)));
		end if;
		select coalesce(json_agg(json_build_object('code', r.code, 'id', r.report_id) order by i.place), '[]') into v_cases
		from unnest(v_ids) with ordinality i (id, place)
			join report r on r.tenant_id = p_tenant and r.report_id = i.id
		where r.report_id = any (v_ids);
	end if;
	v_answer := (200, json_build_object('cases', v_cases)::text, null, null, null, null)::pakn.answer;
	return operation_record(p_tenant, p_operation_id, p_body_hash, v_answer);
end $$;
