-- attributes_import: adds and changes what fields ask for, from the columns of a file; parameters and answer as of
-- categories_import.  What stood among the choices is remembered: forms that offer it are still about.
-- Writes: category_attribute, category, only where there is no problem at all
create or replace function pakn.attributes_import(p_tenant int, p_lines int[], p_categories text[], p_codes text[],
	p_names text[], p_kinds text[], p_required boolean[], p_choices text[], p_places int[], p_valid_from date[],
	p_valid_to date[])
returns table (line int, field text, code text, words jsonb, added bigint, changed bigint, same bigint)
language plpgsql
as $$
#variable_conflict use_column
begin
	perform pakn.facts_lock(p_tenant);
	perform pakn.attributes_given(p_tenant, p_lines, p_categories, p_codes, p_names, p_kinds, p_required, p_choices,
		p_places, p_valid_from, p_valid_to);
	return query
		select p.line, p.field, p.code, pakn.import_words(p.code, p.names), null::bigint, null::bigint, null::bigint
		from (
			select * from pakn.import_unknown('category_code', p_lines, p_categories,
				array(select c.code from pakn.category c where c.tenant_id = p_tenant))
			union all
			select * from pakn.attributes_problems(p_tenant)
		) p
		order by 1;
	if not found then
		return query
			with written as (
				insert into pakn.category_attribute as a (tenant_id, category_id, code, name, kind, required, choices,
					choices_once, place, valid_from, valid_to)
				select g.tenant_id, g.category_id, g.code, g.name, g.kind, g.required, g.choices, g.choices_once, g.place,
					g.valid_from, g.valid_to
				from import_given g
				on conflict (tenant_id, category_id, code, valid_from) do update set name = excluded.name,
					required = excluded.required, choices = excluded.choices, choices_once = excluded.choices_once,
					place = excluded.place, valid_to = excluded.valid_to
				where (a.name, a.required, a.choices, a.place, a.valid_to)
					is distinct from (excluded.name, excluded.required, excluded.choices, excluded.place, excluded.valid_to)
				returning xmax = 0 as is_new
			), marked as (
				update pakn.category c set has_attributes = true
				where c.tenant_id = p_tenant and not c.has_attributes
					and c.category_id in (select g.category_id from import_given g)
			)
			select null::int, null::text, null::text, null::jsonb, count(*) filter (where is_new), count(*) filter (where not is_new),
				cardinality(p_lines) - count(*)
			from written;
	end if;
	drop table import_given;
end $$;
