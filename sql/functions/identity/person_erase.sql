-- person_erase: forgets one person in all their reports, with their sessions and the code under way; the reports,
-- the history and the figures stay.  Also in those that stayed with a province that became part of this one.
-- p_mentions: their names, numbers and addresses in plain, to be taken out of the texts.
-- Answers: 200, how many reports and which | PK401 PK403 | PK409 something of theirs is on hold: nothing is
--          erased, or not everything is sealed | PK422
-- Writes: as sender_erase, admin_act, operation, credential, citizen_code, report_support
create or replace function pakn.person_erase(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea,
	p_phone_hash bytea, p_email_hash bytea, p_mentions text[], p_reason text,
	p_asked_by text default null, p_ground text default null)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'identity:erase');
	v_reports uuid[];
	r report;
	v_codes text[] := '{}';
	v_answer pakn.answer := operation_recall(p_tenant, p_operation_id, p_body_hash);
begin
	if v_answer.status is not null then
		return v_answer;
	end if;
	v_reports := array(select person_reports(p_tenant, p_phone_hash, p_email_hash));
	if exists (select from report_sender s
		where (s.tenant_id, s.report_id) in (select p_tenant, unnest(v_reports) union all select * from person_stayed(p_tenant, p_phone_hash))
			and sender_held(s)) then
		perform refuse(409, 'on_hold');
	end if;
	perform person_forget(p_tenant, array_append(array(select s.person from report_sender s
		where s.tenant_id = p_tenant and s.report_id = any (v_reports) and s.person is not null), p_phone_hash));
	for r in select * from report x
		where (x.tenant_id, x.report_id) in (select p_tenant, unnest(v_reports) union all select * from person_stayed(p_tenant, p_phone_hash))
		order by x.report_id for update
	loop
		perform sender_erase(r, uuid_at(clock_timestamp(), 0), 'staff', who.staff_id, p_reason, p_mentions,
			coalesce(p_asked_by, 'sender'), coalesce(p_ground, 'request'));
		v_codes := v_codes || r.code;
	end loop;
	perform admin_act_by(p_tenant, who.staff_id, 'persons', 'erase', null, null,
		jsonb_build_object('reports', cardinality(v_codes), 'reason', p_reason, 'asked_by', coalesce(p_asked_by, 'sender'),
			'ground', coalesce(p_ground, 'request')));
	v_answer := (200, json_build_object('erased', cardinality(v_codes), 'codes', v_codes)::text, null, null, null, null)::pakn.answer;
	return operation_record(p_tenant, p_operation_id, p_body_hash, v_answer);
end $$;
