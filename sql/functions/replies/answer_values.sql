-- answer_values: the facts of a case by the names that a template of an answer may have, as things stand; nothing of who sent it.
-- contributions: what each agency that worked along wrote, a line each.
create or replace function pakn.answer_values(r pakn.report, p_outcome text, p_planned_on date)
returns jsonb
language plpgsql stable
as $$
begin
	return (
		select jsonb_build_object('code', r.code, 'category', c.name, 'agency', a.name, 'area', u.full_name, 'address', r.address,
			'received', to_char(r.received_at, 'DD/MM/YYYY'), 'due', to_char(r.due_at, 'HH24:MI DD/MM/YYYY'), 'today', to_char(now(), 'DD/MM/YYYY'),
			'outcome', pakn.outcome_name(p_outcome), 'planned', to_char(p_planned_on, 'DD/MM/YYYY'),
			'contributors', parts.names, 'contributions', parts.words, 'province', t.name, 'hotline', t.hotline)
		from pakn.tenant t
			join pakn.agency a on a.tenant_id = t.tenant_id and a.agency_id = r.agency_id
			left join pakn.category c on c.tenant_id = t.tenant_id and c.category_id = r.category_id
			left join pakn.area u on u.tenant_id = t.tenant_id and u.area_id = r.area_id
			cross join (
				select string_agg(p->>'name', ', ') as names, string_agg(format('- %s: %s', p->>'name', p->>'text'), E'\n') as words
				from jsonb_array_elements(pakn.parts_json(r)) p
				where p ? 'done_at') parts
		where t.tenant_id = r.tenant_id);
end $$;
