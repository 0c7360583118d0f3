-- tenant_merge_sender: gives who sent a report to the successor, sealed for it, and takes it out of the old province.
-- Whoever is known by their phone there is known by it here.
-- Writes: report_sender, tenant_merge_person
create or replace function pakn.tenant_merge_sender(p_old int, p_into int, p_report_id uuid, p_name bytea, p_phone bytea,
	p_email bytea, p_on_behalf_of bytea, p_phone_hash bytea, p_email_hash bytea)
returns void
language plpgsql
as $$
declare
	s pakn.report_sender;
begin
	delete from pakn.report_sender x where x.tenant_id = p_old and x.report_id = p_report_id returning * into s;
	if not found then
		return;
	end if;
	perform pakn.tenant_merge_person_note(p_old, p_into, s.phone_hash, p_phone_hash);
	s.person := coalesce((select k.person from pakn.tenant_merge_person k where k.tenant_id = p_into and k.of_tenant = p_old
		and k.was = s.person limit 1), s.person);
	s.tenant_id := p_into;
	s.name := null; s.phone := null; s.email := null; s.on_behalf_of := null;
	s.name_sealed := p_name; s.phone_sealed := p_phone; s.email_sealed := p_email; s.on_behalf_of_sealed := p_on_behalf_of;
	s.phone_hash := p_phone_hash; s.email_hash := p_email_hash;
	insert into pakn.report_sender select s.*;
end $$;
