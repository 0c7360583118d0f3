-- fact_shown: a fact as its own address shows it and takes it back: of a boundary or zone the outline itself.
create or replace function pakn.fact_shown(p_tenant int, p_noun text, p_key text, p_fact jsonb)
returns jsonb
language sql stable
as $$
	select case when p_noun = 'boundaries' then (
		select jsonb_build_object('code', a.code, 'source', b.source, 'geometry', public.st_asgeojson(b.geom, 15)::jsonb,
			'valid_from', nullif(b.valid_from, '-infinity'), 'valid_to', nullif(b.valid_to, 'infinity'))
		from pakn.area a join pakn.area_boundary b on b.tenant_id = p_tenant and b.area_id = a.area_id
		where a.tenant_id = p_tenant and a.code = split_part(p_key, '@', 1)
			and b.valid_from = split_part(p_key, '@', 2)::date)
		when p_noun = 'zones' then (
			select p_fact - '{digest,points,area_km2}'::text[] || jsonb_build_object('geometry', public.st_asgeojson(z.geom, 15)::jsonb)
			from pakn.zone z
			where z.tenant_id = p_tenant and z.code = p_key)
		else p_fact end
$$;
