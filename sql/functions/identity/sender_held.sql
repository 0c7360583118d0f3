-- sender_held: whether who sent a report may not be erased now.
create or replace function pakn.sender_held(s pakn.report_sender)
returns boolean
language sql stable
as $$
	select exists (select from pakn.identity_hold h
		where h.tenant_id = s.tenant_id and h.lifted_at is null
			and (h.report_id = s.report_id or h.phone_hash in (s.phone_hash, s.person) or h.email_hash = s.email_hash))
$$;
