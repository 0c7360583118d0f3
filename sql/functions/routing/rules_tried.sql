-- rules_tried: what the rules that were tried (rules_try) come to: reports that go where they went, by another rule to
-- the same agency, elsewhere, of these to the desk and from it; those that were not up to rules; those of whose sender
-- only the channel told.
create or replace function pakn.rules_tried(p_tenant int)
returns table (asked bigint, same bigint, other_rule bigint, moved bigint, to_desk bigint, from_desk bigint, not_by_rules bigint,
	guessed bigint)
language plpgsql stable
as $$
#variable_conflict use_column
begin
	return query
		select s.asked, s.same, c.other_rule, c.moved, c.to_desk, c.from_desk, s.not_by_rules, s.guessed
		from (select coalesce(sum(x.asked), 0)::bigint as asked, coalesce(sum(x.same), 0)::bigint as same,
				coalesce(sum(x.not_by_rules), 0)::bigint as not_by_rules, coalesce(sum(x.guessed), 0)::bigint as guessed from tried_sum x) s,
			(select count(*) filter (where t.new_agency = t.old_agency) as other_rule, count(*) filter (where t.new_agency <> t.old_agency) as moved,
				count(*) filter (where t.new_agency <> t.old_agency and t.new_rule is null) as to_desk,
				count(*) filter (where t.new_agency <> t.old_agency and t.old_rule is null) as from_desk
			from tried t) c;
end $$;
