-- attachment_release: lets everybody see a picture, as far as the report is published, or takes it back.  What is no
-- picture keeps what its maker wrote into it, and is never released.
-- p_action: released; hidden, as it came; or removed, with the reason, whatever the version.  What is so already is so again.
-- Answers: 200 and the file, with the case's version as etag | PK401 PK403 | PK404 unknown, or another agency's
--          | PK409 no picture, or deleted | PK412 PK428 as case_version_check
-- Writes: attachment, report, report_event, event_content, event_unsealed
create or replace function pakn.attachment_release(p_digest bytea, p_tenant int, p_event_id uuid, p_report_id uuid,
	p_attachment_id uuid, p_version text, p_action text, p_reason text)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'attachment:release');
	r report;
	a attachment;
begin
	select * into r from attachment_case(p_tenant, p_report_id, who.role, who.agency_id);
	select * into a from attachment x
	where x.tenant_id = p_tenant and x.report_id = p_report_id and x.attachment_id = p_attachment_id for update;
	if not found then
		perform refuse(404, 'not_there');
	end if;
	if not attachment_stands(a) or (p_action = 'released' and a.type not in ('image/jpeg', 'image/png')) then
		perform refuse(409, 'never_public');
	end if;
	if a.release <> p_action then
		if p_action <> 'removed' then
			perform case_version_check(r, roles_now(p_tenant, who.staff_id, who.role, who.agency_id),
				agency_acting(p_tenant, who.agency_id, r.agency_id), p_version);
		end if;
		update attachment x set release = p_action
		where x.tenant_id = p_tenant and x.attachment_id = p_attachment_id
		returning * into a;
		perform attachment_event(r, a, p_event_id, case p_action when 'released' then 'release-file' when 'hidden' then 'hide-file'
			else 'remove-file' end, who.staff_id, p_reason);
	end if;
	return (200, attachment_json(a)::text, (select x.version::text from report x
		where x.tenant_id = p_tenant and x.report_id = p_report_id), null, null, null)::pakn.answer;
end $$;
