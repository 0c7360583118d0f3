-- ladders_import: says whom open cases of a field, urgency and stage tell as their time goes by (ladder_read), from the columns
-- of a file; parameters and answer as of categories_import.  An asterisk, or nothing, is any.  Cases that are under way go on
-- by the changed ladder with the step after the last one that they took.
-- Writes: ladder, escalation, only where there is no problem at all
create or replace function pakn.ladders_import(p_tenant int, p_lines int[], p_categories text[], p_urgencies text[], p_stages text[],
	p_steps text[])
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
				select concat_ws(':', coalesce(c, '*'), coalesce(u, '*'), coalesce(s, '*'))
				from unnest(p_lines, p_categories, p_urgencies, p_stages) g (line, c, u, s)))
			union all
			select * from pakn.import_unknown('category_code', p_lines, p_categories,
				array(select c.code from pakn.category c where c.tenant_id = p_tenant) || '*'::text)
			union all
			select g.line, 'steps', 'not_a_ladder', '{}' from unnest(p_lines, p_steps) g (line, steps) where pakn.ladder_read(g.steps) is null
		) p
		order by 1;
	if found then
		return;
	end if;
	return query
		with written as (
			insert into pakn.ladder as l
			select p_tenant, coalesce(c.category_id, 0), coalesce(nullif(g.urgency, '*'), ''), coalesce(nullif(g.stage, '*'), ''),
				pakn.ladder_read(g.steps)
			from unnest(p_categories, p_urgencies, p_stages, p_steps) g (category, urgency, stage, steps)
				left join pakn.category c on c.tenant_id = p_tenant and c.code = g.category
			on conflict (tenant_id, category_id, urgency, stage) do update set steps = excluded.steps where l.steps <> excluded.steps
			returning xmax = 0 as is_new
		)
		select null::int, null::text, null::text, null::jsonb, count(*) filter (where is_new), count(*) filter (where not is_new),
			cardinality(p_lines) - count(*)
		from written;
	perform pakn.escalation_again(p_tenant);
end $$;
