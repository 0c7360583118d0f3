-- attachment_of_sender: whether somebody sent a report, by its secret or signed in, and sees this file of it: their own
-- always, those of the answer once it is theirs to read, never what agencies gave each other.
create or replace function pakn.attachment_of_sender(p_digest bytea, a pakn.attachment, r pakn.report)
returns boolean
language sql stable
as $$
	select p_digest is not null and a.part <> 'contribution' and (a.part <> 'answer' or r.status = 'resolved')
		and (exists (select from pakn.report_code c where c.tenant_id = r.tenant_id
				-- What an older system wrote is found under a key (sql/README.md).
				and c.code in (r.code, regexp_replace(upper(r.code), '[^[:alnum:]]+', '-', 'g'))
				and c.report_id = r.report_id and c.secret_digest = p_digest)
			or pakn.sender_signed_in(p_digest, r.tenant_id, r.report_id, r.tenant_id))
$$;
