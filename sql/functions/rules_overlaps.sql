-- rules_overlaps: the lines of import_given (rules_import) that hold for the same field and area at the same
-- time as an earlier line, or as a rule that the file does not name; and those that end before they begin.
create or replace function pakn.rules_overlaps(p_tenant int)
returns table (line int, problem text)
language plpgsql stable
as $$
#variable_conflict use_column
begin
	return query select g.line, 'valid_to: not after valid_from' from import_given g where g.valid_from >= g.valid_to;
	if found then
		return;
	end if;
	return query
		select g.line, format('rule_no: rule %s is for the same field, area and time as rule %s in line %s',
			g.rule_id, e.rule_id, e.line)
		from import_given g
			join import_given e on e.category_id = g.category_id and e.area_id = g.area_id and e.line < g.line
				and tstzrange(e.valid_from, e.valid_to) && tstzrange(g.valid_from, g.valid_to)
		union all
		select g.line, format('rule_no: rule %s is for the same field, area and time as rule %s, which is not in the file',
			g.rule_id, r.rule_id)
		from import_given g
			join pakn.routing_rule r on r.tenant_id = p_tenant and r.category_id = g.category_id
				and r.area_id = g.area_id
				and tstzrange(r.valid_from, r.valid_to) && tstzrange(g.valid_from, g.valid_to)
		where not exists (select from import_given e where e.rule_id = r.rule_id);
end $$;
