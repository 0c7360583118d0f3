-- rules_findings: what is to be known of a version of the rules from a time on: fields without rules, rules that never
-- decide, and those whose field, place, hours or agency end before them.  Of codes the first 20; words tell fewer.
create or replace function pakn.rules_findings(p_tenant int, p_version int, p_at timestamptz)
returns table (kind text, decide boolean, rule_id int, category text, pairs bigint, codes text[], agency text, day date, words jsonb)
language plpgsql
as $$
#variable_conflict use_column
begin
	perform pakn.rules_cells(p_tenant, p_version, p_at);
	return query
		select f.kind, k.decide, f.rule_id, coalesce(c.code, '*'), f.pairs, f.codes[1:20], f.agency, f.day,
			jsonb_build_object('vi', format(k.vi, f.pairs, said.codes, f.agency, f.day), 'en', format(k.en, f.pairs, said.codes, f.agency, f.day))
		from (
			select u.kind, null::int as rule_id, u.category_id, u.pairs, u.codes, null::text as agency, null::date as day
			from pakn.rules_uncovered(p_tenant, p_at) u
			union all
			select d.kind, d.rule_id, r.category_id, d.pairs, d.codes, d.agency, d.day
			from pakn.rules_doubtful(p_tenant, p_version, p_at) d
				join pakn.routing_rule r on r.tenant_id = p_tenant and r.rule_id = d.rule_id
					and r.version_from <= p_version and r.version_to > p_version) f
			join pakn.finding_kinds() k on k.kind = f.kind
			left join pakn.category c on c.tenant_id = p_tenant and c.category_id = f.category_id
			cross join lateral (select case when f.codes = '{}' then '—' else array_to_string(f.codes[1:6], ', ')
				|| case when cardinality(f.codes) > 6 then ', …' else '' end end as codes) said
		order by k.place, f.rule_id, c.code;
	drop table rule_cell;
end $$;
