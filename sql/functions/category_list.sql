-- category_list: the fields in which one can report.
-- Answers: 200
create or replace function pakn.category_list(p_tenant int)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_body text;
begin
	select json_build_object('items', coalesce(json_agg(json_build_object('code', c.code, 'name', c.name,
		'examples', c.examples, 'group', c.group_name, 'urgency', c.urgency, 'in_scope', c.in_scope)
		order by c.category_id), '[]'))::text
	into v_body
	from category c where c.tenant_id = p_tenant and c.active;
	return (200, v_body, md5(v_body), null, null, null)::pakn.answer;
end $$;
