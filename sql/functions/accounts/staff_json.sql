-- staff_json: somebody, as colleagues name them; null for nobody.
create or replace function pakn.staff_json(p_tenant int, p_staff_id int)
returns json
language sql stable
as $$
	select json_build_object('username', s.username, 'name', s.name)
	from pakn.staff s
	where s.tenant_id = p_tenant and s.staff_id = p_staff_id
$$;
