-- senders_import: puts in who sent imported reports, sealed.
-- Writes: report_sender
create or replace function pakn.senders_import(p_tenant int, p_report_ids uuid[], p_names bytea[], p_phones bytea[],
	p_emails bytea[], p_phone_hashes bytea[], p_email_hashes bytea[])
returns void
language sql
as $$
	insert into pakn.report_sender (tenant_id, report_id, name_sealed, phone_sealed, email_sealed, phone_hash, email_hash)
	select p_tenant, s.*
	from unnest(p_report_ids, p_names, p_phones, p_emails, p_phone_hashes, p_email_hashes) s
$$;
