-- rules_ties: rules_tied of a version that was made of import_given, by the line of the file that is later.
create or replace function pakn.rules_ties(p_tenant int, p_version int)
returns table (line int, field text, code text, names text[])
language plpgsql stable
as $$
#variable_conflict use_column
begin
	return query
		select coalesce(greatest(a.line, b.line), 1), case when t.same then 'rule_no' else 'priority' end,
			case when t.same then 'same_as_' else 'ties_with_' end || case when least(a.line, b.line) is null or num_nulls(a.line, b.line) > 0
				then 'rule' else 'line' end,
			(case when b.line is null or a.line > b.line then array[t.rule_id, t.other_id] else array[t.other_id, t.rule_id] end
				|| least(a.line, b.line))::text[]
		from pakn.rules_tied(p_tenant, p_version) t
			left join import_given a on a.rule_id = t.rule_id
			left join import_given b on b.rule_id = t.other_id;
end $$;
