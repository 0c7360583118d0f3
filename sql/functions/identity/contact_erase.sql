-- contact_erase: the sender's own wish to be forgotten in one report.  Doing it again is no error.
-- Answers: 204 | PK401 | PK404 | PK409 on hold
-- Writes: as sender_erase
create or replace function pakn.contact_erase(p_digest bytea, p_tenant int, p_event_id uuid, p_code text)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_code report_code := sender_code(p_digest, p_tenant, p_code);
	r report;
	v_sender report_sender;
	v_files text[];
begin
	select * into r from report x
	where x.tenant_id = report_home(v_code) and x.report_id = v_code.report_id for update;
	select * into v_sender from report_sender s where s.tenant_id = r.tenant_id and s.report_id = r.report_id;
	if found then
		if sender_held(v_sender) then
			perform refuse(409, 'on_hold');
		end if;
		perform sender_erase(r, p_event_id, 'citizen', null, null, null, 'sender', 'consent_withdrawn');
	else
		v_files := attachments_erase(r.tenant_id, r.report_id, true);
		if v_files <> '{}' then
			perform erasure_end(r, p_event_id, 'erase-contact', 'citizen', null, null, 'sender', 'consent_withdrawn', v_files);
		end if;
	end if;
	return (204, null, null, null, null, null)::pakn.answer;
end $$;
