-- identity_reseal: puts the parts of a sender in, sealed by the current key, and takes the plain ones out.
-- What came in plain was digested without a key, too: from that, who knows the rest of the body finds a number
-- by trying.  It recognises nothing any more, and goes.
-- Writes: report_sender, report_code
create or replace function pakn.identity_reseal(p_tenant int, p_report_id uuid, p_name bytea, p_phone bytea,
	p_email bytea, p_on_behalf_of bytea, p_phone_hash bytea, p_email_hash bytea)
returns void
language sql security definer set search_path = pakn, public, pg_temp
as $$
	update report_code c set body_hash = sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
	from report r, report_sender s
	where r.tenant_id = p_tenant and r.report_id = p_report_id and s.tenant_id = p_tenant and s.report_id = p_report_id
		and coalesce(s.name, s.phone, s.email, s.on_behalf_of) is not null
		and c.tenant_id = p_tenant and c.code = r.code;
	update report_sender s set name = null, phone = null, email = null, on_behalf_of = null, name_sealed = p_name,
		phone_sealed = p_phone, email_sealed = p_email, on_behalf_of_sealed = p_on_behalf_of,
		phone_hash = p_phone_hash, email_hash = p_email_hash
	where s.tenant_id = p_tenant and s.report_id = p_report_id
$$;
