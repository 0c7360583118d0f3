-- rules_overlaps: the lines of import_given (rules_import) that hold for the same field and area at the same
-- time as an earlier line, or as a rule that the file does not name; and those that end before they begin.
create or replace function pakn.rules_overlaps(p_tenant int)
returns table (line int, field text, code text, names text[])
language plpgsql stable
as $$
#variable_conflict use_column
begin
	return query select g.line, 'valid_to', 'not_after_valid_from', '{}'::text[] from import_given g where g.valid_from >= g.valid_to;
	if found then
		return;
	end if;
	-- In the order of their beginnings: where any two overlap, so do two neighbours.
	return query
		select greatest(n.line, n.other_line), 'rule_no',
			case when least(n.line, n.other_line) = 0 then 'same_as_rule' else 'same_as_line' end,
			(case when n.line > n.other_line then array[n.rule_id, n.other] else array[n.other, n.rule_id] end
				|| least(n.line, n.other_line))::text[]
		from (
			select r.line, r.rule_id, r.valid_from, lag(r.line) over held as other_line,
				lag(r.rule_id) over held as other, lag(r.valid_to) over held as other_to
			from (
				select g.line, g.rule_id, g.category_id, g.area_id, g.valid_from, g.valid_to from import_given g
				union all
				select 0, r.rule_id, r.category_id, r.area_id, r.valid_from, r.valid_to
				from pakn.routing_rule r
				where r.tenant_id = p_tenant
					and not exists (select from import_given e where e.rule_id = r.rule_id)
			) r
			window held as (partition by r.category_id, r.area_id order by r.valid_from, r.line)
		) n
		where n.valid_from < n.other_to;
end $$;
