-- categories_import: adds and changes fields from the columns of a file, where p_lines tells the line of
-- each.  A column that is null as a whole is not in the file: what stands stays.  Answers the lines with
-- problems and what they are, or one row with how many were added, changed and found the same.
-- Writes: category, only where there is no problem at all
create or replace function pakn.categories_import(p_tenant int, p_lines int[], p_codes text[],
	p_names text[], p_examples text[], p_groups text[], p_urgencies text[], p_classes text[],
	p_in_scope boolean[], p_active boolean[])
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
			select * from pakn.import_unknown('deadline_class', p_lines, p_classes,
				array(select d.class from pakn.deadline d where d.tenant_id = p_tenant))
		) p
		order by 1;
	if found then
		return;
	end if;
	return query
		with written as (
			insert into pakn.category as c
			select p_tenant,
				coalesce(o.category_id, (select coalesce(max(category_id), 0) from pakn.category where tenant_id = p_tenant)
					+ row_number() over (partition by o.category_id is null order by g.line)),
				g.code, g.name,
				coalesce(case when p_examples is null then o.examples else g.examples end, ''),
				coalesce(case when p_groups is null then o.group_name else g.group_name end, ''),
				coalesce(case when p_urgencies is null then o.urgency else g.urgency end, 'normal'),
				g.class,
				coalesce(case when p_in_scope is null then o.in_scope else g.in_scope end, true),
				coalesce(case when p_active is null then o.active else g.active end, true),
				coalesce(o.has_attributes, false)
			from unnest(p_lines, p_codes, p_names, p_examples, p_groups, p_urgencies, p_classes, p_in_scope, p_active)
					g (line, code, name, examples, group_name, urgency, class, in_scope, active)
				left join pakn.category o on o.tenant_id = p_tenant and o.code = g.code
			on conflict (tenant_id, category_id) do update set name = excluded.name, examples = excluded.examples,
				group_name = excluded.group_name, urgency = excluded.urgency,
				deadline_class = excluded.deadline_class, in_scope = excluded.in_scope, active = excluded.active
			where c is distinct from excluded
			returning xmax = 0 as is_new
		)
		select null::int, null::text, null::text, null::jsonb, count(*) filter (where is_new), count(*) filter (where not is_new),
			cardinality(p_lines) - count(*)
		from written;
end $$;
