-- sender_signed_in: whether a credential is a session of who sent a report: of the person who was signed in then,
-- or of the phone that was left with it.
create or replace function pakn.sender_signed_in(p_digest bytea, p_tenant int, p_report_id uuid)
returns boolean
language sql stable
as $$
	select exists (
		select from pakn.caller_find(p_digest, p_tenant) me
			join pakn.report_sender s on s.tenant_id = p_tenant and s.report_id = p_report_id
				and me.person in (s.person, s.phone_hash))
$$;
