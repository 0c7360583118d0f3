-- person_reports: the reports of one person, found by the keyed hash of their phone, as they left
-- it or proved it, or e-mail.
-- Raises: PK422 neither or both given | PK409 some senders are not sealed yet, so that none can be found
create or replace function pakn.person_reports(p_tenant int, p_phone_hash bytea, p_email_hash bytea)
returns setof uuid
language plpgsql stable
as $$
begin
	if num_nonnulls(p_phone_hash, p_email_hash) <> 1 then
		perform pakn.refuse(422, 'invalid', pakn.field_error('/phone', 'phone_or_email'));
	end if;
	if exists (select from pakn.report_sender s
		where s.tenant_id = p_tenant and coalesce(s.name, s.phone, s.email, s.on_behalf_of) is not null) then
		perform pakn.refuse(409, 'senders_unsealed');
	end if;
	return query
	select s.report_id from pakn.report_sender s where s.tenant_id = p_tenant and s.phone_hash = p_phone_hash
	union
	select s.report_id from pakn.report_sender s where s.tenant_id = p_tenant and s.person = p_phone_hash
	union
	select s.report_id from pakn.report_sender s where s.tenant_id = p_tenant and s.email_hash = p_email_hash;
end $$;
