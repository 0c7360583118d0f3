-- rules_counted: what came of import_given in a version (null: nothing), as the answer of an import; rules that
-- ended since the file did not name them count as changed.
create or replace function pakn.rules_counted(p_tenant int, p_version int)
returns table (line int, field text, code text, words jsonb, added bigint, changed bigint, same bigint)
language plpgsql stable
as $$
#variable_conflict use_column
begin
	return query
		select null::int, null::text, null::text, null::jsonb,
			count(*) filter (where g.is_new and r.rule_id is not null),
			count(*) filter (where not g.is_new and r.rule_id is not null) + (
				select count(*) from pakn.routing_rule e
				where e.tenant_id = p_tenant and e.version_to = p_version
					and not exists (select from import_given n where n.rule_id = e.rule_id)),
			count(*) filter (where r.rule_id is null)
		from import_given g
			left join pakn.routing_rule r on r.tenant_id = p_tenant and r.rule_id = g.rule_id and r.version_from = p_version;
end $$;
