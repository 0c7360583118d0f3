-- lifecycle_allowed: what somebody in these roles may do now with a report, and where it leads.
-- Who answers for an agency may act only where that agency has the report; the desk may anywhere.
create or replace function pakn.lifecycle_allowed(p_roles text[], p_own boolean, p_status text, p_released boolean)
returns table (action text, to_status text)
language sql stable
as $$
	select distinct l.action, l.to_status
	from pakn.lifecycle l
	where l.role = any (p_roles) and l.from_status = p_status
		and (p_own or pakn.may(l.role, 'case:act_all'))
		and l.only_when in ('always', case when p_own then 'own' end, case when p_released then 'released' else 'unreleased' end)
$$;
