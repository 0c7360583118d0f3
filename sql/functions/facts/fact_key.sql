-- fact_key: the key of a fact by its columns.  Of an area, boundary or attribute without valid_from the newest of the code
-- is meant, of a holiday without a calendar the one of the offices, as in the imports.
create or replace function pakn.fact_key(p_tenant int, p_noun text, p_fact jsonb)
returns text
language sql stable
as $$
	select case p_noun
		when 'areas' then f.code || '@' || coalesce((p_fact->>'valid_from')::date, (select max(a.valid_from)
			from pakn.area a where a.tenant_id = p_tenant and a.code = f.code), '-infinity')
		when 'boundaries' then (p_fact->>'code') || '@' || coalesce((p_fact->>'valid_from')::date,
			pakn.boundary_newest(p_tenant, p_fact->>'code'), '-infinity')
		when 'attributes' then (p_fact->>'category_code') || ':' || (p_fact->>'code') || '@' || coalesce(
			(p_fact->>'valid_from')::date, pakn.attribute_newest(p_tenant, p_fact->>'category_code', p_fact->>'code'), '-infinity')
		when 'office-hours' then coalesce(p_fact->>'calendar', 'office') || '@' || coalesce((p_fact->>'valid_from')::date, '-infinity')
		when 'deadlines' then (p_fact->>'class') || ':' || (p_fact->>'stage') || '@' || coalesce((p_fact->>'valid_from')::date,
			pakn.deadline_newest(p_tenant, p_fact->>'class', p_fact->>'stage'), '-infinity')
		when 'deadline-rules' then concat_ws(':', coalesce(p_fact->>'category_code', '*'), coalesce(p_fact->>'kind', '*'),
			coalesce(p_fact->>'urgency', '*'))
		when 'answer-rules' then concat_ws(':', coalesce(p_fact->>'category_code', '*'), coalesce(p_fact->>'outcome', '*'))
		when 'ladders' then concat_ws(':', coalesce(p_fact->>'category_code', '*'), coalesce(p_fact->>'urgency', '*'),
			coalesce(p_fact->>'stage', '*'))
		when 'targets' then coalesce(p_fact->>'agency_code', '*') || ':' || (p_fact->>'figure') || '@' || coalesce((p_fact->>'valid_from')::date,
			pakn.target_newest(p_tenant, p_fact->>'agency_code', p_fact->>'figure'), '-infinity')
		when 'duties' then (p_fact->>'agency_code') || ':' || (p_fact->>'username') || '@'
			|| to_char((p_fact->>'starts_at')::timestamptz, 'YYYY-MM-DD"T"HH24:MI')
		when 'holidays' then (p_fact->>'day') || '@' || coalesce(p_fact->>'calendar', 'office')
		when 'rules' then p_fact->>'rule_no'
		else p_fact->>'code' end
	from (select pakn.area_code_full(coalesce(p_fact->>'level', 'commune'), p_fact->>'code') as code) f
$$;
