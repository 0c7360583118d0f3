-- deadline_class: the class of deadlines that rules give to reports of a field, kind and urgency, in place of the
-- field's own; no row where none does.  What names more wins: first who names the field, then the kind.
-- Written to be inlined.
create or replace function pakn.deadline_class(p_tenant int, p_category_id int, p_kind text, p_urgency text)
returns table (class text)
language sql stable rows 1
as $$
	select r.class
	from pakn.deadline_rule r
	where r.tenant_id = p_tenant and r.category_id in (p_category_id, 0) and r.kind in (p_kind, '')
		and r.urgency in (p_urgency, '')
	order by (r.category_id > 0)::int + (r.kind <> '')::int + (r.urgency <> '')::int desc, r.category_id desc, r.kind desc
	limit 1
$$;
