-- attributes_given: what attributes_import was given, as a temporary table import_given.  A line without
-- valid_from is the newest of its code.
-- Writes: import_given
create or replace function pakn.attributes_given(p_tenant int, p_lines int[], p_categories text[], p_codes text[],
	p_names text[], p_kinds text[], p_required boolean[], p_choices text[], p_places int[], p_valid_from date[],
	p_valid_to date[])
returns void
language plpgsql
as $$
begin
	create temp table import_given on commit drop as
		select g.line, g.choices as choices_text, o.kind as kind_before, o.tenant_id is null as is_new,
			p_tenant as tenant_id, c.category_id, g.code, g.name, g.kind,
			coalesce(case when p_required is null then o.required else g.required end, false) as required,
			case when p_choices is null then o.choices else pakn.choices_read(g.choices) end as choices,
			array(select once from unnest(o.choices_once) once union
				select once->>'code' from jsonb_array_elements(o.choices) once) as choices_once,
			coalesce(case when p_places is null then o.place else g.place end, 1) as place,
			coalesce(g.valid_from, o.valid_from, '-infinity') as valid_from,
			coalesce(case when p_valid_to is null then o.valid_to else g.valid_to end, 'infinity') as valid_to
		from unnest(p_lines, p_categories, p_codes, p_names, p_kinds, p_required, p_choices, p_places, p_valid_from, p_valid_to)
				g (line, category, code, name, kind, required, choices, place, valid_from, valid_to)
			join pakn.category c on c.tenant_id = p_tenant and c.code = g.category
			left join lateral (
				select a.* from pakn.category_attribute a
				where a.tenant_id = p_tenant and a.category_id = c.category_id and a.code = g.code
					and (g.valid_from is null or a.valid_from = g.valid_from)
				order by a.valid_from desc
				limit 1) o on true;
	analyze import_given;
end $$;
