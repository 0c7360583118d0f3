-- urging_make: urges agencies (đôn đốc) to answer overdue cases: one, some, or all of an agency or of the province, the oldest
-- first, 1000 at a time.  Each agency gets one letter with a date to reply by and one notice; each case an event, which leaves
-- its version as it is.  Open cases that are named may be urged before they are due, too.
-- Answers: 201 the letters | PK401 PK403 | PK409 nothing to urge, or some that are named are not open
--          | PK422 agency, reply_by, or the operation id with another body
-- Writes: urging, urging_case, event_told, operation, and as event_add
create or replace function pakn.urging_make(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea, p_agency text,
	p_cases uuid[], p_reply_by date, p_text text)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	c_most constant int := 1000;
	who record := pakn.caller(p_digest, p_tenant, 'urging:make');
	v_answer pakn.answer := operation_recall(p_tenant, p_operation_id, p_body_hash);
	v_agency int := (select a.agency_id from agency a where a.tenant_id = p_tenant and a.code = p_agency);
	v_reply_by timestamptz := coalesce(day_end(p_tenant, (select t.office_calendar_id from tenant t where t.tenant_id = p_tenant), p_reply_by),
		p_reply_by + 1);
	v_ids uuid[];
	r report;
	u urging;
	v_event_id uuid;
	v_made uuid[] := '{}';
begin
	if v_answer.status is not null then
		return v_answer;
	elsif p_agency is not null and v_agency is null then
		perform refuse(422, 'invalid', field_error('/agency', 'unknown_agency'));
	elsif v_reply_by <= now() then
		perform refuse(422, 'invalid', field_error('/reply_by', 'in_the_past'));
	end if;
	v_ids := array(
		select w.report_id from work_item w
		where w.tenant_id = p_tenant and w.part = 'lead' and w.stat_class <= 2
			and case when p_cases is null then w.due_at <= now() else w.report_id = any (p_cases) end
			and (v_agency is null or w.agency_id = v_agency)
		order by w.due_at, w.report_id
		limit c_most);
	perform from report x where x.tenant_id = p_tenant and x.report_id = any (v_ids) order by x.report_id for update;
	v_ids := array(select x.report_id from report x where x.tenant_id = p_tenant and x.report_id = any (v_ids) and x.stat_class <= 2);
	if v_ids = '{}' or not coalesce(p_cases, '{}') <@ v_ids then
		perform refuse(409, 'nothing_to_urge', jsonb_strip_nulls(jsonb_build_object('cases',
			(select jsonb_agg(c) from unnest(p_cases) c where c <> all (v_ids)))));
	end if;
	for r in select x.* from report x where x.tenant_id = p_tenant and x.report_id = any (v_ids) order by x.agency_id, x.due_at, x.report_id loop
		v_event_id := uuid_at(clock_timestamp(), 0);
		if r.agency_id is distinct from u.agency_id then
			insert into urging values (p_tenant, uuid_at(clock_timestamp(), 0), r.agency_id, now(), who.staff_id, v_reply_by, v_event_id)
			returning * into u;
			insert into event_told values (p_tenant, v_event_id, r.agency_id, 'urged');
			v_made := v_made || u.urging_id;
		end if;
		insert into urging_case values (p_tenant, u.urging_id, r.report_id, r.due_at);
		perform event_add(r, v_event_id, 'urge', coalesce(p_text, 'Đề nghị khẩn trương xử lý, trả lời phản ánh, kiến nghị quá hạn.'), who.staff_id);
	end loop;
	v_answer := (201, (select json_build_object('urgings', json_agg(urging_json(x) order by x.urging_id),
			'cases', cardinality(v_ids), 'more', p_cases is null and cardinality(v_ids) = c_most)
		from urging x where x.tenant_id = p_tenant and x.urging_id = any (v_made))::text, null, null, null, null)::pakn.answer;
	return operation_record(p_tenant, p_operation_id, p_body_hash, v_answer);
end $$;
