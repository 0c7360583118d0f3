-- answer_terms: how often the answer's deadline of a report may be extended, and by whom.
create or replace function pakn.answer_terms(r pakn.report)
returns table (extensions int, extended_by text)
language sql stable rows 1
as $$
	select coalesce(d.extensions, 1), coalesce(d.extended_by, 'head')
	from (select) as one left join pakn.deadline d on d.tenant_id = r.tenant_id and d.class = r.deadline_class
		and d.stage = 'answer' and d.valid_from <= r.received_at::date and r.received_at::date < d.valid_to
$$;
