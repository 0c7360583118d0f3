-- case_actors: who could do something with a case now: staff or head of the agency that has it, or the desk.
create or replace function pakn.case_actors(r pakn.report, p_action text)
returns table (place bigint, name text)
language plpgsql stable
as $$
#variable_conflict use_column
begin
	return query
	select o.place, case when o.role = 'dispatcher' then x.name else format('%s (%s)', x.name, a.code) end
	from unnest('{staff,head,dispatcher}'::text[]) with ordinality o (role, place)
		join pakn.role x on x.role = o.role
		join pakn.tenant t on t.tenant_id = r.tenant_id
		join pakn.agency a on a.tenant_id = r.tenant_id and a.agency_id = r.agency_id
	where (o.role = 'dispatcher' or r.agency_id <> t.desk_id)
		and p_action in (select l.action from pakn.lifecycle_allowed(r, array[o.role], case o.role when 'dispatcher' then t.desk_id else r.agency_id end) l);
end $$;
