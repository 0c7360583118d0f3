-- urging_reply: what an agency replies to the letter by which it was urged, once: an event in the history of each of its cases,
-- and a notice to whoever urged.
-- Answers: 200 the letter | PK401 PK403 | PK404 none of theirs | PK409 it was replied to
--          | PK422 the operation id with another body
-- Writes: urging, event_told, operation, and as event_add
create or replace function pakn.urging_reply(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea, p_urging_id uuid, p_text text)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'urging:reply');
	u urging := urging_seen(p_tenant, p_urging_id, who.role, who.agency_id);
	r report;
	v_answer pakn.answer;
	v_event_id uuid;
	v_first uuid;
begin
	perform from report x where x.tenant_id = p_tenant and x.report_id = any (array(select k.report_id from urging_case k
		where k.tenant_id = p_tenant and k.urging_id = p_urging_id)) order by x.report_id for update;
	v_answer := operation_recall(p_tenant, p_operation_id, p_body_hash);
	if v_answer.status is not null then
		return v_answer;
	end if;
	select * into u from urging x where x.tenant_id = p_tenant and x.urging_id = p_urging_id for update;
	if u.replied_at is not null then
		perform refuse(409, 'replied_already', jsonb_build_object('replied_at', u.replied_at));
	end if;
	for r in select x.* from urging_case k join report x on x.tenant_id = p_tenant and x.report_id = k.report_id
		where k.tenant_id = p_tenant and k.urging_id = p_urging_id order by k.due_at, k.report_id
	loop
		v_event_id := uuid_at(clock_timestamp(), 0);
		v_first := coalesce(v_first, v_event_id);
		perform event_add(r, v_event_id, 'reply-urge', p_text, who.staff_id);
	end loop;
	update urging x set replied_at = now(), replied_by = who.staff_id, reply_event_id = v_first
	where x.tenant_id = p_tenant and x.urging_id = p_urging_id
	returning * into u;
	insert into event_told select p_tenant, v_first, s.agency_id, 'urge_replied' from staff s where s.tenant_id = p_tenant and s.staff_id = u.made_by;
	v_answer := (200, urging_json(u)::text, null, null, null, null)::pakn.answer;
	return operation_record(p_tenant, p_operation_id, p_body_hash, v_answer);
end $$;
