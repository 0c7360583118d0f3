-- attachment_of_link: whether somebody handles a case by a link, and so sees its files.
create or replace function pakn.attachment_of_link(p_digest bytea, p_tenant int, r pakn.report)
returns boolean
language sql stable
as $$
	select exists (select from pakn.case_link l
		where l.tenant_id = p_tenant and l.digest = p_digest and l.purpose = 'handle' and l.report_id = r.report_id
			and l.opened_at is not null and l.revoked_at is null and l.expires_at > now()
			and pakn.case_standing(r, pakn.agency_acting(r.tenant_id, l.agency_id, r.agency_id)) = 'lead')
$$;
