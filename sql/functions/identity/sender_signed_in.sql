-- sender_signed_in: whether a credential is a session of who sent a report: of the person who was signed in then,
-- or of the phone that was left with it.  p_home: the province whose the report is, where it became part of this one.
create or replace function pakn.sender_signed_in(p_digest bytea, p_tenant int, p_report_id uuid, p_home int)
returns boolean
language sql stable
as $$
	select exists (
		select from pakn.caller_find(p_digest, p_tenant) me
			join pakn.report_sender s on s.tenant_id = p_home and s.report_id = p_report_id
				and (me.person in (s.person, s.phone_hash) or p_home <> p_tenant and exists (select from pakn.tenant_merge_person k
					where k.tenant_id = p_tenant and k.person = me.person and k.of_tenant = p_home and k.was in (s.person, s.phone_hash))))
$$;
