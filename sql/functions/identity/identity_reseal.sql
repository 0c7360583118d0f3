-- identity_reseal: puts the parts of a sender in, sealed by the current key, and takes the plain ones out.
-- Writes: report_sender
create or replace function pakn.identity_reseal(p_tenant int, p_report_id uuid, p_name bytea, p_phone bytea,
	p_email bytea, p_on_behalf_of bytea, p_phone_hash bytea, p_email_hash bytea)
returns void
language sql security definer set search_path = pakn, public, pg_temp
as $$
	update report_sender s set name = null, phone = null, email = null, on_behalf_of = null, name_sealed = p_name,
		phone_sealed = p_phone, email_sealed = p_email, on_behalf_of_sealed = p_on_behalf_of,
		phone_hash = p_phone_hash, email_hash = p_email_hash
	where s.tenant_id = p_tenant and s.report_id = p_report_id
$$;
