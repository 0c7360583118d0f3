-- reference_end: takes back the number that another system has for a report; one that is gone, too, so that it can be asked again.
-- Answers: 204 | PK401 PK403 | PK404 unknown case, or never theirs
-- Writes: report_reference, and as event_add
create or replace function pakn.reference_end(p_digest bytea, p_tenant int, p_event_id uuid, p_report_id uuid, p_reference_id uuid)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := caller(p_digest, p_tenant, 'case:reference');
	r report := case_held(p_tenant, p_report_id, who.role, who.agency_id);
	f report_reference;
begin
	delete from report_reference x
	where x.tenant_id = p_tenant and x.reference_id = p_reference_id and x.report_id = p_report_id
	returning * into f;
	if found then
		perform event_add(r, p_event_id, 'unreference', (select s.name from reference_source s where s.source = f.source) || ': ' || f.ref, who.staff_id);
	end if;
	return (204, null, null, null, null, null)::pakn.answer;
end $$;
