-- publishable: whether a report may be public at all as it stands: somebody may publish in this state, and what is out of
-- scope (complaints, denunciations, matters of courts and secrets) never is.
create or replace function pakn.publishable(r pakn.report)
returns boolean
language sql stable
as $$
	select exists (select from pakn.lifecycle l where l.action = 'publish' and l.from_status = r.status)
		and not exists (select from pakn.category c
			where c.tenant_id = r.tenant_id and c.category_id = r.category_id and not c.in_scope)
$$;
