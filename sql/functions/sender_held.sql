-- sender_held: whether who sent a report may not be erased now.
create or replace function pakn.sender_held(p_tenant int, p_report_id uuid, p_phone_hash bytea, p_email_hash bytea)
returns boolean
language sql stable
as $$
	select exists (select from pakn.identity_hold h
		where h.tenant_id = p_tenant and h.lifted_at is null
			and (h.report_id = p_report_id or h.phone_hash = p_phone_hash or h.email_hash = p_email_hash))
$$;
