-- answer_rule_of: what an answer of a field and outcome must have: of the rules that hold the one that names more, the field
-- before the outcome; null: nothing.
create or replace function pakn.answer_rule_of(p_tenant int, p_category_id int, p_outcome text)
returns pakn.answer_rule
language plpgsql stable
as $$
begin
	return (
		select w
		from pakn.answer_rule w
		where w.tenant_id = p_tenant and w.category_id in (p_category_id, 0) and w.outcome in (coalesce(p_outcome, ''), '')
		order by w.category_id desc, w.outcome desc
		limit 1);
end $$;
