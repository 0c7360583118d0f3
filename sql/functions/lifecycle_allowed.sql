-- lifecycle_allowed: what a role may do now with a report, and where it leads.
-- Who answers for an agency may act only where that agency has the report; the desk may anywhere.
create or replace function pakn.lifecycle_allowed(p_role text, p_own boolean, p_status text, p_released boolean)
returns table (action text, to_status text)
language sql stable
as $$
	select l.action, l.to_status
	from pakn.lifecycle l
	where l.role = p_role and l.from_status = p_status
		and (p_own or pakn.may(p_role, 'case:act_all'))
		and l.only_when in ('always', case when p_own then 'own' end, case when p_released then 'released' else 'unreleased' end)
$$;
