-- attachment_of_case: whether somebody works on a case, and so sees its files.
create or replace function pakn.attachment_of_case(p_digest bytea, r pakn.report)
returns boolean
language sql stable
as $$
	select exists (select from pakn.caller_find(p_digest, r.tenant_id) who
		where pakn.may(who.role, 'case:read') and (who.scopes is null or exists (select from pakn.scope_right sr
				where sr.scope = any (who.scopes) and sr.right_name = 'case:read'))
			and (r.agency_id = who.agency_id or pakn.may(who.role, 'case:read_all')
				or pakn.agency_heir(r.tenant_id, r.agency_id) = who.agency_id))
$$;
