-- deadline_rules_import: says which class reports of a field, kind and urgency have, where that is not the field's own, from
-- the columns of a file; parameters and answer as of categories_import.  An asterisk, or nothing, is any.
-- Open reports keep the class that they have.
-- Writes: deadline_rule, tenant, only where there is no problem at all
create or replace function pakn.deadline_rules_import(p_tenant int, p_lines int[], p_categories text[], p_kinds text[],
	p_urgencies text[], p_classes text[])
returns table (line int, field text, code text, words jsonb, added bigint, changed bigint, same bigint)
language plpgsql
as $$
#variable_conflict use_column
begin
	perform pakn.facts_lock(p_tenant);
	return query
		select p.line, p.field, p.code, pakn.import_words(p.code, p.names), null::bigint, null::bigint, null::bigint
		from (
			select * from pakn.import_twice('category_code', p_lines, array(
				select concat_ws(':', coalesce(c, '*'), coalesce(k, '*'), coalesce(u, '*'))
				from unnest(p_lines, p_categories, p_kinds, p_urgencies) g (line, c, k, u)))
			union all
			select * from pakn.import_unknown('category_code', p_lines, p_categories,
				array(select c.code from pakn.category c where c.tenant_id = p_tenant) || '*'::text)
			union all
			select * from pakn.import_unknown('deadline_class', p_lines, p_classes,
				array(select d.class from pakn.deadline d where d.tenant_id = p_tenant))
		) p
		order by 1;
	if found then
		return;
	end if;
	update pakn.tenant t set has_deadline_rules = true where t.tenant_id = p_tenant and not t.has_deadline_rules;
	return query
		with written as (
			insert into pakn.deadline_rule as r
			select p_tenant, coalesce(c.category_id, 0), coalesce(nullif(g.kind, '*'), ''), coalesce(nullif(g.urgency, '*'), ''), g.class
			from unnest(p_categories, p_kinds, p_urgencies, p_classes) g (category, kind, urgency, class)
				left join pakn.category c on c.tenant_id = p_tenant and c.code = g.category
			on conflict (tenant_id, category_id, kind, urgency) do update set class = excluded.class where r.class <> excluded.class
			returning xmax = 0 as is_new
		)
		select null::int, null::text, null::text, null::jsonb, count(*) filter (where is_new), count(*) filter (where not is_new),
			cardinality(p_lines) - count(*)
		from written;
end $$;
