-- fact_key_meant: the key that a path means, which may leave out what stands behind the @: the newest unit of
-- a code (where there is none, the one that is brought), the calendar of the offices.
create or replace function pakn.fact_key_meant(p_tenant int, p_noun text, p_key text, p_fact jsonb default '{}')
returns text
language sql stable
as $$
	select case
		when p_key like '%@%' then p_key
		when p_noun = 'areas' then p_key || '@' || coalesce((select max(a.valid_from)
			from pakn.area a where a.tenant_id = p_tenant and a.code = p_key), (p_fact->>'valid_from')::date, '-infinity')
		when p_noun = 'boundaries' then p_key || '@' || coalesce(pakn.boundary_newest(p_tenant, p_key), (p_fact->>'valid_from')::date, '-infinity')
		when p_noun = 'attributes' then p_key || '@' || coalesce(pakn.attribute_newest(p_tenant, split_part(p_key, ':', 1),
			split_part(p_key, ':', 2)), (p_fact->>'valid_from')::date, '-infinity')
		when p_noun = 'office-hours' then p_key || '@' || coalesce((p_fact->>'valid_from')::date, '-infinity')
		when p_noun = 'deadlines' then p_key || '@' || coalesce(pakn.deadline_newest(p_tenant, split_part(p_key, ':', 1),
			split_part(p_key, ':', 2)), (p_fact->>'valid_from')::date, '-infinity')
		when p_noun = 'targets' then p_key || '@' || coalesce(pakn.target_newest(p_tenant, split_part(p_key, ':', 1),
			split_part(p_key, ':', 2)), (p_fact->>'valid_from')::date, '-infinity')
		when p_noun = 'holidays' then p_key || '@office'
		else p_key end
$$;
