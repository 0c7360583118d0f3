-- category_list: the fields in which one can report, and what each asks for.
-- Answers: 200
create or replace function pakn.category_list(p_tenant int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_body text;
begin
	select json_build_object('items', coalesce(json_agg(json_strip_nulls(json_build_object('code', c.code, 'name', c.name,
		'examples', c.examples, 'group', c.group_name, 'urgency', c.urgency, 'in_scope', c.in_scope,
		'attributes', (select json_agg(json_build_object('code', a.code, 'name', a.name, 'kind', a.kind, 'required', a.required,
				'choices', a.choices) order by a.place, a.code)
			from category_attribute a
			where c.has_attributes and a.tenant_id = p_tenant and a.category_id = c.category_id
				and a.valid_from <= current_date and current_date < a.valid_to)))
		order by c.category_id), '[]'))::text
	into v_body
	from category c where c.tenant_id = p_tenant and c.active;
	return (200, v_body, md5(v_body), null, null, null)::pakn.answer;
end $$;
