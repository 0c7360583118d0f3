-- attachment_release: lets everybody see a picture, as far as the report is published, or takes it back.  What is no
-- picture keeps what its maker wrote into it, and is never released.
-- p_action: released or hidden.
-- Answers: 200 and the file | PK401 PK403 | PK404 unknown, or another agency's | PK409 no picture, or removed
-- Writes: attachment, report, report_event, event_unsealed
create or replace function pakn.attachment_release(p_digest bytea, p_tenant int, p_event_id uuid, p_report_id uuid,
	p_attachment_id uuid, p_action text)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'attachment:release');
	r report;
	a attachment;
begin
	select * into r from report x
	where x.tenant_id = p_tenant and x.report_id = p_report_id
		and (x.agency_id = who.agency_id or may(who.role, 'case:read_all')
			or agency_heir(p_tenant, x.agency_id) = who.agency_id)
	for update;
	if not found then
		perform refuse(404, 'unknown_case');
	end if;
	select * into a from attachment x
	where x.tenant_id = p_tenant and x.report_id = p_report_id and x.attachment_id = p_attachment_id for update;
	if not found then
		perform refuse(404, 'not_there');
	end if;
	if a.release = 'removed' or (p_action = 'released' and a.type not in ('image/jpeg', 'image/png')) then
		perform refuse(409, 'never_public');
	end if;
	if a.release <> p_action then
		update attachment x set release = p_action
		where x.tenant_id = p_tenant and x.attachment_id = p_attachment_id
		returning * into a;
		perform report_move(r, p_event_id, case p_action when 'released' then 'release-file' else 'hide-file' end, r.status,
			'staff', who.staff_id, null, null, null);
	end if;
	return (200, attachment_json(a)::text, null, null, null, null)::pakn.answer;
end $$;
