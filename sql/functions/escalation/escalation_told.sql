-- escalation_told: the agencies whom the steps of a ladder tell, by whom: who has the work (agency, head), the desk, and where
-- there are supervisors.
create or replace function pakn.escalation_told(p_tenant int, p_agency_id int, p_tells text[])
returns table (agency_id int, whom text)
language sql stable
as $$
	select p_agency_id, t.whom from unnest(p_tells) t (whom) where t.whom in ('agency', 'head')
	union
	select d.desk_id, 'desk' from pakn.tenant d where d.tenant_id = p_tenant and d.desk_id is not null and 'desk' = any (p_tells)
	union
	select s.agency_id, 'supervisor' from pakn.staff s
	where s.tenant_id = p_tenant and s.role = 'supervisor' and s.active and 'supervisor' = any (p_tells)
$$;
