-- leave_add: notes that somebody is away for a time, and who takes what they have claimed: oneself, or (by
-- a head) a colleague.  What begins now is handed over now.
-- Answers: 201 and the leave | PK401 PK403 | PK422 colleague or time, or the operation id with another body
-- Writes: leave, operation; and as leave_hand_over
create or replace function pakn.leave_add(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea,
	p_id uuid, p_who text, p_deputy text, p_from timestamptz, p_until timestamptz)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'agency:leave');
	v_from timestamptz := coalesce(p_from, now());
	v_staff int := who.staff_id;
	v_deputy int;
	l leave;
	v_answer pakn.answer;
begin
	v_answer := operation_recall(p_tenant, p_operation_id, p_body_hash);
	if v_answer.status is not null then
		return v_answer;
	end if;
	if p_who is not null then
		v_staff := colleague(p_tenant, who.agency_id, p_who, '/who');
		if v_staff <> who.staff_id and not may(who.role, 'agency:delegate') then
			perform refuse(403, 'forbidden', field_error('/who', 'head_only'));
		end if;
	end if;
	v_deputy := colleague(p_tenant, who.agency_id, p_deputy, '/deputy');
	if v_deputy = v_staff then
		perform refuse(422, 'invalid', field_error('/deputy', 'oneself'));
	end if;
	perform absence_check(v_from, p_until);
	insert into leave (tenant_id, leave_id, staff_id, deputy_id, valid_from, valid_to)
	values (p_tenant, p_id, v_staff, v_deputy, v_from, p_until)
	returning * into l;
	if v_from <= now() then
		perform leave_hand_over(l);
	end if;
	v_answer := (201, leave_json(l)::text, null, null, null, null)::pakn.answer;
	return operation_record(p_tenant, p_operation_id, p_body_hash, v_answer);
end $$;
