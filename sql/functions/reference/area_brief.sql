-- area_brief: a unit as others name it.
create or replace function pakn.area_brief(a pakn.area)
returns json
language sql immutable
as $$
	select json_build_object('code', a.code, 'name', a.name, 'full_name', a.full_name, 'level', a.level)
$$;
