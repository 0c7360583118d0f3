-- answer_rules_import: says what answers of a field and outcome must have, from the columns of a file; parameters and answer
-- as of categories_import.  An asterisk, or nothing, is any.
-- Writes: answer_rule, only where there is no problem at all
create or replace function pakn.answer_rules_import(p_tenant int, p_lines int[], p_categories text[], p_outcomes text[], p_proofs text[],
	p_approvals boolean[])
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
				select concat_ws(':', coalesce(c, '*'), coalesce(o, '*')) from unnest(p_lines, p_categories, p_outcomes) g (line, c, o)))
			union all
			select * from pakn.import_unknown('category_code', p_lines, p_categories,
				array(select c.code from pakn.category c where c.tenant_id = p_tenant) || '*'::text)
		) p
		order by 1;
	if found then
		return;
	end if;
	return query
		with written as (
			insert into pakn.answer_rule as r
			select p_tenant, coalesce(c.category_id, 0), coalesce(nullif(g.outcome, '*'), ''),
				coalesce(case when p_proofs is null then o.proof else g.proof end, 'none'),
				coalesce(case when p_approvals is null then o.approval else g.approval end, false)
			from unnest(p_categories, p_outcomes, p_proofs, p_approvals) g (category, outcome, proof, approval)
				left join pakn.category c on c.tenant_id = p_tenant and c.code = g.category
				left join pakn.answer_rule o on o.tenant_id = p_tenant and o.category_id = coalesce(c.category_id, 0)
					and o.outcome = coalesce(nullif(g.outcome, '*'), '')
			on conflict (tenant_id, category_id, outcome) do update set proof = excluded.proof, approval = excluded.approval
			where r is distinct from excluded
			returning xmax = 0 as is_new
		)
		select null::int, null::text, null::text, null::jsonb, count(*) filter (where is_new), count(*) filter (where not is_new),
			cardinality(p_lines) - count(*)
		from written;
end $$;
