-- attachment_of_case: whether somebody works on a case, and so sees its files; p_right: as far as they have it, too.
create or replace function pakn.attachment_of_case(p_digest bytea, r pakn.report, p_right text)
returns boolean
language sql stable
as $$
	select exists (select from pakn.caller_find(p_digest, r.tenant_id) who
		where pakn.may(who.role, 'case:read') and pakn.may(who.role, p_right) and (who.scopes is null or exists (select from pakn.scope_right sr
				where sr.scope = any (who.scopes) and sr.right_name = p_right))
			and (pakn.case_standing(r, pakn.agency_acting(r.tenant_id, who.agency_id, r.agency_id)) in ('lead', 'offered', 'coordinating')
				or pakn.may(who.role, 'case:read_all')))
$$;
