-- answer_templates_import: adds and changes words to begin answers with, from the columns of a file; parameters and answer as
-- of categories_import.  Category *, or none: for any field.
-- Writes: answer_template, only where there is no problem at all
create or replace function pakn.answer_templates_import(p_tenant int, p_lines int[], p_codes text[], p_categories text[], p_outcomes text[],
	p_names text[], p_texts text[], p_active boolean[])
returns table (line int, field text, code text, words jsonb, added bigint, changed bigint, same bigint)
language plpgsql
as $$
#variable_conflict use_column
begin
	perform pakn.facts_lock(p_tenant);
	return query
		select p.line, p.field, p.code, pakn.import_words(p.code, p.names), null::bigint, null::bigint, null::bigint
		from (
			select * from pakn.import_twice('code', p_lines, p_codes)
			union all
			select * from pakn.import_unknown('category_code', p_lines, p_categories,
				array(select c.code from pakn.category c where c.tenant_id = p_tenant) || '*'::text)
			union all
			select g.line, 'text', 'unknown_name', array[min(m[1])]
			from unnest(p_lines, p_texts) g (line, text), regexp_matches(g.text, '\{([^{}]*)\}', 'g') m
			where m[1] <> all (pakn.answer_names())
			group by 1
		) p
		order by 1;
	if found then
		return;
	end if;
	return query
		with written as (
			insert into pakn.answer_template as w
			select p_tenant, g.code,
				coalesce(case when p_categories is null then o.category_id else c.category_id end, 0),
				case when p_outcomes is null then o.outcome else g.outcome end, g.name, g.text,
				coalesce(case when p_active is null then o.active else g.active end, true)
			from unnest(p_codes, p_categories, p_outcomes, p_names, p_texts, p_active) g (code, category, outcome, name, text, active)
				left join pakn.category c on c.tenant_id = p_tenant and c.code = g.category
				left join pakn.answer_template o on o.tenant_id = p_tenant and o.code = g.code
			on conflict (tenant_id, code) do update set category_id = excluded.category_id, outcome = excluded.outcome,
				name = excluded.name, text = excluded.text, active = excluded.active
			where w is distinct from excluded
			returning xmax = 0 as is_new
		)
		select null::int, null::text, null::text, null::jsonb, count(*) filter (where is_new), count(*) filter (where not is_new),
			cardinality(p_lines) - count(*)
		from written;
end $$;
