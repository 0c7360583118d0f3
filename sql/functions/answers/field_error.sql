-- field_error: the members of a problem that lies in one field.
create or replace function pakn.field_error(p_pointer text, p_code text)
returns jsonb
language sql immutable
as $$
	select jsonb_build_object('errors', jsonb_build_array(jsonb_build_object('pointer', p_pointer, 'code', p_code)))
$$;
